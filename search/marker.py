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
from search.analysis.tokenizer import WORD, find_words
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
_MOST_SEEN = 2**18  # words, some 40 MB
_NONE: frozenset[str] = frozenset()
_PLAIN = re.compile("[ء-غف-ي]+")
_MOST_FOLDED = 2  # letters that folding takes from a word without marks (كتبوا, ءامن)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that matched: [start, end) in the stored text, and the term it matched by."""

    start: int
    end: int
    term: str


_Places = dict[int, str]  # number of a word in its text -> the term it matched by


class Marker:
    """Finds the words of one text (`title` or `text`) that the leaves of a tree of terms match.

    Words are analysed only where their letters give reason to. In `thorough` texts without any match every word is:
    for forms that have no letters in common (امرأة، نساء).
    """

    def __init__(self, leaves: Iterable[Leaf], text: str, thorough: int = 0) -> None:
        self._terms: dict[str, set[str]] = {"exact": set(), "lemma": set()}
        self._sequences: dict[str, list[tuple[str, ...]]] = {}  # by their first term
        self._similar: set[tuple[str, int]] = set()
        self._conditions: list[_Close | _Typed] = []
        self._thorough = thorough
        for leaf in leaves:
            self._add(leaf, text)
        self._seen: set[str] = set()
        self._hits: dict[str, str] = {}  # words of texts that match, and by which term
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
        matches = list(WORD.finditer(text, 0, end))
        words = [match.group() for match in matches]
        places = self.places(words, set(words))
        return [Mark(matches[at].start(), matches[at].end(), places[at]) for at in sorted(places)]

    def find_thoroughly(self, text: str) -> list[Mark]:
        """The same with every word analysed, where nothing was found."""
        self._thorough += 1
        return self.find(text)

    def holds(self, text: str) -> bool:
        """Whether any word of the text matches."""
        words = find_words(text, 0, LIMITS.snippet_text)
        return bool(self.places(words, set(words)))

    def places(self, words: list[str], distinct: set[str]) -> _Places:
        """Which of the words of a text match, by their number."""
        places = self._single_words(words, distinct) if self._keys or self._similar else {}
        if self._sequences:
            places.update(self._in_sequences(words))
        for condition in self._conditions:
            places |= condition.places(words, distinct)
        if not places and self._keys and self._thorough:
            self._thorough -= 1
            self._hits.update((word, term) for word in distinct if (term := self._term_of(word)))
            places = self._single_words(words, distinct)
        return places

    def _single_words(self, words: list[str], distinct: set[str]) -> _Places:
        hits = self._hits
        new = distinct - self._seen
        self._seen |= new
        for word in self._candidates(new):
            if term := self._term_of(word):
                hits[word] = term
        if self._similar:
            hits.update((word, term) for word in new - hits.keys() if (term := self._similar_to(word)))
        return {at: hits[word] for at, word in enumerate(words) if word in hits} if hits.keys() & distinct else {}

    def _candidates(self, words: set[str]) -> Iterator[str]:
        """The words that it pays to analyse: a form keeps the strong letters of its lemma, and has others attached.

        So مدارس may be of مدرسة, and حضارة not of دار. Analysing every word of ten documents takes longer than the
        search itself.
        """
        cores = _cores.of(words)
        for core, keys in self._keys.items():
            for word in cores.get(core, _NONE) & words:
                skeleton = _skeleton(word)[0]
                if any(key in skeleton for key in keys):
                    yield word
        if self._keys:
            yield from cores.get(None, _NONE) & words

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

    def _in_sequences(self, words: list[str]) -> Iterator[tuple[int, str]]:
        terms = [(exact, at) for at, word in enumerate(words) for exact in _exact_terms(word)]
        texts = tuple(term[0] for term in terms)
        for at, first in enumerate(texts):
            for sequence in self._sequences.get(first, ()):
                if texts[at : at + len(sequence)] == sequence:
                    for exact, place in terms[at : at + len(sequence)]:
                        yield place, exact


class _Cores:
    """The words of texts seen so far by their core (None: whatever the core, the word is to be analysed).

    Shared by all searches: most words of a page have been on another one, and need not be looked at again.
    """

    def __init__(self) -> None:
        self._known: tuple[set[str], dict[str | None, set[str]]] = set(), {}

    def of(self, words: set[str]) -> dict[str | None, set[str]]:
        """The words by core, among others."""
        seen, by_core = self._known
        if len(seen) > _MOST_SEEN:
            seen, by_core = self._known = set(), {}
        for word in words - seen:
            special = not _ORDINARY.fullmatch(word) or _NAMES.search(word)
            by_core.setdefault(None if special else _skeleton(word)[1], set()).add(word)
            seen.add(word)
        return by_core


_cores = _Cores()


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
            return _Typed(condition, [(set(), set()) for _ in condition.words])


@dataclass(frozen=True, slots=True)
class _Close:
    """Finds the words of operands that stand near one another."""

    markers: list[Marker]
    distances: tuple[int, ...]

    def places(self, words: list[str], distinct: set[str]) -> _Places:
        found: list[_Places] = []
        for marker in self.markers:
            found.append(marker.places(words, distinct))
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

    typed: Typed
    known: list[tuple[set[str], set[str]]] = field(default_factory=list)

    def places(self, words: list[str], distinct: set[str]) -> _Places:
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
