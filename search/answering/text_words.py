"""The words of a stored text, and which of them matched."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from search.analysis.analyzer import exact_terms
from search.analysis.tokenizer import WORD
from search.model.document import BETWEEN_PARTS, Document


class Mark(NamedTuple):  # not a dataclass, which takes longer to make: a page has a hundred
    """A word that matched: [start, end) in the stored text, and the term it matched by."""

    start: int
    end: int
    term: str


Places = dict[int, str]  # number of a word in its text -> the term it matched by


def marks_by_part(document: Document, marks: Iterable[Mark]) -> list[list[Mark]]:
    """The marks of a text by the parts that its document has, each with its place in the text of the part."""
    starts = [*accumulate(len(part.text) + len(BETWEEN_PARTS) for part in document.parts)]
    by_part: list[list[Mark]] = [[] for _ in document.parts]
    for mark in marks:
        number = bisect_right(starts, mark.start)
        before = starts[number - 1] if number else 0
        by_part[number].append(Mark(mark.start - before, mark.end - before, mark.term))
    return by_part


class TextWords:
    """The words of a text, found when they are asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def matches(self) -> list[re.Match[str]]:
        return [*WORD.finditer(self.text)]

    @cached_property
    def words(self) -> list[str]:
        return [match.group() for match in self.matches]

    @cached_property
    def distinct(self) -> set[str]:
        return set(self.words)

    @cached_property
    def _starts(self) -> list[int]:
        return [match.start() for match in self.matches]

    def number_at(self, place: int) -> int:
        """The number of the word that a letter of the text belongs to."""
        return bisect_right(self._starts, place) - 1


class ReadAhead:
    """The exact terms of a text from a place on, read as far as they are asked for, each with its place."""

    def __init__(self, text: str, start: int) -> None:
        self.terms: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self.end = start  # of what has been read
        self._matches: Iterator[re.Match[str]] = WORD.finditer(text, start)

    def read(self, count: int) -> None:
        """Reads on until there are so many terms, or the text ends."""
        while len(self.terms) < count and (match := next(self._matches, None)):
            self.end = match.end()
            for term in exact_terms(match.group()):
                self.terms.append(term)
                self.spans.append(match.span())
