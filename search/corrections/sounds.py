"""How far two spellings of a name lie apart, in bits.

`latin.tsv` pairs what a Latin letter or group of letters may be in Arabic, `names.tsv` what one Arabic writer puts
where another puts something else. In the tables ^ is the beginning of a name and $ its end.

>>> cost_of_latin("putin", "بوتين") < cost_of_latin("putin", "باتون")
True
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import chain

from search.analysis.native import native
from search.corrections.tables import read

IMPOSSIBLE = 99.0
_UNLIKE = 9.0  # bits: one letter for another that no table knows
_ODD = 7.0  # bits: a letter too many or too few that no table knows
DOUBLED = re.compile(r"([^aeiou])\1+")
VOWELS = "aeiou"
_CARRIER = 3.0  # bits more: a vowel at the beginning of a word is written
_FINAL, _FULL_VOWELS = 2.5, "aiou"  # so is one at its end, but for e
LONGEST = 5  # letters of a unit in the tables

Units = dict[str, list[tuple[str, float]]]  # unit -> what it may be paired with, and the bits
Step = tuple[int, str, float]  # so many letters, what they are paired with, the bits


def _units(table: str, one: str, other: str, both_ways: bool) -> Units:
    units: Units = {}
    for row in read(table, one, other, "cost"):
        left, right, bits = row[one].strip("-"), row[other].strip("-"), float(row["cost"])
        units.setdefault(left, []).append((right, bits))
        if both_ways:
            units.setdefault(right, []).append((left, bits))
    return units


@cache
def latin_units() -> Units:
    """What each Latin letter and group of letters may be in Arabic."""
    return _units("latin", "latin", "arabic", both_ways=False)


@cache
def _name_units() -> Units:
    return _units("names", "one", "other", both_ways=True)


def cost_of_latin(latin: str, folded: str, limit: float = IMPOSSIBLE) -> float:
    """Bits between a plain Latin name and a folded Arabic word; IMPOSSIBLE above the limit."""
    return _cost(_ended(latin), _ended(folded), latin_units, limit)


def cost_of_name(folded: str, other: str, limit: float = IMPOSSIBLE) -> float:
    """Bits between two spellings of a foreign name; IMPOSSIBLE above the limit.

    >>> cost_of_name("غوغل", "جوجل")
    2.0
    """
    return _cost(_ended(folded), _ended(other), _name_units, limit)


@lru_cache(2**12)
def _ended(word: str) -> str:
    return "^" + DOUBLED.sub(r"\1", word) + "$"


def written(latin: str, limit: float) -> dict[str, float]:
    """Every folded word that a short plain Latin name may be in Arabic, and its bits; none above the limit.

    >>> written("un", 1.0)["اون"]
    0.5
    """
    name = _ended(latin)
    ways: list[dict[str, float]] = [{} for _ in range(len(name) + 1)]
    ways[0][""] = 0.0
    for at in range(len(name)):
        steps = [*_steps(name, latin_units)[at], *([(1, name[at], 0.0)] if name[at] in "^$" else [])]
        for begun, so_far in ways[at].items():
            for size, right, bits in steps:
                text = begun + right
                if size and so_far + bits < min(ways[at + size].get(text, IMPOSSIBLE), limit):
                    ways[at + size][text] = so_far + bits
    return {text[1:-1]: bits for text, bits in ways[-1].items() if len(text) > 2}


@lru_cache(2**6)
def _steps(one: str, units: Callable[[], Units]) -> list[list[Step]]:
    """What may be paired at each place of a word; one letter with itself, and what no table knows, come aside."""
    known = _units_as_steps(units)
    steps: list[list[Step]] = [[] for _ in one]
    for at, here in enumerate(steps):
        for size in range(min(LONGEST, len(one) - at) + 1):
            found = known.get(one[at : at + size], ())
            more = _weight(one, at, size) if found and size else 0.0
            here += [(size, right, bits if right else bits + more) for _, right, bits in found] if more else found
    return steps


@cache
def _units_as_steps(units: Callable[[], Units]) -> dict[str, list[Step]]:
    pairs = units().items()
    return {left: [(len(left), right, bits) for right, bits in rights if left or right] for left, rights in pairs}


@lru_cache(2**6)
def _steps_by_letter(one: str, units: Callable[[], Units]) -> list[dict[str, list[Step]]]:
    """The same by the first letter of what is paired there, "" for none."""
    by_letter: list[dict[str, list[Step]]] = [{} for _ in one]
    for here, steps in zip(by_letter, _steps(one, units), strict=True):
        for step in steps:
            here.setdefault(step[1][:1], []).append(step)
    return by_letter


def _weight(one: str, at: int, size: int) -> float:
    """More for a vowel that is not written where it should be."""
    left = one[at : at + size]
    if at + size == len(one) - 1 and left[-1] in _FULL_VOWELS:
        return _FINAL
    return _CARRIER if at == 1 and left in VOWELS else 0.0


def _cost(one: str, other: str, units: Callable[[], Units], limit: float) -> float:
    """The least sum of bits over all ways to pair the units of two words, in order."""
    compiled = _compiled(one, units)
    cost = compiled.cost(other, limit) if compiled else None
    return cost_by_python(one, other, units, limit) if cost is None else cost


@lru_cache(2**6)
def _compiled(one: str, units: Callable[[], Units]) -> native.Alignment | None:
    """What tells the costs of a word beside others; None where nothing is compiled."""
    return native.Alignment(one, _steps(one, units), _ODD, _UNLIKE, IMPOSSIBLE) if native else None


def cost_by_python(one: str, other: str, units: Callable[[], Units], limit: float) -> float:
    """The same without compiled code."""
    steps, width = _steps_by_letter(one, units), len(other) + 1
    table = [[IMPOSSIBLE] * width for _ in range(len(one) + 1)]
    table[0][0] = 0.0
    for i, letter in enumerate(one):
        row, below, by_letter = table[i], table[i + 1], steps[i]
        any_place = by_letter.get("", ())
        for j in range(width):
            here = row[j]
            if here > limit:
                continue
            if j + 1 < width and letter == other[j]:
                below[j + 1] = min(below[j + 1], here)
            if here + _ODD <= limit:
                below[j] = min(below[j], here + _ODD)
                if j + 1 < width:
                    below[j + 1] = min(below[j + 1], here + _UNLIKE)
                    row[j + 1] = min(row[j + 1], here + _ODD)
            for size, right, bits in chain(any_place, by_letter.get(other[j : j + 1], ())):
                if here + bits <= limit and other.startswith(right, j):
                    target, at = table[i + size], j + len(right)
                    target[at] = min(target[at], here + bits)
    return table[-1][-1] if table[-1][-1] <= limit else IMPOSSIBLE
