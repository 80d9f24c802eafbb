"""Text typed with the wrong keyboard layout switched on.

>>> [text for text in to_arabic("lph,gm")][0]
'محاولة'
>>> list(to_latin("لخخلمث"))
['google']
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from search.analysis import fold
from search.corrections.tables import read

_CIRCUMFLEX = re.compile("([aeiou])\u0302")  # ^ is a dead key in France: جه comes out as î
_LIGATURES = str.maketrans({"\ufefb": "لا", "\ufef7": "لأ", "\ufef9": "لإ", "\ufef5": "لآ"})
_MOST_READINGS = 8


@cache
def _layouts() -> dict[str, dict[str, str]]:
    """Layout -> what each character of the Latin keyboard writes in Arabic."""
    layouts: dict[str, dict[str, str]] = {}
    for row in read("keyboards", "layout", "keys", "to"):
        keys, letters = row["keys"], row["to"]
        written = zip(keys, letters, strict=True) if len(keys) > 1 else [(keys, letters)]
        layouts.setdefault(row["layout"], {}).update(written)
    return layouts


def to_arabic(text: str) -> Iterator[str]:
    """What these keys would have written under each Arabic layout, each text once.

    A capital without a letter of its own there is the one that a phone or a habit puts first.
    """
    typed = unicodedata.normalize("NFC", _CIRCUMFLEX.sub(r"^\1", unicodedata.normalize("NFD", text)))
    seen = dict.fromkeys(
        "".join([keys.get(letter) or keys.get(letter.lower(), letter) for letter in some])
        for keys in _layouts().values()
        for some in (typed, typed.lower())
    )
    yield from seen


def to_latin(text: str) -> Iterator[str]:
    """What these Arabic letters would have written on the Latin keyboard, each text once; لا may be one key or two."""
    text = text.translate(_LIGATURES)
    seen: dict[str, None] = {}
    for keys in _layouts().values():
        back = {letters: key for key, letters in keys.items()}
        ways = [part for part in re.split("(ل[اأإآ])", text) if part]
        choices = [_choices(part, back) for part in ways]
        seen.update(dict.fromkeys(map("".join, itertools.islice(itertools.product(*choices), _MOST_READINGS))))
    yield from seen


def _choices(part: str, back: dict[str, str]) -> list[str]:
    """The key of لا before its two letters, where it is a key at all."""
    typed = "".join(back.get(letter, letter) for letter in part).lower()
    return [back[part].lower(), typed] if len(part) > 1 and part in back else [typed]


@cache
def neighbours() -> dict[str, str]:
    """Letter -> the letters beside it, on the Arabic and on the Latin keyboard; folded, so that ه stands for ة too.

    >>> sorted(neighbours()["م"]), sorted(neighbours()["q"])
    (['ح', 'خ', 'ز', 'ك', 'ن', 'و'], ['a', 'w'])
    """
    rows = [row for row in read("keyboards", "layout", "keys", "to") if row["layout"] == "101" and len(row["keys"]) > 1]
    found: dict[str, str] = {}
    for column, wide in (("to", "\0"), ("keys", "b")):  # the place of لا
        grid = ["".join(fold(letter) or letter for letter in row[column]) for row in rows]
        grid[2] = grid[2][:4] + wide + grid[2][4:]
        for y, x in ((y, x) for y, line in enumerate(grid) for x in range(len(line))):
            around = [(y, x - 1), (y, x + 1), (y - 1, x), (y - 1, x + 1), (y + 1, x - 1), (y + 1, x)]
            near = [grid[b][a] for b, a in around if 0 <= b < len(grid) and 0 <= a < len(grid[b])]
            letters = [letter for letter in near if letter.isalpha() and letter != grid[y][x]]
            found[grid[y][x]] = "".join(dict.fromkeys([*found.get(grid[y][x], ""), *letters]))
    return found
