"""Which words of a stored text a query matched: for its marks, and for what only the text can tell.

The text is analysed again as it was indexed, so a mark is right whatever the spelling or the marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from search.analysis import analyze_word
from search.analysis.folding import fold
from search.analysis.marks import carries, spelling
from search.analysis.tokenizer import WORD
from search.answering.consonants import Finder
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

_PLAIN = re.compile("[ء-غف-ي]+")
_MOST_FOLDED = 2  # letters that folding takes from a word without marks (كتبوا, ءامن)


class Mark(NamedTuple):  # not a dataclass, which takes longer to make: a page has a hundred
    """A word that matched: [start, end) in the stored text, and the term it matched by."""

    start: int
    end: int
    term: str


_Term = tuple[str, str]  # level, term
_Places = dict[int, str]  # number of a word in its text -> the term it matched by


class _Words:
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


class Highlighter:
    """Finds the words of one text (the title, the text, an own field) that the leaves of a tree of terms match.

    Words are analysed only where their letters give reason to. In `thorough` texts without any match every word is:
    for forms that have no letters in common (امرأة، نساء).
    """

    def __init__(self, leaves: Iterable[Leaf], text: str, thorough: int = 0) -> None:
        self._terms: set[_Term] = set()
        self._sequences: dict[str, list[tuple[str, ...]]] = {}  # by their first term
        self._similar: set[tuple[str, int]] = set()
        self._conditions: list[_Close | _Typed] = []
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
        words = _Words(text)
        places = self.places(words)
        return [Mark(*words.matches[at].span(), places[at]) for at in sorted(places)]

    def find_thoroughly(self, text: str) -> list[Mark]:
        """The same with every word analysed, where nothing was found."""
        self._thorough += 1
        return self.find(text)

    def holds(self, text: str) -> bool:
        """Whether any word of the text matches."""
        return bool(self.places(_Words(text)))

    def places(self, words: _Words) -> _Places:
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

    def _all_marked(self, words: _Words) -> _Places:
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


def _condition(condition: Condition, text: str, thorough: int) -> _Close | _Typed:
    match condition:
        case WithinDistance(operands, distances):
            return _Close([Highlighter(leaves, text, thorough) for leaves in operands], distances)
        case AsTyped():
            return _Typed(condition, [(set(), set()) for _ in condition.words])


@dataclass(frozen=True, slots=True)
class _Close:
    """Finds the words of operands that stand near one another."""

    markers: list[Highlighter]
    distances: tuple[int, ...]

    def places(self, words: _Words) -> _Places:
        found: list[_Places] = []
        for marker in self.markers:
            found.append(marker.places(words))
            if not found[-1]:
                return {}
        self._keep(found, self.distances)
        self._keep(found[::-1], self.distances[::-1])
        return {at: term for places in found for at, term in places.items()}

    def _keep(self, found: list[_Places], distances: tuple[int, ...]) -> None:
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
class _Typed:
    """Finds words in a row as they were typed; for each typed word it keeps those of texts: seen, and the same."""

    typed: AsTyped
    known: list[tuple[set[str], set[str]]] = field(default_factory=list)

    def places(self, text: _Words) -> _Places:
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
