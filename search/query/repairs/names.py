"""Names: one key for what writers of Arabic and of Latin letters make of one name, and how far two spellings lie apart.

A key keeps the classes of the consonants (`classes.tsv`) and nothing else. Words of one key are many; `latin.tsv` and
`names.tsv` say in bits which of them is meant.

>>> key("غوغل") == key("جوجل") == key("قوقل"), key("غوتيريش") in latin_keys("guterres")
(True, True)
>>> cost_of_latin("putin", "بوتين") < cost_of_latin("putin", "باتون")
True
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from search.query.repairs.tables import read

IMPOSSIBLE = 99.0
_UNLIKE = 9.0  # bits: one letter for another that no table knows
_ODD = 7.0  # bits: a letter too many or too few that no table knows
_DOUBLED = re.compile(r"(.)\1+")
_ARTICLE = re.compile("^[وفبك]?(?:ال|لل)(?=...)")
_LATIN_ARTICLE = re.compile("^(?:al|el|ul|ad|an|ar|as|ash|at|az)[-'’ ]+(?=..)")
_NOT_LATIN = re.compile("[^a-z0-9']")
_CARRIER = 3.0  # bits more: a vowel at the beginning of a word is written
_VOWELS = "aeiou"
_ARTICLES = ("al", "el", "ul")
_LONGEST = 4  # letters of a unit in the tables
_MOST_KEYS = 48

Units = dict[str, list[tuple[str, float]]]  # unit -> what it may be paired with, and the bits


@cache
def _classes() -> dict[int, str]:
    return {ord(letter): row["to"] for row in read("classes", "letters", "to") for letter in row["letters"]} | {
        ord(letter): "" for letter in "اويءع"
    }


@lru_cache(2**12)
def key(folded: str) -> str:
    """The key of a folded Arabic word, without its article; '' when it has fewer than two consonants.

    >>> key("السيسي"), key("تشرشل"), key("ايا")
    ('SS', 'TSRSL', '')
    """
    word = _DOUBLED.sub(r"\1", _ARTICLE.sub("", folded))
    found = word[:-1].translate(_classes()) + (word[-1:].translate(_classes()) if word[-1:] != "ه" else "")
    return found if len(found) > 1 else ""


@cache
def _latin_units() -> Units:
    rows = read("latin", "latin", "arabic", "cost")
    units: Units = {}
    for row in rows:
        units.setdefault(row["latin"].strip("-"), []).append((row["arabic"].strip("-"), float(row["cost"])))
    return units


@cache
def _unit_keys() -> dict[str, tuple[str, ...]]:
    """Latin unit -> the classes that it may stand for."""
    found: dict[str, dict[str, None]] = {}
    for latin, pairs in _latin_units().items():
        if latin and latin not in _ARTICLES:
            for arabic, _ in sorted(pairs, key=lambda pair: pair[1]):
                letters = (
                    arabic if latin[0] not in _VOWELS else arabic.replace("ه", "")
                )  # at the end, where keys have none
                found.setdefault(latin, {})[letters.translate(_classes())] = None
    return {latin: tuple(keys) for latin, keys in found.items()}


def plain_latin(text: str) -> str:
    """A Latin name as the tables read it: lower case, no hyphens, the article as al.

    >>> plain_latin("el-Sisi"), plain_latin("Ash-Sharq"), plain_latin("Mo7ammed")
    ('alsisi', 'alsharq', 'mo7ammed')
    """
    return _NOT_LATIN.sub("", _LATIN_ARTICLE.sub("al", text.lower().replace("’", "'")))


def latin_keys(latin: str) -> tuple[str, ...]:
    """The keys that a plain Latin name may have, the likelier first.

    >>> latin_keys("putin"), latin_keys("al7arabi")[0]
    (('BTN',), 'HRB')
    """
    name = _DOUBLED.sub(r"\1", latin.removeprefix("al") if len(latin) > 4 else latin)
    keys = dict.fromkeys(_spelled_keys(name))
    if latin[:2] == "al" and len(latin) > 4:
        keys |= dict.fromkeys("L" + found for found in list(keys))  # Alan, Albert
    return tuple(found for found in keys if len(found) > 1)


def _spelled_keys(name: str) -> list[str]:
    """The keys of every way to part a name into units, the longest units first."""
    units = _unit_keys()
    behind: list[dict[str, None]] = [{} for _ in name] + [{"": None}]
    for at in range(len(name) - 1, -1, -1):
        for size in range(min(_LONGEST, len(name) - at), 0, -1):
            for found in units.get(name[at : at + size], ("",) if size == 1 else ()):
                behind[at].update(dict.fromkeys(found + rest for rest in behind[at + size]))
        behind[at] = dict.fromkeys(itertools.islice(behind[at], _MOST_KEYS))
    return list(behind[0])


@cache
def _name_units() -> Units:
    units: Units = {}
    for row in read("names", "one", "other", "cost"):
        for left, right in ((row["one"], row["other"]), (row["other"], row["one"])):
            units.setdefault(left, []).append((right, float(row["cost"])))
    return units


def cost_of_latin(latin: str, folded: str, limit: float = IMPOSSIBLE) -> float:
    """Bits between a plain Latin name and a folded Arabic word; IMPOSSIBLE above the limit."""
    return _cost(_DOUBLED.sub(r"\1", latin), _DOUBLED.sub(r"\1", folded), _latin_units(), limit)


def cost_of_name(folded: str, other: str, limit: float = IMPOSSIBLE) -> float:
    """Bits between two spellings of a foreign name; IMPOSSIBLE above the limit.

    >>> cost_of_name("غوغل", "جوجل")
    2.0
    """
    return _cost(_DOUBLED.sub(r"\1", folded), _DOUBLED.sub(r"\1", other), _name_units(), limit)


def _cost(one: str, other: str, units: Units, limit: float) -> float:
    """The least sum of bits over all ways to pair the units of two words, in order."""
    width = len(other) + 1
    table = [[IMPOSSIBLE] * width for _ in range(len(one) + 1)]
    table[0][0] = 0.0
    for i, j in itertools.product(range(len(one) + 1), range(width)):
        here = table[i][j]
        if here > limit:
            continue
        for a, b, bits in _steps(one, other, i, j, units):
            if here + bits < table[i + a][j + b]:
                table[i + a][j + b] = here + bits
    return table[-1][-1] if table[-1][-1] <= limit else IMPOSSIBLE


def _steps(one: str, other: str, i: int, j: int, units: Units) -> Iterator[tuple[int, int, float]]:
    """How many letters of each word may be paired next, and the bits of it."""
    letter, against = one[i : i + 1], other[j : j + 1]
    if letter and against:
        yield 1, 1, 0.0 if letter == against else _UNLIKE
    if letter:
        yield 1, 0, _ODD
    if against:
        yield 0, 1, _ODD
    for size in range(min(_LONGEST, len(one) - i) + 1):
        left = one[i : i + size]
        for right, bits in units.get(left, ()):
            if (left or right) and other.startswith(right, j):
                carrier = _CARRIER if not (i or j or right) and left in _VOWELS else 0.0
                yield size, len(right), bits + carrier


@cache
def exonyms() -> dict[str, str]:
    """Latin name -> the Arabic one that is no transliteration of it."""
    return {row["latin"]: row["to"] for row in read("exonyms", "latin", "to")}
