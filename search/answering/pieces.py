"""Texts looked at piece by piece, each piece once, and those that have nothing not at all: compiled code only.

Nearly all words of texts are known to the builds that indexed them, with their terms: a look into a table passes over
those whose terms are not wanted, and the rest is looked at as a text of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from search.analysis.native import native
from search.analysis.text_terms import find_pieces
from search.answering.consonants import BEFORE, Finder, letters_of_characters
from search.answering.text_words import Mark

Span = tuple[int, int]

_REMEMBERED = 2**15  # pieces


class Pieces:
    """Finds marks in texts, piece by piece; the same piece has the same marks.

    Terms of `openings` open sequences, whose words are as folding alone leaves them and go on in what stands behind.
    """

    def __init__(
        self, finder: Finder, exact: Iterable[str], lemmas: Iterable[str] = (), openings: bool = False
    ) -> None:
        self._finder = finder
        self._wanted = native.WantedTerms(
            " ".join(exact), " ".join(lemmas), openings, letters_of_characters(), b" ".join(BEFORE)
        )
        self._found: dict[str, Sequence[Mark]] = {}

    def marks(self, text: str, marks_in: Callable[[str, list[Span]], list[Mark]]) -> list[Mark]:
        """The marks of a text, in order; `marks_in` makes those of a piece of its words that may be forms."""
        if len(self._found) > _REMEMBERED:
            self._found.clear()
        found = self._found
        pieces = [(start, text[start:end]) for start, end in find_pieces(text, self._wanted)]
        if new := {piece for _, piece in pieces} - found.keys():
            found.update(dict.fromkeys(new, ()))
            for piece, spans in self._finder.arabic_in([*new]).items():
                found[piece] = marks_in(piece, spans)
        return [Mark(start + first, start + end, term) for start, piece in pieces for first, end, term in found[piece]]
