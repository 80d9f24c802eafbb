"""Other words for those of a query that are likelier slips: one word for another, two for one, one for two.

All in bits: a word is worth replacing when it is much rarer, where it stands, than another one together with the slip
that leads there. How rare a word is, its neighbours in the query say too: documents with both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

from search.analysis import analyze_word
from search.analysis.unknown import light_stem
from search.query.repairs.evidence import Evidence
from search.query.repairs.names import (
    IMPOSSIBLE,
    cost_of_latin,
    cost_of_name,
    exonyms,
    key,
    latin_keys,
    plain_latin,
)
from search.query.repairs.spelling import slips, two_slips
from search.query.repairs.typed import Typed, fold_all, is_name, replace
from search.query.stopwords import is_stop_word

# Bits beyond those of a word in one document, for a word that is in none. One that the lexicon knows may well be right.
_KNOWN, _UNKNOWN = 4.0, 16.0
_NEW_LETTER, _NEW_LETTERS = 2.5, 1.0  # one it does not know may be a new name, the likelier the shorter it is
_STEM, _CORE = 9.0, 7.0  # beyond its stem, or the word without what is attached to it, which documents have
_MARGIN = 4.5  # that a repair must save
_MARGIN_EMPTY = 0.0  # when nothing was found
_MARGIN_FEW = 2.0  # when few documents have all words of a short query
_LONG, _MARGIN_LONG = 3, 1.0  # for each word of a longer query, which finds what is meant by its others
_RARE = 4_000  # a word outside the lexicon in one of so many documents may be a slip of the writers too
_RARE_IN_FEW = 400  # the same where few documents were found
_RARE_LATIN = 200  # the same for one in Latin letters, which may be a name of many Arabic documents
_SLIP = 13.0  # the most that a slip may take
_SPACE = 6.0  # a space too many or too few
_NAME = 3.0  # another spelling of a name, beside its letters
_LATIN, _LETTERS = 2.0, 2.0  # a name in Latin letters, and what its letters count
_NAME_BITS, _NAME_BITS_FOUND, _LATIN_BITS = 6.0, 4.5, 9.0  # the most that the letters of a name may differ
_SOUNDING = 250  # words of one key that are looked at
_RERANKED = 6  # candidates that the neighbours are asked about
_NEIGHBOURS = 2
_MOST_WORDS = 6  # words of a query that are repaired at most
_LONGEST = 20
_LEAST_JOINED = 2
_PROCLITICS = "وفبلك"
_FRONT = re.compile("^[وف]?(?:لل|[بك]?ال)(?=..)")
_ORDINARY, _ORDINARY_LATIN = 10.0, 5.0  # more for a word of the dictionary that is no name
_BOTH, _BESIDE = 0.2, 0.5  # how much the neighbours count, anywhere in a document and side by side


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another word, folded or ready to be shown; the bits of the slip and of the word; what it repairs."""

    text: str
    bits: float
    count: int
    reason: str


class Repairs:
    """The repairs of one query's words."""

    def __init__(self, words: list[Typed], evidence: Evidence, found: int, split: bool) -> None:
        self.evidence = evidence
        self.words = words
        self.found = found
        telling = sum(word.telling for word in words)
        self.short = telling <= _LONG
        self.few = self.short and (split or found <= max(1, evidence.documents / _RARE))
        self.mixed = found > 0 and len({word.latin for word in words}) > 1
        self.margin = _MARGIN + _MARGIN_LONG * max(0, telling - _LONG)
        if self.few and not split:
            self.margin = _MARGIN_FEW if found else _MARGIN_EMPTY
        self.name_bits = _NAME_BITS if self.few else _NAME_BITS_FOUND
        self.rare = max(1, evidence.documents / (_RARE_IN_FEW if self.few else _RARE))
        joined = [a.term + b.term for a, b in zip(words, words[1:], strict=False)]
        self.counts = evidence.counts([*(word.term for word in words), *joined])
        self.unsure = [word for word in words if self._is_unsure(word)][:_MOST_WORDS]
        self.made: list[tuple[Typed, str]] = []
        self.reasons: list[str] = []

    def make(self) -> list[tuple[Typed, str]]:
        """The words to be replaced and what by."""
        self._join()
        for word in self.unsure:
            if self.evidence.in_time() and word not in (made for made, _ in self.made):
                best, margin = self._best(word), self.margin if not (word.latin and self.few) else _MARGIN_EMPTY
                if best and self._typed_bits(word) - best.bits > margin:
                    self.made.append((word, best.text))
                    self.reasons.append(best.reason)
        return self.made

    def _is_unsure(self, word: Typed) -> bool:
        count = self.counts.get(word.term, 0)
        if not word.telling or " " in word.term or len(word.term) > _LONGEST or _says_little(word.term):
            return False
        if not self.found:
            return True
        if word.latin:
            return not self.mixed and (self.few or count < self.evidence.documents / _RARE_LATIN)
        if self.short and (self.few or not count):
            return count < self.rare
        return count < self.rare and not word.known and not self._core(word.term)

    def _core(self, term: str) -> int:
        """In how many documents the word is with another article or without a proclitic; 0 when it has neither."""
        bare = _FRONT.sub("", term)
        fronts = {bare, "ال" + bare, *([term[1:]] if term[0] in _PROCLITICS else [])} - {term}
        return max(self.evidence.counts(fronts).values(), default=0)

    def _rarity(self, count: float) -> float:
        return log2((self.evidence.documents + 1) / (count + 0.5))

    def _typed_bits(self, word: Typed) -> float:
        """How rare the word is as it was typed."""
        count = self.counts.get(word.term, 0)
        if count:
            return self._rarity(self._in_context(word, word.term, count))
        never = self._rarity(0)
        if word.known:
            new, stem = never + _KNOWN, self.evidence.forms(word.text)
        else:
            letters = _LONGEST if word.latin else len(word.term)
            new = never + min(_UNKNOWN, _NEW_LETTER * (letters - _NEW_LETTERS))
            stem = max(self.evidence.counts([light_stem(word.term)]).values(), default=0)
        core = 0 if word.latin else self._core(word.term)
        return min(new, *(self._rarity(count) + bits for count, bits in ((stem, _STEM), (core, _CORE)) if count), new)

    def _best(self, word: Typed) -> Candidate | None:
        found = list(self._of_latin(word) if word.latin else self._of_arabic(word))
        if self.found:
            found = [candidate for candidate in found if not _is_same_word(word, candidate.text)]
        if not found:
            return None
        found.sort(key=lambda candidate: (candidate.bits, candidate.text))
        asked = [self._reranked(word, candidate) for candidate in found[:_RERANKED]]
        best = min(asked, key=lambda candidate: (candidate.bits, candidate.text))
        return Candidate(self.evidence.spelled(best.text), best.bits, best.count, best.reason)

    def _of_arabic(self, word: Typed) -> Iterator[Candidate]:
        found = list(self._among(slips(word.term, _SLIP)))
        likeliest = min((candidate.bits for candidate in found), default=IMPOSSIBLE)
        if likeliest > self._typed_bits(word) - self.margin:
            found += self._among(two_slips(word.term, _SLIP))
        yield from found
        yield from self._names(word)
        yield from self._parted(word)

    def _among(self, meant: dict[str, float], reason: str = "spelling") -> Iterator[Candidate]:
        for term, count in self.evidence.counts(meant).items():
            yield Candidate(term, meant[term] + self._rarity(count), count, reason)

    def _names(self, word: Typed) -> Iterator[Candidate]:
        if found := key(word.term):
            for term, count in self.evidence.sounding([found], _SOUNDING):
                if term.isascii():
                    bits = cost_of_latin(term, word.term, self.name_bits) + _LATIN
                else:
                    bits = cost_of_name(word.term, term, self.name_bits)
                if bits <= self.name_bits and term != word.term and not is_stop_word(term):
                    bits += 0.0 if term.isascii() or is_name(term) else _ORDINARY
                    yield Candidate(term, _NAME + bits + self._rarity(count), count, "name")

    def _parted(self, word: Typed) -> Iterator[Candidate]:
        """Two words that were written in one."""
        parts = [(word.term[:i], word.term[i:]) for i in range(2, len(word.term) - 1)]
        counts = self.evidence.counts({part for pair in parts for part in pair})
        for first, second in parts:
            if is_stop_word(first) and is_stop_word(second):
                continue
            if first in counts and second in counts and self.evidence.in_time():
                count = self.evidence.phrase((first, second))
                if count:
                    text = f"{self.evidence.spelled(first)} {self.evidence.spelled(second)}"
                    yield Candidate(text, _SPACE + self._rarity(count), count, "spelling")

    def _of_latin(self, word: Typed) -> Iterator[Candidate]:
        name = plain_latin(word.text)
        if not name:
            return
        if name in exonyms():
            text = exonyms()[name]
            yield Candidate(text, self._rarity(self.evidence.forms(text)), 0, "name")
        for term, count in self.evidence.sounding(latin_keys(name), _SOUNDING):
            if term.isascii() or is_stop_word(term):
                continue
            bits = cost_of_latin(name, term, _LATIN_BITS)
            if bits <= _LATIN_BITS:
                bits += 0.0 if is_name(term) else _ORDINARY_LATIN / _LETTERS
                yield Candidate(term, _LATIN + _LETTERS * bits + self._rarity(count), count, "name")
        if name.isalpha() and name == word.term:
            yield from self._among(slips(name, _SLIP))

    def _reranked(self, word: Typed, candidate: Candidate) -> Candidate:
        rarity = self._rarity(candidate.count)
        bits = candidate.bits - rarity + self._rarity(self._in_context(word, candidate.text, candidate.count))
        return Candidate(candidate.text, bits, candidate.count, candidate.reason)

    def _in_context(self, word: Typed, term: str, count: float) -> float:
        """In how many documents the word would be, by the share of its neighbours' documents that have it too."""
        beside: list[float] = []
        both: list[float] = []
        for neighbour, place in self._neighbours(word):
            alone = self.evidence.together([neighbour])
            if not alone or not self.evidence.in_time():
                continue
            both.append(self.evidence.together([neighbour, term]) / alone)
            if abs(place) == 1:
                pair = (neighbour, term) if place < 0 else (term, neighbour)
                beside.append(self.evidence.phrase(" ".join(pair).split()) / alone)
        shares = (_BOTH * max(both, default=0.0) + _BESIDE * max(beside, default=0.0)) * self.evidence.documents
        return shares + (1 - _BOTH - _BESIDE) * count if both else count

    def _neighbours(self, word: Typed) -> list[tuple[str, int]]:
        """The nearest words that are sure or repaired already, folded, and how many words away they are."""
        repaired = {made: fold_all(text) for made, text in self.made}
        here = self.words.index(word)
        sure = [
            (repaired.get(other) or other.term, place - here)
            for place, other in enumerate(self.words)
            if place != here and other.telling and (other in repaired or other not in self.unsure)
        ]
        return sorted(sure, key=lambda one: abs(one[1]))[:_NEIGHBOURS]

    def _join(self) -> None:
        """Words that were written in two."""
        for first, second in zip(self.words, self.words[1:], strict=False):
            count = self.counts.get(first.term + second.term, 0)
            if not (first.telling or second.telling) or min(len(first.term), len(second.term)) < _LEAST_JOINED:
                continue
            if (
                not count
                or first.latin
                or first.end + 1 != second.start
                or any(word in (first, second) for word, _ in self.made)
            ):
                continue
            apart = self.evidence.phrase((*first.term.split(), *second.term.split()))
            rarer = min(self.counts.get(first.term, 0), self.counts.get(second.term, 0))
            saved = self._rarity(0) - self._rarity(count) + (_KNOWN if not rarer else 0.0)
            if not apart and rarer < count / 2 and saved > self.margin:
                self.made += [(first, self.evidence.spelled(first.term + second.term)), (second, "")]
                self.reasons.append("spelling")


def _is_same_word(word: Typed, other: str) -> bool:
    """Whether the other word finds nothing that this one does not: another form of it, or what is attached differs."""
    if word.latin or " " in other:
        return False
    one, two = (_FRONT.sub("", term) for term in (word.term, other))
    if one == two or {one, two} & {letter + bare for letter in _PROCLITICS for bare in (one, two)}:
        return True
    if word.known:
        lemmas = [{lemma for terms in analyze_word(text) for lemma in terms.lemmas} for text in (word.text, other)]
        return bool(lemmas[0] & lemmas[1])
    return light_stem(one) == light_stem(two)


def _says_little(term: str) -> bool:
    """Whether it is two stop words in one: ماهو."""
    return any(is_stop_word(term[:i]) and is_stop_word(term[i:]) for i in range(2, len(term) - 1))


def repaired(
    query: str, words: list[Typed], evidence: Evidence, found: int, split: bool = False
) -> tuple[str, str] | None:
    """The query with its slips repaired, and the reason; None when no word is likelier another one.

    `found` is how many documents it found; `split`: none of them has all its words.
    """
    repairs = Repairs(words, evidence, found, split)
    made = repairs.make() if repairs.unsure or len(words) > 1 else []
    if not made:
        return None
    return replace(query, made), "name" if set(repairs.reasons) == {"name"} else "spelling"
