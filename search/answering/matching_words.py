"""The words of texts that match terms by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Set

from search.analysis import analyze_word
from search.analysis.analyzer import exact_terms, joined_terms
from search.analysis.native import native
from search.analysis.remembered import remembered
from search.analysis.text_terms import known_terms
from search.analysis.tokenizer import WORD
from search.answering.consonants import Finder, Letters
from search.answering.pieces import Pieces
from search.answering.text_words import Mark
from search.engines.edits import within


class MatchingWords:
    """Finds words that have one of the exact terms or of the lemmas, where their letters give reason to analyse them.

    A word that is asked for by itself also matches where it is within so many edits of a fuzzy term.
    """

    def __init__(self, exact: Set[str], lemmas: Set[str], similar: Set[tuple[str, int]] = frozenset()) -> None:
        self.terms = exact, lemmas, similar
        self._exact, self._lemmas, self._similar = exact, lemmas, similar
        self._finder = Finder({*exact, *lemmas})
        self._pieces = Pieces(self._finder, exact, lemmas) if native and self._finder.has_arabic else None
        self._spans: dict[str, list[Mark]] = {}  # pieces of texts, and the words in them that match

    def marks(self, letters: Letters) -> list[Mark]:
        """The words of a text that match, in order."""
        if not self._pieces:
            return self._marks_in(letters.text, self._finder.spans(letters))
        marks = self._pieces.marks(letters.text, self._marks_in)
        others = self._finder.others(letters.text)
        return _in_order(marks + self._marks_in(letters.text, others)) if others else marks

    def term_of(self, word: str) -> str | None:
        """The lemma by which a word matches, or None."""
        for exact, lemmas in _terms(word):
            if exact in self._exact or not self._lemmas.isdisjoint(lemmas):
                return lemmas[0]
        return self._similar_to(word) if self._similar else None

    def _similar_to(self, word: str) -> str | None:
        """The fuzzy word that this one is near to, or None."""
        near = (term for exact in exact_terms(word) for term, edits in self._similar if within(exact, term, edits))
        return next(near, None)

    def _marks_in(self, text: str, spans: list[tuple[int, int]]) -> list[Mark]:
        marks: list[Mark] = []
        last = 0
        for start, end in spans:
            span = text[start:end]
            if (found := self._spans.get(span)) is None:
                found = self._spans[span] = self._marks_of(span)
            for first, after, term in found:
                if start + first >= last:
                    last = start + after
                    marks.append(Mark(start + first, last, term))
        return marks

    def _marks_of(self, span: str) -> list[Mark]:
        return [Mark(start, end, term) for start, end, word in _tokens(span) if (term := self.term_of(word))]


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    """The marks without those that begin inside of one before."""
    kept: list[Mark] = []
    for mark in sorted(marks):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


@remembered(2**16)
def _tokens(span: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((*match.span(), match.group()) for match in WORD.finditer(span))


@remembered(2**16)
def _terms(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The exact term and the lemmas, likeliest first, of each word that a token stands for."""
    exact, lemmas = known_terms(word) or joined_terms(word)
    if " " in exact:  # which lemmas are of which word is not told
        return tuple((terms.exact, terms.indexed) for terms in analyze_word(word))
    return ((exact, tuple(lemmas.split())),) if exact else ()
