"""Other words for those of a query that are likelier slips: one word for another, two for one, one for two.

All in bits: a word is worth replacing when it is much rarer, where it stands, than another one together with the slip
that leads there. How rare a word is, its neighbours in the query say too: documents with both.
"""

from __future__ import annotations

import dataclasses
from functools import cached_property

from search.analysis.stopwords import is_stop_word
from search.analysis.unknown import light_stem
from search.corrections.candidates import Candidate, Candidates
from search.corrections.correctable_words import Typed, fold_all, is_name, joined_names, replace, typed_words
from search.corrections.evidence import Evidence
from search.corrections.same_word import FRONT, PROCLITICS, has_same_stem, is_same_word, says_little
from search.corrections.sounds import IMPOSSIBLE

# Bits beyond those of a word in one document, for a word that is in none. One that the lexicon knows may well be right.
_KNOWN, _UNKNOWN = 4.0, 16.0
_NEW_LETTER, _NEW_LETTERS = 2.5, 1.0  # one it does not know may be a new name, the likelier the shorter it is
_STEM, _CORE = 9.0, 7.0  # beyond its stem, or the word without what is attached to it, which documents have
_MARGIN = 4.5  # that a repair must save
_MARGIN_EMPTY = 0.0  # when nothing was found
_MARGIN_FEW = 2.0  # when few documents were found
_MARGIN_APART = 4.5  # when no document has all words
_MARGIN_KNOWN, _MARGIN_NEW = -1.0, -3.0  # for a word that is no more frequent than as a slip
_MARGIN_PAIRED = 1.5  # for a frequent word that stands nowhere beside its neighbour
_MARGIN_LATIN = -6.0  # of a query in Latin letters alone: it may as well be asked in Arabic ones
_MORE = 4  # times as many documents with all words must be found, where some are found already
LONG = 3  # telling words of a query whose every word matters; a longer one finds what is meant by its others
_RARE = 4_000  # a word outside the lexicon in one of so many documents may be a slip of the writers too
_RARE_IN_FEW = 400  # the same where few documents were found
_RARE_TOGETHER = 2_000  # both words of a pair in one of so many documents may be a slip of either
_RARE_LATIN = 200  # the same for one in Latin letters, which may be a name of many Arabic documents
_NAME_BITS, _NAME_BITS_FOUND = 6.0, 4.5  # the most that the letters of a name may differ
_NAME_LETTER, _NAME_LETTER_FOUND = 3.0, 2.0  # the same for each consonant of it
_RARE_PHRASE = 4_000  # two words that stand together in one of so many documents may be others
_SPREAD = 8.0  # bits that neighbours may make up for
_MISSPELLED = 7.0  # the most for a slip that explains why documents have a word of the dictionary, beside others
_ENDINGS = ("يه", "ته", "هت")  # typed and meant: العامى، الشركاة
_SPELLED = 5.5  # the most for a slip that leaves the word what it is, in other letters
_MOST_SLIP = 13.0  # where something was found
_RERANKED = 8  # candidates that the neighbours are asked about
_NEIGHBOURS = 2
_MOST_WORDS = 6  # words of a query that are repaired at most
_LONGEST = 20  # letters
_LARGE = 500  # documents of an index in which one document with all words may be chance
_PAIR = 2  # telling words of a query that may well be a name and nothing else
_LEAST_KNOWN = 4  # letters of a word of the dictionary that may be a slip
_APART = 100  # times as often must the one word stand as the two
_LEAST_JOINED = 4  # letters of a word that was written in two
_BOTH, _BESIDE = 0.2, 0.5  # how much the neighbours count, anywhere in a document and side by side
_UNSURE_OF = 20  # documents
_BESIDE_ALONE = 0.98  # of a frequent word, which is in doubt only where it stands


class Repairs:
    """The repairs of one query's words."""

    def __init__(self, words: list[Typed], evidence: Evidence, found: int, split: bool) -> None:
        self.evidence = evidence
        self.words = joined_names(words)
        self.found = found
        self.telling = [word for word in self.words if word.telling]
        self.short = len(self.telling) <= LONG
        joined_terms = [a.term + b.term for a, b in zip(self.words, self.words[1:], strict=False)]
        self.counts = evidence.counts([*(word.term for word in self.words), *joined_terms])
        self.few = self.short and (split or not self.whole or found <= max(1, evidence.documents / _RARE))
        self.latin = all(word.latin for word in self.words)
        bits = (_NAME_BITS, _NAME_LETTER) if self.few else (_NAME_BITS_FOUND, _NAME_LETTER_FOUND)
        self.candidates = Candidates(evidence, most_name_bits=bits[0], name_bits=bits[1])
        self.rare = max(1, evidence.documents / (_RARE_IN_FEW if self.few else _RARE))
        self.paired: dict[Typed, int] = {}  # frequent words in doubt, and how often they stand beside their neighbour
        self.unsure = [word for word in self.words if self._is_unsure(word)][:_MOST_WORDS]
        self.made: list[tuple[Typed, str]] = []
        self.respelled: set[Typed] = set()  # words that no document has as they were typed, for others near by
        self.reasons: dict[Typed, str] = {}
        self._found: dict[Typed, list[Candidate]] = {}

    @cached_property
    def whole(self) -> int:
        """How many documents have all words; a word that the lexicon does not know must stand there as it was typed."""
        if not self.found or not self.telling:
            return self.found
        holding = _holding(self.telling, self.evidence) if len(self.telling) > 1 else self.found
        return min([holding, *(self.counts.get(word.term, 0) for word in self.telling if not word.known)])

    @cached_property
    def margin(self) -> float:
        """How many bits another word must save."""
        if self.few and self.whole == self.found:
            return _MARGIN_FEW if self.found else _MARGIN_EMPTY
        return _MARGIN_APART if self.found and not self.whole else _MARGIN

    def make(self) -> list[tuple[Typed, str]]:
        """The words to be replaced and what by."""
        self._join()
        joined = {word for word, _ in self.made}
        unsure = [word for word in self.unsure if word not in joined]
        unsure.sort(key=lambda word: self.counts.get(word.term, 0))  # the likeliest slip first
        for again in (False, True):  # once more, now that the words beside are known too
            if again and len(self.made) < len(joined) + 2:
                break
            for word in unsure:
                if self.evidence.in_time():
                    self._mend(word)
        return self.made

    def _mend(self, word: Typed) -> None:
        """Replaces the word when another one is likelier."""
        self.made = [(made, text) for made, text in self.made if made != word]
        margin = _MARGIN_LATIN if self.latin else _MARGIN_PAIRED if word in self.paired else self.margin
        typed = self._typed_bits(word)
        best = self._best(word, typed - margin)
        if best and self._explains(best, word):
            margin = min(margin, _MARGIN_KNOWN if word.known else _MARGIN_NEW)
        if best and typed - best.bits > margin:
            self.made.append((word, best.text))
            self.reasons[word] = best.reason

    def _explains(self, better: Candidate, word: Typed) -> bool:
        """Whether the word stands in no more documents than have it because writers of the other one slipped."""
        if word.known and better.slip > (_SPELLED if len(self.telling) == 1 else _MISSPELLED):
            return False
        count, slipped = self.counts.get(word.term, 0), better.count * 2.0 ** (1 - better.slip)
        if not count and better.slip <= _SPELLED and (not word.known or len(better.text) == len(word.term)):
            self.respelled.add(word)
        return bool(count <= slipped)

    def gains(self, query: str) -> bool:
        """Whether another query has documents with all its words where this one has none, or many more."""
        if not self.found:
            return True
        words = [word for word in typed_words(query) if word.telling]
        stood = min(
            self.whole,
            *(self.paired[word] if word in self.paired else self._exactly(word) for word, _ in self.made),
        )
        return _holding(words, self.evidence) > max(self.evidence.documents > _LARGE, _MORE * stood)

    def _exactly(self, word: Typed) -> int:
        """How many documents have what was typed, where it was replaced."""
        return 0 if word in self.respelled else self.whole

    def _is_other(self, candidate: Candidate, word: Typed) -> bool:
        """Whether a candidate for a query that found something may find more: no form of the same word.

        But one whose last letter alone is another is the word spelled right, when no document has it as typed.
        """
        if candidate.slip > _MOST_SLIP or has_same_stem(word.term, candidate.text):
            return False
        sentence = len(self.telling) > _PAIR
        if sentence and candidate.reason == "name" and word.known and not is_name(word.term):
            return False
        if not (word.known or self.counts.get(word.term)) or not is_same_word(word, candidate.text):
            return True
        same = len(word.term) - 1
        ending = word.term[same:] + candidate.text[same:]
        return not self.counts.get(word.term) and word.term[:same] == candidate.text[:same] and ending in _ENDINGS

    def _is_unsure(self, word: Typed) -> bool:
        count = self.counts.get(word.term, 0)
        if word.latin:
            return not self.found or (self.latin and count < self.evidence.documents / _RARE_LATIN)
        if not word.telling or " " in word.term or len(word.term) > _LONGEST or says_little(word.term):
            return False
        if not self.found:
            return True
        if word.known and (len(self.telling) == 1 or len(word.term) < _LEAST_KNOWN):
            return False
        if count < self.rare and (
            (self.short and (self.few or not count)) or not (word.known or self._core(word.term))
        ):
            return True
        if len(self.telling) > 1 and self.short and self.whole <= self.evidence.documents / _RARE_TOGETHER:
            self.paired[word] = self._beside(word)
            return self.paired[word] <= self.evidence.documents / _RARE_PHRASE
        return False

    def _beside(self, word: Typed) -> int:
        """How many documents have the word beside its neighbour as it was typed."""
        place = self.words.index(word)
        near = [(other.term, word.term) for other in self.words[max(0, place - 1) : place]]
        near += [(word.term, other.term) for other in self.words[place + 1 : place + 2]]
        return max(self.evidence.phrase(" ".join(pair).split()) for pair in near)

    def _core(self, term: str) -> int:
        """In how many documents the word is with another article or without a proclitic; 0 when it has neither."""
        bare = FRONT.sub("", term)
        fronts = {bare, "ال" + bare, *([term[1:]] if term[0] in PROCLITICS else [])} - {term}
        return max(self.evidence.counts(fronts).values(), default=0)

    def _typed_bits(self, word: Typed) -> float:
        """How rare the word is as it was typed."""
        count = self.counts.get(word.term, 0)
        if count:
            return self.candidates.rarity(self._in_context(word, word.term, count))
        never = self.candidates.rarity(0)
        if word.known:
            new, stem = never + _KNOWN, self.evidence.forms(word.text)
        else:
            letters = _LONGEST if word.latin else len(word.term)
            new = never + min(_UNKNOWN, _NEW_LETTER * (letters - _NEW_LETTERS))
            stem = max(self.evidence.counts([light_stem(word.term)]).values(), default=0)
        core = 0 if word.latin else self._core(word.term)
        return min(
            new, *(self.candidates.rarity(count) + bits for count, bits in ((stem, _STEM), (core, _CORE)) if count), new
        )

    def _best(self, word: Typed, enough: float) -> Candidate | None:
        if word not in self._found:
            self._found[word] = self.candidates.of(word, IMPOSSIBLE if word in self.paired else enough)
        found = self._found[word]
        if self.found:
            found = [one for one in found if self._is_other(one, word)]
        if not found or (self.found and is_stop_word(found[0].text)):
            return None
        most = _RERANKED * (1 + (word in self.paired))
        likely = [candidate for candidate in found[:most] if candidate.bits < found[0].bits + _SPREAD]
        asked = [self._reranked(word, candidate) for candidate in likely]
        best = min(asked, key=lambda candidate: (candidate.bits, candidate.text))
        return dataclasses.replace(best, text=self.evidence.spelled(best.text))

    def _reranked(self, word: Typed, candidate: Candidate) -> Candidate:
        rarity = self.candidates.rarity(candidate.count)
        term = fold_all(candidate.text)
        bits = candidate.bits - rarity + self.candidates.rarity(self._in_context(word, term, candidate.count))
        return dataclasses.replace(candidate, bits=bits)

    def _in_context(self, word: Typed, term: str, count: float) -> float:
        """In how many documents the word would be, by the share of its neighbours' documents that have it too."""
        beside: list[float] = []
        both: list[float] = []
        for neighbour, place in self._neighbours(word):
            alone = self.evidence.together([neighbour])
            if not alone or not self.evidence.in_time():
                continue
            alone += _UNSURE_OF  # what stands beside a word that is rare itself says little
            both.append(self.evidence.together([neighbour, term]) / alone)
            if abs(place) == 1:
                pair = (neighbour, term) if place < 0 else (term, neighbour)
                beside.append(self.evidence.phrase(" ".join(pair).split()) / alone)
        if not both:
            return count
        of_both, of_beside = (0.0, _BESIDE_ALONE) if word in self.paired else (_BOTH, _BESIDE)
        shares = of_both * max(both) + of_beside * max(beside, default=0.0)
        return shares * self.evidence.documents + (1 - of_both - of_beside) * count

    def _neighbours(self, word: Typed) -> list[tuple[str, int]]:
        """The nearest words, repaired where they are already, folded, and how many words away they are."""
        repaired = {made: fold_all(text) for made, text in self.made}
        here = self.words.index(word)
        others = [
            (repaired.get(other) or other.term, place - here)
            for place, other in enumerate(self.words)
            if place != here and other.telling and (other in repaired or self._says_much(other))
        ]
        return sorted(others, key=lambda one: abs(one[1]))[:_NEIGHBOURS]

    def _says_much(self, word: Typed) -> bool:
        return self.counts.get(word.term, 0) > self.evidence.documents / _RARE

    def _join(self) -> None:
        """Words that were written in two."""
        for first, second in zip(self.words, self.words[1:], strict=False):
            count = self.counts.get(first.term + second.term, 0)
            if not (first.telling or second.telling) or len(first.term + second.term) < _LEAST_JOINED:
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
            saved = self.candidates.rarity(0) - self.candidates.rarity(count) + (_KNOWN if not rarer else 0.0)
            if apart < count / _APART and rarer < count / 2 and saved > self.margin:
                self.made += [(first, self.evidence.spelled(first.term + second.term)), (second, "")]
                self.reasons[first] = "spelling"


def _holding(words: list[Typed], evidence: Evidence) -> int:
    """How many documents hold all of the words, in any of their forms."""
    return evidence.forms(" ".join(word.text for word in words)) if words else 0


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
    text = replace(query, made)
    if not repairs.gains(text):
        return None
    return text, "name" if {repairs.reasons.get(word, "name") for word, _ in made} == {"name"} else "spelling"
