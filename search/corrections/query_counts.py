"""A query's words and how often an index has them, alone and together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from search.analysis.characters import PROCLITICS
from search.corrections.same_word import FRONT
from search.corrections.statistics import IndexStatistics
from search.corrections.typed_words import TypedWord, join_names

LONG = 3  # significant words of a query whose every word matters; a longer one finds what is meant by its others
RARE = 4_000  # a word outside the lexicon in one of so many documents may be a slip of the writers too
_RARE_IN_FEW = 400  # the same where few documents were found


class QueryCounts:
    """The words of one query with their counts; `found` is how many documents it found.

    `split`: none of them has all its words. `few`: it found little, so that more may be wrong with its words.
    """

    def __init__(
        self, query: str, words: Sequence[TypedWord], statistics: IndexStatistics, found: int, split: bool
    ) -> None:
        self.text = query
        self.statistics = statistics
        self.words = join_names(words, query)
        self.found = found
        self._whole: int | None = None
        self.significant = [word for word in self.words if word.significant]
        self.short = len(self.significant) <= LONG
        joined = [a.term + b.term for a, b in zip(self.words, self.words[1:], strict=False)]
        self.counts = statistics.document_frequencies([*(word.term for word in self.words), *joined])
        self.few = self.short and (split or not self.whole or found <= max(1, statistics.documents / RARE))
        self.latin = all(word.latin for word in self.words)
        self.rare = max(1, statistics.documents / (_RARE_IN_FEW if self.few else RARE))

    @property
    def whole(self) -> int:
        """How many documents have all words; a word that the lexicon does not know must stand there as it was typed.

        Not a `cached_property`: in Python 3.11 all objects share its lock, which would be held while others go first.
        """
        if self._whole is None:
            self._whole = self._count_whole()
        return self._whole

    def _count_whole(self) -> int:
        if not self.found or not self.significant:
            return self.found
        holding = count_holding(self.significant, self.statistics) if len(self.significant) > 1 else self.found
        rarer = ((word, count) for word in self.significant if (count := self.count(word)) < holding)
        return min((count for word, count in rarer if not word.known), default=holding)

    def count(self, word: TypedWord) -> int:
        """In how many documents the word is as it was typed."""
        return self.counts.get(word.term, 0)

    def count_otherwise_attached(self, term: str) -> int:
        """In how many documents the word is with another article or without a proclitic; 0 when it has neither."""
        bare = FRONT.sub("", term)
        fronts = {bare, "ال" + bare, *([term[1:]] if term[0] in PROCLITICS else [])} - {term}
        return max(self.statistics.document_frequencies(fronts).values(), default=0)

    def count_beside(self, word: TypedWord) -> int:
        """How many documents have the word beside its neighbour as it was typed."""
        place = self.words.index(word)
        beside = [
            " ".join(pair).split() for pair in pairwise(one.term for one in self.words[max(0, place - 1) : place + 2])
        ]
        self.statistics.expect(side_by_side=beside)
        return max(map(self.statistics.count_phrase, beside))


def count_holding(words: Sequence[TypedWord], statistics: IndexStatistics) -> int:
    """How many documents hold all of the words, in any of their forms."""
    return statistics.count_any_form(" ".join(word.text for word in words)) if words else 0
