"""Which words of a stored text a query matched: for its marks, and for what only the text can tell.

The text is analysed again as it was indexed, so a mark is right whatever the spelling or the marks.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.analysis.context import in_context
from search.answering.consonants import Letters
from search.answering.matching_words import MatchingWords
from search.answering.sequences import Sequences
from search.answering.text_conditions import IsOver, NearCondition, TypedCondition, never
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
from search.model.deadline import give_way
from search.model.schema import text_and_level

_LOOKED_UP = 500  # words that are analysed between two looks at the time


class Highlighter:
    """Finds the words of one text (the title, the text, an own field) that the leaves of a tree of terms match.

    Words are analysed only where their letters give reason to. In `thorough` texts without any match every word is:
    for forms that have no letters in common (امرأة، نساء). When `is_over` says that time is, no more is found. One for
    another text of the same documents is made `like` the first: what looks for the same terms is the same.
    """

    def __init__(
        self,
        leaves: Iterable[Leaf],
        text: str,
        thorough: int = 0,
        is_over: IsOver = never,
        like: Highlighter | None = None,
    ) -> None:
        self._exact: set[str] = set()
        self._lemmas: set[str] = set()
        self._similar: set[tuple[str, int]] = set()
        self._conditions: list[NearCondition | TypedCondition] = []
        self._thorough = thorough
        self._is_over = is_over
        rows: list[tuple[str, ...]] = []
        for leaf in leaves:
            self._add(leaf, text, rows)
        terms = self._exact, self._lemmas, self._similar
        self._words: MatchingWords = like._words if like and like._words.terms == terms else MatchingWords(*terms)
        self._sequences: Sequences = like._sequences if like and like._sequences.rows == rows else Sequences(rows)
        self._known: dict[str, str | None] = {}  # words of texts, and the term that each matches by

    def _add(self, leaf: Leaf, text: str, rows: list[tuple[str, ...]]) -> None:
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
                rows.append(leaf.terms)
            case FuzzyTerm():
                self._similar.add((leaf.text, leaf.edits))

    @property
    def size(self) -> int:
        """How many terms are looked for."""
        return len(self._exact) + len(self._lemmas) + self._sequences.openings + len(self._similar)

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
        letters = Letters(text)
        marks = self._words.marks(letters)
        if self._sequences.rows:
            marks = sorted({mark.start: mark for mark in (*self._sequences.marks(letters), *marks)}.values())
        return marks

    def _all_marked(self, words: TextWords) -> Places:
        for number, word in enumerate(words.distinct - self._known.keys()):
            if number % _LOOKED_UP == 0 and self._is_over():
                break
            self._known[word] = self._words.term_of(word)
        return {at: term for at, word in enumerate(words.words) if (term := self._known.get(word))}


def _condition(condition: Condition, text: str, thorough: int, is_over: IsOver) -> NearCondition | TypedCondition:
    match condition:
        case WithinDistance(operands, distances):
            markers = {leaves: Highlighter(leaves, text, thorough, is_over) for leaves in dict.fromkeys(operands)}
            return NearCondition([markers[leaves] for leaves in operands], distances, is_over)
        case AsTyped():
            return TypedCondition(condition, [(set(), set()) for _ in condition.words])
