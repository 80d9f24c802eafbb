"""What only the stored text can tell of a match: words near one another, and words in the letters or marks typed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from search.analysis.folding import fold
from search.analysis.marks import carries, spelling
from search.analysis.remembered import remembered
from search.answering.text_words import Places, TextWords
from search.engines.clauses import AsTyped

_PLAIN = re.compile("[ء-غف-ي]+")
_MOST_FOLDED = 2  # letters that folding takes from a word without marks (كتبوا, ءامن)


IsOver = Callable[[], bool]  # whether time is over; see `search.model.deadline`
_OPERANDS_READ = 3  # operands that are found in the time in which a text is read
_TERMS_READ = 50  # terms of an operand that take as long as one more operand


def never() -> bool:
    """There is time."""
    return False


class Operand(Protocol):
    """One side of a nearness: it finds its own words."""

    @property
    def size(self) -> int:
        """How many terms it looks for."""

    def places(self, words: TextWords, /) -> Places:
        """Which of the words of a text are its own."""


@dataclass(frozen=True, slots=True)
class NearCondition:
    """Finds the words of operands that stand near one another."""

    operands: Sequence[Operand]
    distances: tuple[int, ...]
    is_over: IsOver = never

    @property
    def readings(self) -> int:
        """How often a text is read, about: equal operands are found once."""
        return ceil(sum(1 + operand.size // _TERMS_READ for operand in set(self.operands)) / _OPERANDS_READ)

    def places(self, words: TextWords) -> Places:
        by_operand: dict[Operand, Places] = {}
        for operand in self.operands:
            if operand not in by_operand and not by_operand.setdefault(operand, operand.places(words)):
                return {}
            if self.is_over():
                return {}
        kept = _kept([by_operand[operand] for operand in self.operands], self.distances)
        kept = _kept(kept[::-1], self.distances[::-1])[::-1]
        return {at: term for places in kept for at, term in places.items()}


def _kept(found: Sequence[Places], distances: Sequence[int]) -> list[Places]:
    """Of each operand's words those near one that is left of the operand before it.

    Where operands are the same ones again and again the same is left of them, which is found out once.
    """
    kept = [found[0]]
    known: dict[tuple[int, int, int], Places] = {}
    equal: dict[tuple[int, ...], Places] = {}
    for places, distance in zip(found[1:], distances, strict=True):
        step = (id(places), id(kept[-1]), distance)
        if step not in known:
            others = sorted(kept[-1])
            near = {at: term for at, term in places.items() if _is_near(at, others, distance)}
            known[step] = equal.setdefault((id(places), *near), near)
        kept.append(known[step])
    return kept


def _is_near(at: int, others: list[int], distance: int) -> bool:
    """Whether another place lies within the distance; a word is not near itself."""
    first = bisect_left(others, at - distance)
    return any(other != at and other <= at + distance for other in others[first : first + 2])


@dataclass(frozen=True, slots=True)
class TypedCondition:
    """Finds words in a row as they were typed; for each typed word it keeps those of texts: seen, and the same."""

    typed: AsTyped
    known: list[tuple[set[str], set[str]]]
    readings = 1

    def places(self, text: TextWords) -> Places:
        words, distinct = text.words, text.distinct
        for typed, (seen, same) in zip(self.typed.words, self.known, strict=True):
            new = distinct - seen
            seen |= new
            folded = _folded(typed)
            same.update(word for word in new if self._same(word, typed, folded))
            if same.isdisjoint(distinct):
                return {}
        size, first = len(self.known), self.known[0][1]
        starts = [at for at in range(len(words) - size + 1) if words[at] in first]
        rows = (range(at, at + size) for at in starts)
        held = (row for row in rows if all(words[at] in same for at, (_, same) in zip(row, self.known, strict=True)))
        return {at: fold(words[at]) for row in held for at in row}

    def _same(self, word: str, typed: str, folded: str) -> bool:
        if abs(len(word) - len(folded)) > _MOST_FOLDED and _PLAIN.fullmatch(word):
            return False
        return (
            _folded(word) == folded
            and not (self.typed.letters and spelling(word) != spelling(typed))
            and not (self.typed.marks and not carries(word, typed))
        )


_folded = remembered(2**15)(fold)
