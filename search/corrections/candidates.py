"""Other words that a word of a query may have been meant to be.

All in bits: what the hand or the ear must slip, and how rare the other word is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import log2

from search.analysis.stopwords import is_stop_word
from search.corrections.names import compounds, exonyms, key, latin_keys, plain_latin
from search.corrections.sounds import IMPOSSIBLE, cost_of_latin, cost_of_name, written
from search.corrections.spelling import slips, two_slips
from search.corrections.statistics import IndexStatistics
from search.corrections.typed_words import TypedWord
from search.corrections.word_kinds import fold_all, is_name
from search.model.value import value

_SLIP = 13.0  # the most that a slip may take
_SPACE = 6.0  # a space too many or too few
_NAME = 3.0  # another spelling of a name, beside its letters
_LATIN, _LETTERS = 2.0, 2.0  # a name in Latin letters, and what its letters count
_LATIN_BITS = 9.0  # the most that the letters of a Latin name may cost
_SHORT_LATIN = 4.0  # the same for one of a single consonant, which has no key
_SOUNDING = 250  # words of one key that are looked at
_BETWEEN_LOOKS = 16  # of them, until the clock is looked at again
_LIKELIEST = 12  # of them that are looked up in the dictionary
_SPREAD = 8.0  # bits beyond the best that neighbours in the query may still make up for
_ORDINARY, _ORDINARY_LATIN = 10.0, 2.0  # more for a word of the dictionary that is no name
_LEAST_REST, _RESTS = 3, 3  # of a compound name: its letters, and readings of it
_PARTINGS = 4  # of a word into two that are looked up
_LEAST_LATIN = 4  # letters of a Latin word that may be misspelled
_MOST_SPELLED = 12  # letters of a name without a key, which is spelled out in every way: they multiply


@value
class Candidate:
    """Another word, folded or ready to be shown; the bits of the slip, and with those of the word; what it repairs."""

    text: str
    slip: float
    bits: float
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates from one index; the letters of a name may differ by `name_bits` for each consonant it has."""

    statistics: IndexStatistics
    name_bits: float
    most_name_bits: float

    def rarity(self, count: float) -> float:
        """The bits of a word in so many documents."""
        return log2((self.statistics.documents + 1) / (count + 0.5))

    def of(self, word: TypedWord, limit: float) -> list[Candidate]:
        """All candidates, likeliest first; two slips are looked for when one leads to none of less than `limit`."""
        found = self._recalled(self._of_latin, word.text) if word.latin else self._of_arabic(word.term, limit)
        likeliest: dict[tuple[str, str], Candidate] = {}  # a name may be no answer where the same word as a slip is one
        for candidate in sorted(found, key=lambda candidate: (candidate.bits, candidate.text)):
            likeliest.setdefault((candidate.text, candidate.reason), candidate)
        return list(likeliest.values())

    def _recalled(self, find: Callable[[str], Iterable[Candidate]], text: str) -> tuple[Candidate, ...]:
        """What is found for a word; other queries with it need not look again."""
        asked = (find.__name__, text, self.name_bits, self.most_name_bits)
        return self.statistics.recall(asked, lambda: find(text))

    def _of_arabic(self, term: str, limit: float) -> tuple[Candidate, ...]:
        found = self._recalled(self._one_slip, term)
        if min((candidate.bits for candidate in found), default=IMPOSSIBLE) > limit and self.statistics.in_time():
            found += self._recalled(self._two_slips, term)
        return found + self._recalled(self._names, term) + self._recalled(self._parted, term)

    def _one_slip(self, term: str) -> Iterator[Candidate]:
        return self._among(slips(term, _SLIP))

    def _two_slips(self, term: str) -> Iterator[Candidate]:
        return self._among(two_slips(term, _SLIP, self.statistics.in_time))

    def _among(self, meant: dict[str, float]) -> Iterator[Candidate]:
        for term, count in self.statistics.document_frequencies(meant).items():
            yield Candidate(term, meant[term], meant[term] + self.rarity(count), count, "spelling")

    def _names(self, term: str) -> Iterator[Candidate]:
        """The same name in another spelling, Arabic or Latin."""

        def letters(other: str, limit: float) -> float:
            if other.isascii():
                return cost_of_latin(other, term, limit) + _LATIN
            return cost_of_name(term, other, limit) if other != term else IMPOSSIBLE

        if found := key(term):
            most = min(self.most_name_bits, self.name_bits * len(found))
            for candidate in self._heard([found], letters, most, 1.0, _NAME):
                yield candidate if candidate.text.isascii() else _less(candidate, _ORDINARY)

    def _heard(
        self, keys: Iterable[str], letters: Callable[[str, float], float], most: float, weight: float, base: float
    ) -> list[Candidate]:
        """The likeliest of the words that sound so; `letters` gives the bits of a word's letters, or IMPOSSIBLE."""
        found: list[Candidate] = []
        best = IMPOSSIBLE
        likeliest = sorted(self.statistics.sounding_like(keys, _SOUNDING), key=lambda word: -word[1])
        for place, (term, count) in enumerate(likeliest):
            rare = base + self.rarity(count)
            if rare > best + _SPREAD or (place % _BETWEEN_LOOKS == 0 and not self.statistics.in_time()):
                break
            bits = letters(term, min(most, (best + _SPREAD - rare) / weight))
            if bits <= most and not is_stop_word(term):
                best = min(best, rare + weight * bits)
                found.append(Candidate(term, base + weight * bits, rare + weight * bits, count, "name"))
        return heapq.nsmallest(_LIKELIEST, found, key=lambda candidate: candidate.bits)

    def _of_latin(self, text: str) -> Iterator[Candidate]:
        name = plain_latin(text)
        for meant in exonyms().get(text.lower(), exonyms().get(name, ())):
            if count := self.statistics.count_any_form(meant):
                yield Candidate(meant, 0.0, self.rarity(count), count, "name")
        yield from self._written(name)
        yield from self._compounds(name)
        if len(name) >= _LEAST_LATIN and name == text.lower() and name.isalpha():
            yield from self._among(slips(name, _SLIP))

    def _written(self, name: str) -> Iterator[Candidate]:
        """Words that Latin may write so."""

        def letters(other: str, limit: float) -> float:
            return IMPOSSIBLE if other.isascii() else cost_of_latin(name, other, limit)

        if keys := latin_keys(name):
            for candidate in self._heard(keys, letters, _LATIN_BITS, _LETTERS, _LATIN):
                yield _less(candidate, _ORDINARY_LATIN)
            return
        meant = written(name, _SHORT_LATIN) if len(name) <= _MOST_SPELLED else {}
        for term, count in self.statistics.document_frequencies(meant).items():
            if not is_stop_word(term):
                slip = _LATIN + _LETTERS * meant[term]
                yield Candidate(term, slip, slip + self.rarity(count), count, "name")

    def _compounds(self, name: str) -> Iterator[Candidate]:
        """Two words that Latin writes as one: Abdelkader, Nureddin."""
        for latin, part, article in compounds():
            rest = name.removeprefix(latin[:-1]) if latin[-1] == "-" else name.removesuffix(latin[1:])
            if not _LEAST_REST <= len(rest) < len(name):
                continue
            if not self.statistics.in_time():
                return
            heard = sorted(self._written(f"al{rest}" if article else rest), key=lambda one: one.bits)
            for one in heard[:_RESTS]:
                pair = (part, one.text) if latin[-1] == "-" else (one.text, part)
                if count := self.statistics.count_phrase([fold_all(text) for text in pair]):
                    text = " ".join(self.statistics.usual_spelling(fold_all(text)) for text in pair)
                    yield Candidate(text, one.slip, one.slip + self.rarity(count), count, "name")

    def _parted(self, term: str) -> Iterator[Candidate]:
        """Two words that were written in one."""
        parts = [(term[:i], term[i:]) for i in range(2, len(term) - 1)]
        counts = self.statistics.document_frequencies({part for pair in parts for part in pair})
        known = [pair for pair in parts if all(part in counts for part in pair) and not all(map(is_stop_word, pair))]
        likeliest = sorted(known, key=lambda pair: -min(counts[part] for part in pair))[:_PARTINGS]
        self.statistics.expect(side_by_side=likeliest)
        for pair in likeliest:
            if self.statistics.in_time() and (count := self.statistics.count_phrase(pair)):
                text = " ".join(map(self.statistics.usual_spelling, pair))
                yield Candidate(text, _SPACE, _SPACE + self.rarity(count), count, "spelling")


def _less(candidate: Candidate, bits: float) -> Candidate:
    """The candidate, less likely by so many bits unless it is a name."""
    if is_name(candidate.text):
        return candidate
    return replace(candidate, slip=candidate.slip + bits, bits=candidate.bits + bits)
