"""Which words of a stored text a query matched: for its marks, and for what only the text can tell.

The text is analysed again as it was indexed, so a mark is right whatever the spelling or the marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from search.analysis import analyze_word
from search.analysis.folding import fold
from search.analysis.tokenizer import WORD
from search.answering.consonants import Finder
from search.answering.text_conditions import NearCondition, TypedCondition
from search.answering.text_words import Mark, Places, TextWords
from search.engines.clauses import (
    AsTyped,
    Condition,
    FuzzyTerm,
    Leaf,
    Term,
    TermPhrase,
    TermSet,
    Verified,
    WithinDistance,
)
from search.engines.edits import within
from search.model.schema import text_and_level

_Term = tuple[str, str]  # level, term


class Highlighter:
    """Finds the words of one text (the title, the text, an own field) that the leaves of a tree of terms match.

    Words are analysed only where their letters give reason to. In `thorough` texts without any match every word is:
    for forms that have no letters in common (امرأة، نساء).
    """

    def __init__(self, leaves: Iterable[Leaf], text: str, thorough: int = 0) -> None:
        self._terms: set[_Term] = set()
        self._sequences: dict[str, list[tuple[str, ...]]] = {}  # by their first term
        self._similar: set[tuple[str, int]] = set()
        self._conditions: list[NearCondition | TypedCondition] = []
        self._thorough = thorough
        for leaf in leaves:
            self._add(leaf, text)
        self._finder = Finder(term for _, term in self._terms)
        self._openings = Finder(self._sequences)
        self._longest = max((len(row) for rows in self._sequences.values() for row in rows), default=0)
        self._spans: dict[str, list[Mark]] = {}  # pieces of texts, and the words in them that match
        self._known: dict[str, str | None] = {}  # words of texts, and the term that each matches by

    def _add(self, leaf: Leaf, text: str) -> None:
        if isinstance(leaf, Verified):
            if leaf.text in (None, text):
                self._conditions.append(_condition(leaf.condition, text, self._thorough))
            return
        name, level = text_and_level(leaf.field)
        if name != text:
            return
        match leaf:
            case Term():
                self._terms.add((level, leaf.text))
            case TermSet():
                self._terms.update((level, term) for term in leaf.terms)
            case TermPhrase():
                self._sequences.setdefault(leaf.terms[0], []).append(leaf.terms)
            case FuzzyTerm():
                self._similar.add((leaf.text, leaf.edits))

    def find(self, text: str) -> list[Mark]:
        """The matching words, in order."""
        if not (self._similar or self._conditions or self._thorough):
            return self._marks(text)
        words = TextWords(text)
        places = self.places(words)
        return [Mark(*words.matches[at].span(), places[at]) for at in sorted(places)]

    def find_thoroughly(self, text: str) -> list[Mark]:
        """The same with every word analysed, where nothing was found."""
        self._thorough += 1
        return self.find(text)

    def holds(self, text: str) -> bool:
        """Whether any word of the text matches."""
        return bool(self.places(TextWords(text)))

    def places(self, words: TextWords) -> Places:
        """Which of the words of a text match, by their number."""
        places = {words.number_at(mark.start): mark.term for mark in self._marks(words.text)}
        if self._similar:
            places |= self._all_marked(words)
        for condition in self._conditions:
            places |= condition.places(words)
        if not places and self._thorough and self._terms:
            self._thorough -= 1
            places = self._all_marked(words)
        return places

    def _marks(self, text: str) -> list[Mark]:
        """The words that match by themselves, of those that their letters give reason to analyse, and in sequences."""
        marks: list[Mark] = []
        last = 0
        for start, end in self._finder.spans(text):
            span = text[start:end]
            if (found := self._spans.get(span)) is None:
                found = self._spans[span] = self._marks_of(span)
            for first, after, term in found:
                if start + first >= last:
                    last = start + after
                    marks.append(Mark(start + first, last, term))
        if self._sequences:
            marks = sorted({mark.start: mark for mark in (*self._in_sequences(text), *marks)}.values())
        return marks

    def _marks_of(self, span: str) -> list[Mark]:
        return [Mark(start, end, term) for start, end, word in _tokens(span) if (term := self._term_of(word))]

    def _all_marked(self, words: TextWords) -> Places:
        known = {word: self._term_of(word) for word in words.distinct - self._known.keys()}
        self._known.update(known)
        return {at: term for at, word in enumerate(words.words) if (term := self._known[word])}

    def _term_of(self, word: str) -> str | None:
        """The lemma by which a word matches, or None."""
        for terms, lemma in _terms(word):
            if not self._terms.isdisjoint(terms):
                return lemma
        return self._similar_to(word)

    def _similar_to(self, word: str) -> str | None:
        """The fuzzy word that this one is near to, or None."""
        if not self._similar:
            return None
        near = (term for exact in _exact_terms(word) for term, edits in self._similar if within(exact, term, edits))
        return next(near, None)

    def _in_sequences(self, text: str) -> Iterator[Mark]:
        for start, end in self._openings.spans(text):
            matches = islice(WORD.finditer(text, start), self._longest + 1)
            terms = [(exact, match) for match in matches for exact in _exact_terms(match.group())]
            exacts = tuple(exact for exact, _ in terms)
            for at, (first, match) in enumerate(terms):
                if match.start() >= end:
                    break
                for sequence in self._sequences.get(first, ()):
                    if exacts[at : at + len(sequence)] == sequence:
                        yield from (Mark(*match.span(), exact) for exact, match in terms[at : at + len(sequence)])


@lru_cache(2**16)
def _tokens(span: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((*match.span(), match.group()) for match in WORD.finditer(span))


@lru_cache(2**16)
def _terms(word: str) -> tuple[tuple[frozenset[_Term], str], ...]:
    """The terms of each word that a token stands for, and its likeliest lemma."""
    return tuple(
        (frozenset({("exact", terms.exact), *(("lemma", lemma) for lemma in terms.indexed)}), terms.lemmas[0])
        for terms in analyze_word(word)
    )


@lru_cache(2**15)
def _exact_terms(word: str) -> tuple[str, ...]:
    return tuple(fold(word).split())


def _condition(condition: Condition, text: str, thorough: int) -> NearCondition | TypedCondition:
    match condition:
        case WithinDistance(operands, distances):
            return NearCondition([Highlighter(leaves, text, thorough) for leaves in operands], distances)
        case AsTyped():
            return TypedCondition(condition, [(set(), set()) for _ in condition.words])
