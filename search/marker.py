"""Which words of a stored text a query matched: for its marks, and for what only the text can tell.

The text is analysed again as it was indexed, so a mark is right whatever the spelling or the marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from search.analysis import analyze_word
from search.analysis.folding import fold
from search.analysis.marks import carries, spelling
from search.analysis.tokenizer import WORD
from search.config import LIMITS
from search.query.edits import within
from search.query.nodes import Checked, Close, Condition, Expansion, Leaf, Sequence, Similar, Term, Typed
from search.schema import TEXT_FIELDS

_LEVELS = {field.name: (field.text, field.level) for field in TEXT_FIELDS}
_ORDINARY = re.compile("[ء-غف-ي\u064b-\u0652]+")
# What folding, inflection, the keys of names and letter repairs leave alone are the strong letters, in their order.
_WEAK: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "ءآأؤإئاةتثجغهوىي\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")),
    **dict(zip(map(ord, "ضذزص"), "ظددس", strict=True)),
}
_DOUBLED = re.compile(r"(.)\1+")
_NAMES = re.compile("عبد.|.الله|.الدين")  # may be several words
_ATTACHED = "بحسفكلمن"  # the strong letters that proclitics, persons and endings are made of
_ALWAYS = 1_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that matched: [start, end) in the stored text, and the term it matched by."""

    start: int
    end: int
    term: str


_Word = tuple[str, int, int]  # with its place


class Marker:
    """Finds the words of one text (`title` or `text`) that the leaves of a tree of terms match.

    Words are analysed only where their letters give reason to. In `thorough` texts without any match every word is.
    """

    def __init__(self, leaves: Iterable[Leaf], text: str, thorough: int = _ALWAYS) -> None:
        self._terms: dict[str, set[str]] = {"exact": set(), "lemma": set()}
        self._sequences: dict[str, list[tuple[str, ...]]] = {}  # by their first term
        self._similar: set[tuple[str, int]] = set()
        self._conditions: list[_Close | _Typed] = []
        self._thorough = thorough
        for leaf in leaves:
            self._add(leaf, text)
        self._matching: dict[str, str | None] = {}
        self._keys: dict[str, set[str]] = {}  # the strong letters of the terms, by their core
        for skeleton, core in [_skeleton(term) for terms in self._terms.values() for term in terms]:
            self._keys.setdefault(core, set()).add(skeleton)

    def _add(self, leaf: Leaf, text: str) -> None:
        if isinstance(leaf, Checked):
            if leaf.text in (None, text):
                self._conditions.append(_condition(leaf.condition, text, self._thorough))
            return
        name, level = _LEVELS[leaf.field]
        if name != text:
            return
        match leaf:
            case Term():
                self._terms[level].add(leaf.text)
            case Expansion():
                self._terms[level].update(leaf.terms)
            case Sequence():
                self._sequences.setdefault(leaf.terms[0], []).append(leaf.terms)
            case Similar():
                self._similar.add((leaf.text, leaf.edits))

    def find(self, text: str, end: int = LIMITS.snippet_text) -> list[Mark]:
        """The matching words before `end`, in order."""
        return self.find_in([(match.group(), match.start(), match.end()) for match in WORD.finditer(text, 0, end)])

    def find_in(self, words: list[_Word]) -> list[Mark]:
        """The matching words of a list."""
        marks = self._single_words(words)
        if self._sequences or self._conditions:
            found = {*marks, *self._in_sequences(words)}
            for condition in self._conditions:
                found.update(condition.find_in(words))
            marks = sorted(found, key=lambda mark: mark.start)
        if not marks and self._keys and self._thorough:
            self._thorough -= 1
            for word, _, _ in words:
                self._matching[word] = self._term_of(word)
            marks = self._single_words(words)
        return marks

    def _single_words(self, words: list[_Word]) -> list[Mark]:
        known = self._matching
        for word, _, _ in words:
            if word not in known:
                known[word] = self._term_of(word) if self._may_match(word) else self._similar_to(word)
        return [Mark(start, end, term) for word, start, end in words if (term := known[word])]

    def _may_match(self, word: str) -> bool:
        """Whether it pays to analyse the word: a form keeps the strong letters of its lemma, and has others attached.

        So مدارس may be of مدرسة, and حضارة not of دار. Analysing every word of ten documents takes longer than the
        search itself. Where the forms have nothing in common, nothing is found at first and all words are analysed.
        """
        if not _ORDINARY.fullmatch(word) or _NAMES.search(word):
            return bool(self._keys)
        skeleton, core = _skeleton(word)
        return any(key in skeleton for key in self._keys.get(core, ()))

    def _term_of(self, word: str) -> str | None:
        """The lemma by which a word matches, or None."""
        exact, lemma = self._terms["exact"], self._terms["lemma"]
        found = (
            terms.lemmas[0]
            for terms in analyze_word(word)
            if terms.exact in exact or not lemma.isdisjoint(terms.indexed)
        )
        return next(found, None) or self._similar_to(word)

    def _similar_to(self, word: str) -> str | None:
        """The fuzzy word that this one is near to, or None."""
        if not self._similar:
            return None
        near = (term for exact in _exact_terms(word) for term, edits in self._similar if within(exact, term, edits))
        return next(near, None)

    def _in_sequences(self, words: list[_Word]) -> Iterator[Mark]:
        if not self._sequences:
            return
        terms = [(exact, start, end) for word, start, end in words for exact in _exact_terms(word)]
        texts = tuple(term[0] for term in terms)
        for at, first in enumerate(texts):
            for sequence in self._sequences.get(first, ()):
                if texts[at : at + len(sequence)] == sequence:
                    for exact, start, end in terms[at : at + len(sequence)]:
                        yield Mark(start, end, exact)


@lru_cache(2**15)
def _skeleton(word: str) -> tuple[str, str]:
    """The strong letters of a word, and those of them that cannot be attached to another.

    >>> _skeleton("والمدارس"), _skeleton("مدرسة")
    (('لمدرس', 'در'), ('مدرس', 'در'))
    """
    strong = _DOUBLED.sub(r"\1", word.translate(_WEAK))
    return strong, strong.strip(_ATTACHED)


@lru_cache(2**15)
def _exact_terms(word: str) -> tuple[str, ...]:
    return tuple(fold(word).split())


def _condition(condition: Condition, text: str, thorough: int) -> _Close | _Typed:
    match condition:
        case Close(operands, distances):
            return _Close([Marker(leaves, text, thorough) for leaves in operands], distances)
        case Typed():
            return _Typed(condition, [{} for _ in condition.words])


@dataclass(frozen=True, slots=True)
class _Close:
    """Finds the words of operands that stand near one another."""

    markers: list[Marker]
    distances: tuple[int, ...]

    def find_in(self, words: list[_Word]) -> list[Mark]:
        places = {start: at for at, (_, start, _) in enumerate(words)}
        found: list[dict[int, Mark]] = []
        for marker in self.markers:
            found.append({places[mark.start]: mark for mark in marker.find_in(words)})
            if not found[-1]:
                return []
        self._keep(found, self.distances)
        self._keep(found[::-1], self.distances[::-1])
        return [mark for marks in found for mark in marks.values()]

    def _keep(self, found: list[dict[int, Mark]], distances: tuple[int, ...]) -> None:
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
    """Finds words in a row as they were typed; what a word of the text is to a typed one is kept."""

    typed: Typed
    known: list[dict[str, bool]] = field(default_factory=list)

    def find_in(self, words: list[_Word]) -> list[Mark]:
        size = len(self.typed.words)
        starts = (
            at
            for at in range(len(words) - size + 1)
            if all(self._same(step, words[at + step][0]) for step in range(size))
        )
        return [Mark(start, end, fold(word)) for at in starts for word, start, end in words[at : at + size]]

    def _same(self, step: int, word: str) -> bool:
        known = self.known[step]
        if word not in known:
            typed = self.typed.words[step]
            known[word] = (
                fold(word) == fold(typed)
                and not (self.typed.letters and spelling(word) != spelling(typed))
                and not (self.typed.marks and not carries(word, typed))
            )
        return known[word]
