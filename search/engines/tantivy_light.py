"""Words that hardly score, looked up for the best matches alone: stop words that nearly every document has.

tantivy-py scores every match (it never skips blocks of documents), and most documents that Tantivy goes through for a
question are those of its stop words, which add next to nothing. So matches are ranked without them, further than is
wanted; the best then get what these words add. What follows cannot come before them while they are ahead of the last
that was looked at by more than these words can add: else all is ranked by all words.
Source: the threshold of Fagin, Lotem and Naor, Optimal Aggregation Algorithms for Middleware (2003).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import tantivy
from tantivy import Occur, Query

from search.engines import bm25
from search.engines.clauses import Bool, Clause, DisjunctionMax, Term
from search.engines.kept import Kept
from search.engines.tantivy_queries import Queries

_MANY = 20_000  # places of a word in lists of documents: fewer cost less than a second search
_LITTLE = 2.0  # what a word scores at most: one that tells scores several times as much
_AHEAD = 5  # times as many matches as are asked for are looked at
_LIMIT = 100  # a longer list has no gap behind it that would end the search
_PARTS = 500  # of the works of the best matches

Hits = list[tuple[float, tantivy.DocAddress]]
Words = Sequence[DisjunctionMax]


class Ranked(NamedTuple):
    """How many match a query, and the first of them with their scores."""

    total: int
    hits: Hits


class LightWords:
    """Tells light words from others in one index, and ranks by them."""

    def __init__(self, searcher: tantivy.Searcher, queries: Queries) -> None:
        self._searcher = searcher
        self._queries = queries
        self._most = Kept[float]()

    def of(self, clause: Clause) -> Words:
        """The words of a clause that only score, and hardly do."""
        if not isinstance(clause, Bool) or clause.minimum or not (clause.must or clause.filters):
            return ()
        words = (one for one in clause.should if isinstance(one, DisjunctionMax))
        return tuple(word for word in words if self._most.of(word, self._score_at_most) < _LITTLE)

    def rank(self, query: Query, words: Words, wanted: int, limit: int) -> Ranked:
        """The first matches of a query with what these words add to their scores: `limit`, or at least `wanted`."""
        if limit <= _LIMIT:
            ahead = _AHEAD * limit
            found = self._searcher.search(query, ahead)
            total: int = found.count  # type: ignore[attr-defined]  # missing in the stub of 0.27
            hits = self._best(found.hits, words, limit, whole=total <= ahead)
            if len(hits) >= min(wanted, total):
                return Ranked(total, hits)
        found = self._searcher.search(self._adding(query, words), limit)
        return Ranked(found.count, found.hits)  # type: ignore[attr-defined]

    def _best(self, hits: Hits, words: Words, limit: int, whole: bool) -> Hits:
        """The first of ranked matches with what the words add, as far as no others can come before them."""
        little = sum(self._most.of(word, self._score_at_most) for word in words)
        near = [hit for hit in hits if len(hits) <= limit or hit[0] + little >= hits[limit - 1][0]]
        values = self._searcher.fast_field_values("digest", [address for _, address in near])
        digests = [int(value or 0) for value in values]
        parts = sum(self._queries.documents("digest", digest) for digest in digests)
        if parts > _PARTS:
            return []
        looked_at = self._queries.one_of(digests)
        for word in words:  # one by one: as a union Tantivy would go through all their documents
            looked_at = self._adding(looked_at, [word])
        added = {
            (at.segment_ord, at.doc): score
            for score, at in self._searcher.search(looked_at, max(1, parts), count=False).hits
        }
        # In single precision, as Tantivy adds them.
        scores = array("f", (score + added[at.segment_ord, at.doc] for score, at in near))
        best = sorted(zip(scores, (at for _, at in near), strict=True), key=lambda hit: -hit[0])[:limit]
        return best if whole else [hit for hit in best if hit[0] > hits[-1][0] + little]

    def _adding(self, query: Query, words: Words) -> Query:
        optional = [(Occur.Should, self._queries.of(word)) for word in words]
        return Query.boolean_query([(Occur.Must, query), *optional])

    def _score_at_most(self, word: DisjunctionMax) -> float:
        """More than a light word scores anywhere; of any other word that it has no bound."""
        terms = [term for term in word.clauses if isinstance(term, Term)]
        containing = [self._queries.documents(term.field, term.text) for term in terms]
        if len(terms) < len(word.clauses) or sum(containing) < _MANY:
            return float("inf")
        most = [self._term_at_most(term, found) for term, found in zip(terms, containing, strict=True)]
        return max(most) + word.tie * sum(most)

    def _term_at_most(self, term: Term, containing: int) -> float:
        """A term scores less, however often a document has it."""
        return term.boost * (bm25.K1 + 1) * bm25.idf(self._queries.all_documents, containing) if containing else 0.0


def without(clause: Clause, words: Words) -> Clause:
    """A clause without some of the words that only score."""
    if not words or not isinstance(clause, Bool):
        return clause
    return replace(clause, should=tuple(one for one in clause.should if one not in words))
