"""The matches of a clause that asks for several of many words, where they are few.

Tantivy goes through all documents that have any of the words, with each word as often as it weighs. A document that
holds as much as is asked for has one of the rarest words, and of those behind them: of these documents alone it is told
here how much they hold.
Source: the lead of Lucene's `MinShouldMatchSumScorer`.
"""

from __future__ import annotations

from itertools import accumulate

import tantivy
from tantivy import Query

from search.engines.clauses import Bool, Clause, ConstantScore, DisjunctionMax, Term, leaves_of
from search.engines.kept import Kept
from search.engines.tantivy_index import FIRST
from search.engines.tantivy_queries import Queries

_FEW = 400
_FEW_PARTS = 60  # where documents are in parts, whose ids are read from what is stored
_LEADS = 2  # times that a word of some is asked for: a third time costs what it saves

_Word = tuple[Clause, float]  # with its weight


class FewMatches:
    """Finds them in one index."""

    def __init__(self, searcher: tantivy.Searcher, queries: Queries) -> None:
        self._searcher = searcher
        self._queries = queries
        self._frequencies = Kept[int]()

    def of(self, matched: Clause) -> tuple[Query, int] | None:
        """A query of just these and how many they are; None for other clauses, and where they are more than a few."""
        if not isinstance(matched, Bool) or matched.must or matched.should:
            return None
        several = next((one for one in matched.filters if isinstance(one, Bool) and _asks_for_several(one)), None)
        if several is None:
            return None
        weighed: dict[int, list[Clause]] = {}  # each word as often as it weighs
        for word in several.should:
            weighed.setdefault(id(word), []).append(word)
        ranked = sorted(weighed.values(), key=lambda same: self._documents(same[0]))
        words = [(same[0], float(len(same))) for same in ranked]
        leads, others = _leads(words, len(several.should) - several.minimum)
        filters = tuple(one for one in matched.filters if one is not several)
        among = self._queries.of(Bool(must=leads, must_not=matched.must_not, filters=filters))
        holding = self._queries.telling(among, others)
        hits = self._searcher.search(holding, _FEW + 1, count=False).hits
        found = [address for score, address in hits if round(score) >= several.minimum]
        in_parts = any(first is not None for first in self._searcher.fast_field_values(FIRST, found))
        if len(found) > (_FEW_PARTS if in_parts else _FEW):
            return None
        return (self._parts(found) if in_parts else self._whole(found)), len(found)

    def _parts(self, found: list[tantivy.DocAddress]) -> Query:
        """What matches these parts alone."""
        return self._queries.any_of("id", [self._searcher.doc(address)["id"][0] for address in found])

    def _whole(self, found: list[tantivy.DocAddress]) -> Query:
        """What matches these documents alone."""
        return self._queries.one_of([int(digest or 0) for digest in self._searcher.fast_field_values("digest", found)])

    def _documents(self, word: Clause) -> int:
        """In how many documents a word is, about."""
        return self._frequencies.of(word, self._counted) if isinstance(word, DisjunctionMax) else self._counted(word)

    def _counted(self, word: Clause) -> int:
        leaves = (leaf for leaf in leaves_of(word) if isinstance(leaf, Term))
        return sum(self._queries.documents(leaf.field, leaf.text) for leaf in leaves)


def _leads(words: list[_Word], slack: float) -> tuple[tuple[Clause, ...], list[_Word]]:
    """Clauses of the first words, one of each of which a document must hold that may lack so much; the other words."""
    leads: list[Clause] = []
    while len(leads) < _LEADS and sum(weight for _, weight in words) > slack:
        size = next(n for n, weight in enumerate(accumulate(weight for _, weight in words), 1) if weight > slack)
        leads.append(Bool(should=tuple(ConstantScore(*word) for word in words[:size]), minimum=1))
        words = words[size:]
    return tuple(leads), words


def _asks_for_several(clause: Bool) -> bool:
    return clause.is_choice and 1 < clause.minimum < len(clause.should)
