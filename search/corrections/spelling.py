"""Slips of the hand and the ear: what a folded word may have been meant to be, and how many bits the slip takes.

>>> slips("محاولظ", 8.0)["محاولض"], "ضابط" in slips("ظابط", 8.0)
(4.0, True)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from search.corrections.keyboard import neighbours
from search.corrections.tables import read

# Bits of a slip that no table names. A letter typed for its neighbour on the keyboard is likelier than for any other.
_NEIGHBOUR, _ANY = 8.0, 11.0
_SWAPPED = 7.0
_DOUBLED, _UNDOUBLED = 4.0, 5.0
_ADDED, _ADDED_NEIGHBOUR = 9.0, 7.5
_MISSING, _MISSING_WEAK = 9.0, 7.0
_FIRST = 2.0  # more for the first letter: writers get it right more often
_WEAK = "اويءه"
_ARABIC = tuple("ابتثجحخدذرزسشصضطظعغفقكلمنهويء")
_LATIN = tuple("abcdefghijklmnopqrstuvwxyz")
_CHEAP = 6.5  # of the first of two slips
_TWO_SLIPS = 5  # letters from which a word may hold two


@cache
def _confusions() -> dict[tuple[str, str], float]:
    costs: dict[tuple[str, str], float] = {}
    for row in read("confusions", "letters", "cost"):
        for typed in row["letters"]:
            for meant in row["letters"]:
                if typed != meant:
                    costs[typed, meant] = min(float(row["cost"]), costs.get((typed, meant), _ANY))
    return costs


@cache
def _replacements(typed: str, limit: float) -> tuple[tuple[str, float], ...]:
    """What a letter may stand for, with its bits; none above the limit."""
    near = neighbours().get(typed, "")
    confused = _confusions()
    found = (
        (meant, min(confused.get((typed, meant), _ANY), _NEIGHBOUR if meant in near else _ANY))
        for meant in (_LATIN if typed.isascii() else _ARABIC)
        if meant != typed
    )
    return tuple((meant, bits) for meant, bits in found if bits <= limit)


@cache
def _missing(letters: tuple[str, ...], limit: float) -> tuple[tuple[str, float], ...]:
    """The letters that may have been left out, with their bits; none above the limit."""
    found = ((letter, _MISSING_WEAK if letter in _WEAK else _MISSING) for letter in letters)
    return tuple((letter, bits) for letter, bits in found if bits <= limit)


@lru_cache(2**10)
def slips(word: str, limit: float = 99.0) -> dict[str, float]:
    """Every word that one slip leads from, and its bits; none above the limit.

    Only a letter beside the same one gives a word twice, and behind the first letter it is no more bits.
    """
    found: dict[str, float] = {}
    for i, letter in enumerate(word):
        before, after, first = word[:i], word[i + 1 :], 0.0 if i else _FIRST
        beside = before[-1:] + after[:1]
        near = neighbours().get(letter, "")
        added = _DOUBLED if letter in beside else _ADDED_NEIGHBOUR if any(n in near for n in beside) else _ADDED
        if first + added <= limit:
            found[before + after] = first + added
        if after and first + _SWAPPED <= limit:
            found[before + after[0] + letter + after[1:]] = first + _SWAPPED
        for meant, bits in _replacements(letter, limit - first):
            found[before + meant + after] = first + bits
    letters = _LATIN if word.isascii() else _ARABIC
    for i in range(len(word) + 1):
        before, after, first = word[:i], word[i:], 0.0 if i else _FIRST
        for letter, bits in _missing(letters, limit - first):
            found[before + letter + after] = first + bits
        if first + _UNDOUBLED <= limit:
            for letter in {*before[-1:], *after[:1]}.intersection(letters):
                found[before + letter + after] = first + _UNDOUBLED
    found.pop(word, None)
    return found


def two_slips(word: str, limit: float, in_time: Callable[[], bool]) -> dict[str, float]:
    """Every word that two slips lead from, one of them a common one; empty for a short word.

    Those found so far when `in_time` says that time is over.
    """
    found: dict[str, float] = {}
    if len(word) >= _TWO_SLIPS:
        for between, first in slips(word, _CHEAP).items():
            if not in_time():
                break
            for meant, second in slips(between, limit - first).items():
                if first + second < found.get(meant, 99.0):
                    found[meant] = first + second
    return found
