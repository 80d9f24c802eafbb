"""The searches of a Tantivy index: by the compiled reader of its postings, and by Tantivy what that does not answer.

Both give the same matches, scores and counts (`test_tantivy_searches.py` compares them). Tantivy's Python package goes
through every document of every word of a query, and each of its searches and queries is a call of its own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Order

from search.engines.base import Window, sort_buckets
from search.engines.clauses import Clause
from search.engines.tantivy_counts import Counting, Counts
from search.engines.tantivy_index import FIRST
from search.engines.tantivy_parts import DocumentsInParts
from search.engines.tantivy_postings import open_postings
from search.engines.tantivy_queries import Queries
from search.model.schema import Schema

_MOST_KEYS = 4_000  # of a facet that the compiled reader counts key by key; Tantivy counts by the match
_COUNTED = 2**15  # terms of which Tantivy's number of documents is kept: a page asks for some 160, each twice or more

Hits = list[tuple[Any, tantivy.DocAddress]]  # with a score, or the value of a column


class Searches:
    """Answers clauses from one index."""

    def __init__(self, directory: Path, searcher: tantivy.Searcher, files: tantivy.Schema, schema: Schema) -> None:
        self._searcher = searcher
        self._compiled = open_postings(directory)
        documents = self._compiled.containing if self._compiled else lru_cache(_COUNTED)(searcher.doc_freq)
        self.queries = Queries(files, documents)
        self.in_parts = DocumentsInParts(searcher, files, schema)
        self._counting = Counting(searcher, schema, self.in_parts)
        self._keys: dict[str, tuple[str, ...] | None] = {}
        if self._compiled and self.in_parts:
            self._compiled.set_parts(FIRST, self.in_parts.firsts)

    def ranked(self, clause: Clause, limit: int) -> tuple[int, Hits]:
        """How many match, and the best with their scores; ties in the order of their addresses."""
        ranked = self._compiled.rank(clause, limit) if self._compiled else None
        if ranked:
            total, hits = ranked
            return total, [(score, tantivy.DocAddress(segment, document)) for score, segment, document in hits]
        found = self._searcher.search(self.queries.of(clause), limit)
        return found.count, found.hits  # type: ignore[attr-defined]  # missing in the stub of 0.27

    def every(self, clause: Clause, about: int = 1) -> Hits:
        """All matches with their scores, which are `about` so many."""
        total, hits = self.ranked(clause, about)
        return hits if total <= about else self.ranked(clause, total)[1]

    def by_column(self, clause: Clause, limit: int, column: str, order: Order) -> tuple[int, Hits]:
        """How many match, and the first in the order of a column, with its values; those without one come last."""
        ranked = self._compiled.by_column(clause, limit, column, order == Order.Desc) if self._compiled else None
        if ranked:
            total, hits = ranked
            return total, [(value, tantivy.DocAddress(segment, document)) for value, segment, document in hits]
        found = self._searcher.search(self.queries.of(clause), limit, order_by_field=column, order=order)
        return found.count, found.hits  # type: ignore[attr-defined]

    def counts(self, clause: Clause, window: Window) -> Counts:
        """The counts that a window asks for; what only scores is left out of the clause."""
        keys = {name: self._keys_of(name) for name in window.facets}
        listed = [(name, some) for name, some in keys.items() if some is not None]
        counted = self._compiled.count(clause, listed, window.parts) if self._compiled else None
        if counted is None:
            return self._counting.of(self.queries.matched(clause), None, window)
        places, documents, by_field = counted
        facets = {
            name: sort_buckets(((key, count) for key, count in zip(some, counts, strict=True) if count), window.buckets)
            for (name, some), counts in zip(listed, by_field, strict=True)
        }
        if left := tuple(name for name in window.facets if name not in facets):
            asked = replace(window, facets=left)
            facets |= self._counting.of(self.queries.matched(clause), places, asked).facets
        return Counts(places, documents, {name: facets[name] for name in window.facets})

    def _keys_of(self, name: str) -> tuple[str, ...] | None:
        """The keys of a facet field; None where they are very many."""
        if name not in self._keys:
            found = self._searcher.terms_with_prefix(name, "", limit=_MOST_KEYS + 1)
            self._keys[name] = None if len(found) > _MOST_KEYS else tuple(key for key, _ in found)
        return self._keys[name]
