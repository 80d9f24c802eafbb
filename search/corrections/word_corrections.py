"""Other words for those of a query that are likelier slips: one word for another, two for one, one for two.

All in bits: a word is worth replacing when it is much rarer, where it stands, than another one together with the slip
that leads there. How rare a word is, its neighbours in the query say too: documents with both.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from search.analysis.stopwords import is_stop_word
from search.corrections.agreement import agrees, is_form, other_gender
from search.corrections.candidates import Candidate, Candidates
from search.corrections.doubt import doubtful_words
from search.corrections.likelihood import KNOWN, Likelihood
from search.corrections.query_counts import QueryCounts, count_holding
from search.corrections.same_word import has_same_stem, is_same_word
from search.corrections.sounds import IMPOSSIBLE
from search.corrections.statistics import IndexStatistics
from search.corrections.sureness import is_sure
from search.corrections.typed_words import TypedWord, replace, typed_words
from search.corrections.word_kinds import fold_all, is_name
from search.query.operators import is_operator
from search.query.parsed_query import ParsedQuery

_MARGIN = 4.5  # bits that a correction must save
_MARGIN_EMPTY = 0.0  # when nothing was found
_MARGIN_FEW = 2.0  # when few documents were found
_MARGIN_APART = 4.5  # when no document has all words
_MARGIN_KNOWN, _MARGIN_NEW = -1.0, -3.0  # for a word that is no more frequent than as a slip
_MARGIN_PAIRED = 1.5  # for a frequent word that stands nowhere beside its neighbour
_MARGIN_LATIN = -6.0  # of a query in Latin letters alone: it may as well be asked in Arabic ones
_MORE = 4  # times as many documents with all words must be found, where some are found already
_NAME_BITS, _NAME_BITS_FOUND = 6.0, 4.5  # the most that the letters of a name may differ
_NAME_LETTER, _NAME_LETTER_FOUND = 3.0, 2.0  # the same for each consonant of it
_SPREAD = 8.0  # bits that neighbours may make up for
_MISSPELLED = 7.0  # the most for a slip that explains why documents have a word of the dictionary, beside others
_ENDINGS = ("يه", "ته", "هت")  # typed and meant: العامى، الشركاة
_SPELLED = 5.5  # the most for a slip that leaves the word what it is, in other letters
_MOST_SLIP = 13.0  # where something was found
_RERANKED = 8  # candidates that the neighbours are asked about
_LARGE = 500  # documents of an index in which one document with all words may be chance
_PAIR = 2  # significant words of a query that may well be a name and nothing else
_APART = 100  # times as often must the one word stand as the two
_LEAST_JOINED = 4  # letters of a word that was written in two


@dataclass(frozen=True, slots=True)
class Corrected:
    """A query with its slips corrected, the reason of a suggestion, and whether each of them is sure."""

    query: str
    reason: str
    sure: bool


def corrected(
    parsed: ParsedQuery,
    words: list[TypedWord],
    statistics: IndexStatistics,
    found: int,
    split: bool = False,
) -> Corrected | None:
    """The query with its slips corrected; None when no word is likelier another one.

    `found` is how many documents it found; `split`: none of them has all its words.
    """
    corrections = _Corrections(QueryCounts(parsed.query, words, statistics, found, split))
    made = corrections.make() if corrections.doubtful or len(words) > 1 else []
    if not made:
        return None
    text = replace(parsed.query, made)
    if not corrections.gains(text):
        return None
    names = {corrections.reasons.get(word, "name") for word, _ in made} == {"name"}
    return Corrected(text, "name" if names else "spelling", corrections.unsure.isdisjoint(word for word, _ in made))


class _Corrections:
    """The corrections of one query's words."""

    def __init__(self, query: QueryCounts) -> None:
        self.query = query
        self.statistics = query.statistics
        bits = (_NAME_BITS, _NAME_LETTER) if query.few else (_NAME_BITS_FOUND, _NAME_LETTER_FOUND)
        self.candidates = Candidates(query.statistics, most_name_bits=bits[0], name_bits=bits[1])
        self.doubtful, self.paired = doubtful_words(query)
        self.likelihood = Likelihood(query, self.candidates, self.paired)
        self.respelled: set[TypedWord] = set()  # words that no document has as typed, for others near by
        self.reasons: dict[TypedWord, str] = {}
        self.unsure: set[TypedWord] = set()
        self._found: dict[TypedWord, list[Candidate]] = {}
        self._leads: dict[
            TypedWord, float
        ] = {}  # bits by which the best candidate is likelier than the next other word

    def make(self) -> list[tuple[TypedWord, str]]:
        """The words to be replaced and what by."""
        self._join()
        made = self.likelihood.corrected
        joined = {word for word, _ in made}
        doubtful = [word for word in self.doubtful if word not in joined]
        doubtful.sort(key=self.query.count)  # the likeliest slip first
        for again in (False, True):  # once more, now that the words beside are known too
            if again and len(self.likelihood.corrected) < len(joined) + 2:
                break
            for word in doubtful:
                if self.statistics.in_time():
                    self._correct(word)
        return self.likelihood.corrected

    def gains(self, query: str) -> bool:
        """Whether another query has documents with all its words where this one has none, or many more."""
        if not self.query.found:
            return True
        words = [word for word in typed_words(self.statistics.read(query)) if word.significant]
        stood = min(
            self.query.whole,
            *(
                self.paired.get(word, 0 if word in self.respelled else self.query.whole)
                for word, _ in self.likelihood.corrected
            ),
        )
        return count_holding(words, self.statistics) > max(self.statistics.documents > _LARGE, _MORE * stood)

    def _margin(self, word: TypedWord) -> float:
        """How many bits another word must save."""
        if self.query.latin:
            return _MARGIN_LATIN
        return _MARGIN_PAIRED if word in self.paired else self._margin_of_query()

    def _margin_of_query(self) -> float:
        query = self.query
        if query.few and query.whole == query.found:
            return _MARGIN_FEW if query.found else _MARGIN_EMPTY
        return _MARGIN_APART if query.found and not query.whole else _MARGIN

    def _correct(self, word: TypedWord) -> None:
        """Replaces the word when another one is likelier."""
        self.likelihood.corrected = [(other, text) for other, text in self.likelihood.corrected if other != word]
        typed = self.likelihood.typed(word)
        best = self._best(word, typed)
        if best and self._is_likelier(best, word, typed):
            self._replace(word, best, typed - best.bits)

    def _is_likelier(self, other: Candidate, word: TypedWord, typed: float) -> bool:
        """Whether another word saves enough of the bits that the word has as it was typed."""
        margin = self._margin(word)
        if self._explains(other, word):
            margin = min(margin, _MARGIN_KNOWN if word.known else _MARGIN_NEW)
        return typed - other.bits > margin

    def _replace(self, word: TypedWord, best: Candidate, saved: float) -> None:
        """Replaces a word by another as writers spell it, which saves so many bits; not by an operator."""
        text = self.statistics.usual_spelling(best.text)
        if is_operator(text):
            return
        self.likelihood.corrected.append((word, text))
        self.reasons[word] = best.reason
        spelled_so = best.slip <= _SPELLED and (not word.known or len(text) == len(word.term))
        if spelled_so and not self.query.count(word):
            self.respelled.add(word)
        if not is_sure(word, dataclasses.replace(best, text=text), self._leads[word], saved):
            self.unsure.add(word)

    def _explains(self, better: Candidate, word: TypedWord) -> bool:
        """Whether the word stands in no more documents than have it because writers of the other one slipped."""
        if word.known and better.slip > (_SPELLED if len(self.query.significant) == 1 else _MISSPELLED):
            return False
        return bool(self.query.count(word) <= better.count * 2.0 ** (1 - better.slip))

    def _best(self, word: TypedWord, typed: float) -> Candidate | None:
        """The likeliest other word at this place, where any may replace it; no stop word where something was found."""
        if word not in self._found:
            limit = IMPOSSIBLE if word in self.paired else typed - self._margin(word)
            self._found[word] = self.candidates.of(word, limit)
        found = [one for one in self._found[word] if not self.query.found or self._is_other(one, word)]
        if not found or (self.query.found and is_stop_word(found[0].text)):
            return None
        most = _RERANKED * (1 + (word in self.paired))
        likely = [candidate for candidate in found[:most] if candidate.bits < found[0].bits + _SPREAD]
        ranked = self._ranked(likely, word, typed)
        best = self._agreeing(word, ranked) if ranked else None
        if best:
            others = (one.bits for one in ranked if not is_form(one.text, best.text))
            self._leads[word] = min(others, default=IMPOSSIBLE) - best.bits
        return best

    def _ranked(self, likely: list[Candidate], word: TypedWord, typed: float) -> list[Candidate]:
        """The candidates as likely as their neighbours make them; none where none can be likelier than the word.

        Which of them might be, half of all or fewer, is known before they are counted beside the neighbours.
        """
        at_best = zip(likely, self.likelihood.at_best(word, likely), strict=True)
        able = [one for one, best in at_best if self._is_likelier(best, word, typed)]
        ranked = self._in_context(able, word)
        if not any(self._is_likelier(one, word, typed) for one in ranked):
            return []
        ranked += self._in_context([one for one in likely if one not in able], word)
        return sorted(ranked, key=lambda candidate: (candidate.bits, candidate.text))

    def _in_context(self, candidates: list[Candidate], word: TypedWord) -> list[Candidate]:
        self.likelihood.expect(word, [fold_all(candidate.text) for candidate in candidates])
        return [self.likelihood.in_context(word, candidate) for candidate in candidates]

    def _agreeing(self, word: TypedWord, ranked: list[Candidate]) -> Candidate | None:
        """The first of the candidates, or its other gender where that is what stands behind the noun before it."""
        best, noun = ranked[0], self.likelihood.word_before(word)
        if not noun or " " in best.text or agrees(noun, best.text, self.statistics):
            return best
        other = other_gender(best.text)
        return next((candidate for candidate in ranked if candidate.text == other), None)

    def _is_other(self, candidate: Candidate, word: TypedWord) -> bool:
        """Whether a candidate for a query that found something may find more: no form of the same word.

        But one whose last letter alone is another is the word spelled right, when no document has it as typed.
        """
        if candidate.slip > _MOST_SLIP or has_same_stem(word.term, candidate.text):
            return False
        sentence = len(self.query.significant) > _PAIR
        if sentence and candidate.reason == "name" and word.known and not is_name(word.term):
            return False
        count = self.query.count(word)
        if not (word.known or count) or not is_same_word(word, candidate.text):
            return True
        same = len(word.term) - 1
        ending = word.term[same:] + candidate.text[same:]
        return not count and word.term[:same] == candidate.text[:same] and ending in _ENDINGS

    def _join(self) -> None:
        """Words that were written in two."""
        made = self.likelihood.corrected
        for first, second in zip(self.query.words, self.query.words[1:], strict=False):
            if not any(word in (first, second) for word, _ in made) and self._is_one(first, second):
                made += [(first, self.statistics.usual_spelling(first.term + second.term)), (second, "")]
                self.reasons[first] = "spelling"

    def _is_one(self, first: TypedWord, second: TypedWord) -> bool:
        """Whether two words side by side are likelier one that was written in two."""
        query, term = self.query, first.term + second.term
        count = query.counts.get(term, 0)
        if not (first.significant or second.significant) or len(term) < _LEAST_JOINED:
            return False
        if first.literal or second.literal or not count or first.latin or query.text[first.end : second.start] != " ":
            return False
        apart = self.statistics.count_phrase((*first.term.split(), *second.term.split()))
        rarer = min(query.count(first), query.count(second))
        saved = self.candidates.rarity(0) - self.candidates.rarity(count) + (0.0 if rarer else KNOWN)
        return apart < count / _APART and rarer < count / 2 and saved > self._margin_of_query()
