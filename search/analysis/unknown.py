"""Words the lexicon does not have: misspellings by one letter, and a careful light stemmer.

>>> light_stem("الخيتانيون"), light_stem("والكوبالت"), light_stem("يوتيوب")
('خيتاني', 'كوبالت', 'يوتيوب')
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from search.analysis.lexicon.format import CODE
from search.analysis.tables import read_table

_AFFIXES = sorted(read_table("outside", "side", "affix", "to"), key=lambda row: -len(row["affix"]))
FRONTS = tuple(row["affix"] for row in _AFFIXES if row["side"] == "front")
BACKS = tuple((row["affix"], row["to"]) for row in _AFFIXES if row["side"] == "back")
_LEAST = 3
_AND = "و"
_LEAST_AFTER_AND = 5
PROCLITICS = frozenset("وبل")
_LEAST_BEHIND = 4
_LAST, _LAST_MEANT = "يء", "ء"


def light_stem(folded: str) -> str:
    """The word without ال, what stands before it, و, and the endings of a nisba; never less than three letters."""
    word = folded
    for front in FRONTS:
        if word.startswith(front) and len(word) - len(front) >= _LEAST:
            word = word[len(front) :]
            break
    else:
        if word[:1] == _AND and len(word) > _LEAST_AFTER_AND:
            word = word[1:]
    for back, kept in BACKS:
        if word.endswith(back) and len(word) - len(back) >= _LEAST:
            return word[: -len(back)] + kept
    return word


def without_proclitic(folded: str) -> str:
    """A word without the و, ب or ل that it may begin with; '' when it does not, or too little stays.

    The lexicon has no such word, so it is a name, and those of one letter more are as rare: بداعش, ولداعش.

    >>> without_proclitic("لداعش"), without_proclitic("لينكس"), without_proclitic("كوفيد")
    ('داعش', 'ينكس', '')
    """
    return folded[1:] if folded[:1] in PROCLITICS and len(folded) > _LEAST_BEHIND else ""


@cache
def _confused() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in read_table("confused_letters", "typed", "meant"):
        found[row["typed"]] = found.get(row["typed"], "") + row["meant"]
    return found


def repairs(word: str) -> Iterator[str]:
    """The word with one letter replaced by one it is often mistaken for, or one doubled letter written once.

    >>> list(repairs("ضابظ"))
    ['ظابظ', 'ضعبظ', 'ضابض']
    """
    confused = _confused()
    if word.endswith(_LAST):
        yield word.removesuffix(_LAST) + _LAST_MEANT
    for i, letter in enumerate(word):
        for meant in confused.get(letter, ""):
            yield word[:i] + meant + word[i + 1 :]
        if word[i : i + 1] == word[i + 1 : i + 2]:
            yield word[:i] + word[i + 1 :]


def values() -> dict[str, object]:
    """The rules of this module for the compiled stemmer, by the names that it has for them."""
    return {
        "fronts": [(front.encode(CODE), b"") for front in FRONTS],
        "backs": [(back.encode(CODE), kept.encode(CODE)) for back, kept in BACKS],
        "confused": [(typed.encode(CODE), meant.encode(CODE)) for typed, meant in _confused().items()],
        "last_repair": (_LAST.encode(CODE), _LAST_MEANT.encode(CODE)),
        "conjunction": _AND.encode(CODE),
        "proclitic": "".join(PROCLITICS).encode(CODE),
        "least_stem": _LEAST,
        "least_after_and": _LEAST_AFTER_AND,
        "least_behind": _LEAST_BEHIND,
    }
