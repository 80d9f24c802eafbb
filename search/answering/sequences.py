"""Words of texts in a row, as a phrase asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.analysis.native import native
from search.answering.consonants import Finder, Letters
from search.answering.pieces import Pieces
from search.answering.text_words import Mark, ReadAhead


class Sequences:
    """Finds rows of exact terms in texts."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        self.rows = [*rows]
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for row in self.rows:
            self._by_first.setdefault(row[0], []).append(row)
        self._longest = max(map(len, self.rows), default=0)
        self._finder = Finder(self._by_first)
        by_piece = native and self._finder.has_arabic
        self._pieces = Pieces(self._finder, self._by_first, openings=True) if by_piece else None

    @property
    def openings(self) -> int:
        """How many terms open them."""
        return len(self._by_first)

    def marks(self, letters: Letters) -> Iterator[Mark]:
        """The words of the rows; where many may begin close to one another the text is read once all the same."""
        ahead, at, marked = ReadAhead("", 0), 0, 0
        for start, end in self._openings(letters):
            if start >= ahead.end:
                ahead, at, marked = ReadAhead(letters.text, start), 0, 0
            while True:
                ahead.read(at + self._longest)
                if at == len(ahead.terms) or ahead.spans[at][0] >= end:
                    break
                for row in self._by_first.get(ahead.terms[at], ()):
                    after = at + len(row)
                    if tuple(ahead.terms[at:after]) == row:
                        yield from (Mark(*ahead.spans[n], ahead.terms[n]) for n in range(max(at, marked), after))
                        marked = max(marked, after)
                at += 1

    def _openings(self, letters: Letters) -> list[tuple[int, int]]:
        """The places where a row may begin, in order."""
        if not self._pieces:
            return self._finder.spans(letters)
        found = [(mark.start, mark.end) for mark in self._pieces.marks(letters.text, _as_marks)]
        return sorted(found + self._finder.others(letters.text))


def _as_marks(_: str, spans: list[tuple[int, int]]) -> list[Mark]:
    return [Mark(start, end, "") for start, end in spans]
