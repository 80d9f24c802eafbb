"""What only the stored text can tell of a match: words near one another, and words in the letters or marks typed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from search.analysis.folding import fold
from search.analysis.marks import carries, spelling
from search.answering.text_words import Places, TextWords
from search.engines.clauses import AsTyped

_PLAIN = re.compile("[ء-غف-ي]+")
_MOST_FOLDED = 2  # letters that folding takes from a word without marks (كتبوا, ءامن)


class Operand(Protocol):
    """One side of a nearness: it finds its own words."""

    def places(self, words: TextWords, /) -> Places:
        """Which of the words of a text are its own."""


@dataclass(frozen=True, slots=True)
class NearCondition:
    """Finds the words of operands that stand near one another."""

    operands: Sequence[Operand]
    distances: tuple[int, ...]

    def places(self, words: TextWords) -> Places:
        found: list[Places] = []
        for operand in self.operands:
            found.append(operand.places(words))
            if not found[-1]:
                return {}
        self._keep(found, self.distances)
        self._keep(found[::-1], self.distances[::-1])
        return {at: term for places in found for at, term in places.items()}

    def _keep(self, found: list[Places], distances: tuple[int, ...]) -> None:
        """Leaves of each operand's words those near one of the operand before it."""
        for number, distance in enumerate(distances, 1):
            others = sorted(found[number - 1])
            for at in [at for at in found[number] if not _is_near(at, others, distance)]:
                del found[number][at]


def _is_near(at: int, others: list[int], distance: int) -> bool:
    """Whether another place lies within the distance; a word is not near itself."""
    first = bisect_left(others, at - distance)
    return any(other != at and other <= at + distance for other in others[first : first + 2])


@dataclass(frozen=True, slots=True)
class TypedCondition:
    """Finds words in a row as they were typed; for each typed word it keeps those of texts: seen, and the same."""

    typed: AsTyped
    known: list[tuple[set[str], set[str]]]

    def places(self, text: TextWords) -> Places:
        words, distinct = text.words, text.distinct
        for typed, (seen, same) in zip(self.typed.words, self.known, strict=True):
            new = distinct - seen
            seen |= new
            same.update(word for word in new if self._same(word, typed))
            if same.isdisjoint(distinct):
                return {}
        size, first = len(self.known), self.known[0][1]
        starts = [at for at in range(len(words) - size + 1) if words[at] in first]
        rows = (range(at, at + size) for at in starts)
        held = (row for row in rows if all(words[at] in same for at, (_, same) in zip(row, self.known, strict=True)))
        return {at: fold(words[at]) for row in held for at in row}

    def _same(self, word: str, typed: str) -> bool:
        folded = _folded(typed)
        if abs(len(word) - len(folded)) > _MOST_FOLDED and _PLAIN.fullmatch(word):
            return False
        return (
            fold(word) == folded
            and not (self.typed.letters and spelling(word) != spelling(typed))
            and not (self.typed.marks and not carries(word, typed))
        )


_folded = lru_cache(2**10)(fold)
