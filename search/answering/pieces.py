"""The marks of whole texts by compiled code, which looks at a word where its letters give reason to.

It knows the terms of nearly all words, or has learned them on a page before. What is no plain word is looked at in
Python, each piece of a text once, as a text of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from search.analysis.native import native
from search.analysis.text_terms import find_marks
from search.answering.consonants import Finder, rules_of_letters
from search.answering.text_words import Mark

Span = tuple[int, int]
MarksIn = Callable[[str, list[Span]], list[Mark]]

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
            " ".join(exact), " ".join(lemmas), openings, rules_of_letters(), finder.keys, finder.openings, Mark
        )
        self._found: dict[str, Sequence[Mark]] = {}

    def marks(self, text: str, marks_in: MarksIn) -> list[Mark]:
        """The marks of a text, in order; `marks_in` makes those of a piece of its words that may be forms."""
        marks, rest = find_marks(text, self._wanted)
        return sorted((*marks, *self._marks_of(text, rest, marks_in))) if rest else marks

    def _marks_of(self, text: str, rest: list[Span], marks_in: MarksIn) -> list[Mark]:
        if len(self._found) > _REMEMBERED:
            self._found.clear()
        found = self._found
        pieces = [(start, text[start:end]) for start, end in rest]
        if new := {piece for _, piece in pieces} - found.keys():
            found.update(dict.fromkeys(new, ()))
            for piece, spans in self._finder.arabic_in([*new]).items():
                found[piece] = marks_in(piece, spans)
        return [Mark(start + first, start + end, term) for start, piece in pieces for first, end, term in found[piece]]
