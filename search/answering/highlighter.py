"""Which words of a stored text a query matched: for its marks, and for what only the text can tell.

The text is analysed again as it was indexed, so a mark is right whatever the spelling or the marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.analysis import analyze_word
from search.analysis.context import in_context
from search.analysis.remembered import remembered
from search.analysis.text_terms import known_terms
from search.analysis.tokenizer import WORD
from search.answering.consonants import Finder, Letters
from search.answering.text_conditions import IsOver, NearCondition, TypedCondition, never
from search.answering.text_words import Mark, Places, ReadAhead, TextWords, exact_terms
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
from search.model.deadline import give_way
from search.model.schema import text_and_level

_LOOKED_UP = 500  # words that are analysed between two looks at the time


class Highlighter:
    """Finds the words of one text (the title, the text, an own field) that the leaves of a tree of terms match.

    Words are analysed only where their letters give reason to. In `thorough` texts without any match every word is:
    for forms that have no letters in common (امرأة، نساء). When `is_over` says that time is, no more is found.
    """

    def __init__(self, leaves: Iterable[Leaf], text: str, thorough: int = 0, is_over: IsOver = never) -> None:
        self._exact: set[str] = set()
        self._lemmas: set[str] = set()
        self._sequences: dict[str, list[tuple[str, ...]]] = {}  # by their first term
        self._similar: set[tuple[str, int]] = set()
        self._conditions: list[NearCondition | TypedCondition] = []
        self._thorough = thorough
        self._is_over = is_over
        for leaf in leaves:
            self._add(leaf, text)
        self._finder = Finder(self._exact | self._lemmas)
        self._openings = Finder(self._sequences)
        self._longest = max((len(row) for rows in self._sequences.values() for row in rows), default=0)
        self._spans: dict[str, list[Mark]] = {}  # pieces of texts, and the words in them that match
        self._known: dict[str, str | None] = {}  # words of texts, and the term that each matches by

    def _add(self, leaf: Leaf, text: str) -> None:
        if isinstance(leaf, Verified):
            if leaf.text in (None, text):
                self._conditions.append(_condition(leaf.condition, text, self._thorough, self._is_over))
            return
        name, level = text_and_level(leaf.field)
        if name != text:
            return
        terms = self._exact if level == "exact" else self._lemmas
        match leaf:
            case Term():
                terms.add(leaf.text)
            case TermSet():
                terms.update(leaf.terms)
            case TermPhrase():
                self._sequences.setdefault(leaf.terms[0], []).append(leaf.terms)
            case FuzzyTerm():
                self._similar.add((leaf.text, leaf.edits))

    @property
    def size(self) -> int:
        """How many terms are looked for."""
        return len(self._exact) + len(self._lemmas) + len(self._sequences) + len(self._similar)

    @property
    def readings(self) -> int:
        """How often a text is read for its conditions, about."""
        return max(1, *(condition.readings for condition in self._conditions)) if self._conditions else 1

    def find(self, text: str) -> list[Mark]:
        """The matching words, in order."""
        text = in_context(text)
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
        return bool(self.places(TextWords(in_context(text))))

    def places(self, words: TextWords) -> Places:
        """Which of the words of a text match, by their number."""
        places = {words.number_at(mark.start): mark.term for mark in self._marks(words.text)}
        if self._similar:
            places |= self._all_marked(words)
        for condition in self._conditions:
            if self._is_over():
                break
            places |= condition.places(words)
        if not places and self._thorough and (self._exact or self._lemmas):
            self._thorough -= 1
            places = self._all_marked(words)
        return places

    def _marks(self, text: str) -> list[Mark]:
        """The words that match by themselves, of those that their letters give reason to analyse, and in sequences."""
        give_way()
        marks: list[Mark] = []
        last = 0
        letters = Letters(text)
        for start, end in self._finder.spans(letters):
            span = text[start:end]
            if (found := self._spans.get(span)) is None:
                found = self._spans[span] = self._marks_of(span)
            for first, after, term in found:
                if start + first >= last:
                    last = start + after
                    marks.append(Mark(start + first, last, term))
        if self._sequences:
            marks = sorted({mark.start: mark for mark in (*self._in_sequences(letters), *marks)}.values())
        return marks

    def _marks_of(self, span: str) -> list[Mark]:
        return [Mark(start, end, term) for start, end, word in _tokens(span) if (term := self._term_of(word))]

    def _all_marked(self, words: TextWords) -> Places:
        for number, word in enumerate(words.distinct - self._known.keys()):
            if number % _LOOKED_UP == 0 and self._is_over():
                break
            self._known[word] = self._term_of(word)
        return {at: term for at, word in enumerate(words.words) if (term := self._known.get(word))}

    def _term_of(self, word: str) -> str | None:
        """The lemma by which a word matches, or None."""
        for exact, lemmas in _terms(word):
            if exact in self._exact or not self._lemmas.isdisjoint(lemmas):
                return lemmas[0]
        return self._similar_to(word) if self._similar else None

    def _similar_to(self, word: str) -> str | None:
        """The fuzzy word that this one is near to, or None."""
        near = (term for exact in exact_terms(word) for term, edits in self._similar if within(exact, term, edits))
        return next(near, None)

    def _in_sequences(self, letters: Letters) -> Iterator[Mark]:
        """The words of the sequences; where many may begin close to one another the text is read once all the same."""
        ahead, at, marked = ReadAhead("", 0), 0, 0
        for start, end in self._openings.spans(letters):
            if start >= ahead.end:
                ahead, at, marked = ReadAhead(letters.text, start), 0, 0
            while True:
                ahead.read(at + self._longest)
                if at == len(ahead.terms) or ahead.spans[at][0] >= end:
                    break
                for sequence in self._sequences.get(ahead.terms[at], ()):
                    after = at + len(sequence)
                    if tuple(ahead.terms[at:after]) == sequence:
                        yield from (Mark(*ahead.spans[n], ahead.terms[n]) for n in range(max(at, marked), after))
                        marked = max(marked, after)
                at += 1


@remembered(2**16)
def _tokens(span: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((*match.span(), match.group()) for match in WORD.finditer(span))


@remembered(2**16)
def _terms(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The exact term and the lemmas, likeliest first, of each word that a token stands for."""
    if (known := known_terms(word)) and " " not in known[0]:  # one word that a build has met
        return ((known[0], tuple(known[1].split())),)
    return tuple((terms.exact, terms.indexed) for terms in analyze_word(word))


def _condition(condition: Condition, text: str, thorough: int, is_over: IsOver) -> NearCondition | TypedCondition:
    match condition:
        case WithinDistance(operands, distances):
            markers = {leaves: Highlighter(leaves, text, thorough, is_over) for leaves in dict.fromkeys(operands)}
            return NearCondition([markers[leaves] for leaves in operands], distances, is_over)
        case AsTyped():
            return TypedCondition(condition, [(set(), set()) for _ in condition.words])
