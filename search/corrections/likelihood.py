"""How likely a word is where it stands in a query, in bits: its own rarity, and what its neighbours say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from search.analysis.unknown import light_stem
from search.corrections.candidates import Candidate, Candidates
from search.corrections.query_counts import RARE, QueryCounts
from search.corrections.typed_words import TypedWord
from search.corrections.word_kinds import fold_all

# Bits beyond those of a word in one document, for a word that is in none. One that the lexicon knows may well be right.
KNOWN, _UNKNOWN = 4.0, 16.0
_NEW_LETTER, _NEW_LETTERS = 2.5, 1.0  # one it does not know may be a new name, the likelier the shorter it is
_LONGEST = 20  # letters that count for a word in Latin ones
_STEM, _CORE = 9.0, 7.0  # beyond its stem, or the word without what is attached to it, which documents have
_NEIGHBOURS = 2
_BOTH, _BESIDE = 0.2, 0.5  # how much the neighbours count, anywhere in a document and side by side
_BESIDE_ALONE = 0.98  # of a frequent word, which is in doubt only where it stands
_UNSURE_OF = 20  # documents
_MISCOUNTED = 2  # times as many documents as a vocabulary says may have a word, once the index was changed


class Likelihood:
    """Bits of the words of one query; `paired` are the words that only their place makes doubtful."""

    def __init__(self, query: QueryCounts, candidates: Candidates, paired: Mapping[TypedWord, int]) -> None:
        self.query = query
        self.statistics = query.statistics
        self.candidates = candidates
        self.paired = paired
        self.corrected: list[tuple[TypedWord, str]] = []  # so far: neighbours stand there as they were meant

    def typed(self, word: TypedWord) -> float:
        """The bits of a word as it was typed."""
        count = self.query.count(word)
        if count:
            self.expect(word, [word.term])
            return self.candidates.rarity(self._count_in_context(word, word.term, count))
        never = self.candidates.rarity(0)
        if word.known:
            new, stem = never + KNOWN, self.statistics.count_any_form(word.text)
        else:
            letters = _LONGEST if word.latin else len(word.term)
            new = never + min(_UNKNOWN, _NEW_LETTER * (letters - _NEW_LETTERS))
            stem = max(self.statistics.document_frequencies([light_stem(word.term)]).values(), default=0)
        core = 0 if word.latin else self.query.count_otherwise_attached(word.term)
        related = (self.candidates.rarity(count) + bits for count, bits in ((stem, _STEM), (core, _CORE)) if count)
        return min([new, *related])

    def in_context(self, word: TypedWord, candidate: Candidate) -> Candidate:
        """The candidate with the bits it has at the place of the word."""
        return self._counted(candidate, self._count_in_context(word, fold_all(candidate.text), candidate.count))

    def at_best(self, word: TypedWord, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Each with the fewest bits it can have there: if all documents that have it had the rarest neighbour too."""
        self.expect(word, ())
        near = self._neighbours(word) if self.statistics.in_time() else ()
        alone = [count for neighbour, _ in near if (count := self.statistics.count_all([neighbour]))]
        return [self._beside(min(alone) + _UNSURE_OF, one, word) for one in candidates] if alone else [*candidates]

    def _beside(self, alone: int, candidate: Candidate, word: TypedWord) -> Candidate:
        # Of two words in one the count is that of the phrase, and documents that have both may be many more.
        share = 1.0 if " " in candidate.text else min(1.0, _MISCOUNTED * candidate.count / alone)
        of_neighbours = sum(self._shares(word))
        most = of_neighbours * share * self.statistics.documents + (1 - of_neighbours) * candidate.count
        return self._counted(candidate, max(candidate.count, most))

    def _counted(self, candidate: Candidate, count: float) -> Candidate:
        """The candidate with the bits of a word in so many documents."""
        bits = candidate.bits - self.candidates.rarity(candidate.count) + self.candidates.rarity(count)
        return dataclasses.replace(candidate, bits=bits)

    def expect(self, word: TypedWord, terms: Sequence[str]) -> None:
        """Is told which words will be looked at in the place of a word: see `IndexStatistics.expect`."""
        near = self._neighbours(word)
        together = chain(([one] for one, _ in near), ([one, term] for term in terms for one, _ in near))
        beside = (_in_order(one, term, place) for term in terms for one, place in near if abs(place) == 1)
        self.statistics.expect(together, beside)

    def word_before(self, word: TypedWord) -> str:
        """The folded Arabic word that stands right before a word, as it was meant; '' where there is none."""
        place = self.query.words.index(word)
        if not place or (before := self.query.words[place - 1]).latin:
            return ""
        meant = next((fold_all(text) for other, text in self.corrected if other == before), before.term)
        return meant.split()[-1] if meant else ""

    def _count_in_context(self, word: TypedWord, term: str, count: float) -> float:
        """In how many documents the word would be, by the share of its neighbours' documents that have it too."""
        beside: list[float] = []
        both: list[float] = []
        for neighbour, place in self._neighbours(word):
            alone = self.statistics.count_all([neighbour])
            if not alone or not self.statistics.in_time():
                continue
            alone += _UNSURE_OF  # what stands beside a word that is rare itself says little
            together = self.statistics.count_all([neighbour, term])
            both.append(together / alone)
            if abs(place) == 1 and together:  # else they stand nowhere side by side
                beside.append(self.statistics.count_phrase(_in_order(neighbour, term, place)) / alone)
        if not both:
            return count
        of_both, of_beside = self._shares(word)
        shares = of_both * max(both) + of_beside * max(beside, default=0.0)
        return shares * self.statistics.documents + (1 - of_both - of_beside) * count

    def _shares(self, word: TypedWord) -> tuple[float, float]:
        """How much the neighbours count, anywhere in a document and side by side."""
        return (0.0, _BESIDE_ALONE) if word in self.paired else (_BOTH, _BESIDE)

    def _neighbours(self, word: TypedWord) -> list[tuple[str, int]]:
        """The nearest words, corrected where they are already, folded, and how many words away they are."""
        corrected = {other: fold_all(text) for other, text in self.corrected}
        here = self.query.words.index(word)
        others = [
            (corrected.get(other) or other.term, place - here)
            for place, other in enumerate(self.query.words)
            if place != here and other.significant and (other in corrected or self._is_frequent(other))
        ]
        return sorted(others, key=lambda one: abs(one[1]))[:_NEIGHBOURS]

    def _is_frequent(self, word: TypedWord) -> bool:
        return self.query.count(word) > self.statistics.documents / RARE


def _in_order(neighbour: str, term: str, place: int) -> list[str]:
    """The parts of a neighbour and a word, as they stand side by side."""
    pair = (neighbour, term) if place < 0 else (term, neighbour)
    return " ".join(pair).split()
