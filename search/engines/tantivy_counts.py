"""How many documents of a Tantivy index match, by the values of tags and by works in parts: all in one pass.

A pass over the matches costs nearly the same whatever is counted in it, so that one aggregation counts the matches,
the facets and the parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import tantivy
from tantivy import Query

from search.engines.base import Window, sort_buckets
from search.engines.tantivy_parts import PARTS, DocumentsInParts
from search.model.schema import Schema

_FACET_VALUES = 1_000  # counted before the most frequent are kept: cut by Tantivy, ties would fall otherwise
_MATCHES = "_matches"
_COUNT = {"value_count": {"field": "digest"}}  # every part has one


@dataclass(frozen=True, slots=True)
class Counts:
    """Of what matches: how many parts, how many documents, and of each facet field the values."""

    places: int
    documents: int
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


class Counting:
    """Counts the matches of queries."""

    def __init__(self, searcher: tantivy.Searcher, schema: Schema, in_parts: DocumentsInParts) -> None:
        self._searcher = searcher
        self._in_parts = in_parts
        self._filled = [name for name in schema.tags if searcher.terms_with_prefix(name, "", limit=1)]

    def of(self, query: Query, places: int | None, window: Window) -> Counts:
        """The counts that a window asks for; `places` is how many parts match where that is known."""
        if places == 0:
            return Counts(0, 0, {name: [] for name in window.facets})
        names = [name for name in window.facets if name in self._filled]
        wanted: dict[str, Any] = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in names}
        parts = bool(self._in_parts) and not window.parts
        if parts and self._in_parts.fit:
            wanted[PARTS] = self._in_parts.wanted
        if places is None:
            wanted[_MATCHES] = _COUNT
        counted: dict[str, Any] = self._searcher.aggregate(query, wanted) if wanted else {}
        if places is None:
            places = int(counted[_MATCHES]["value"])
        in_parts = self._in_parts.read(counted, query) if parts else []
        facets: dict[str, list[tuple[str, int]]] = {name: [] for name in window.facets}
        for name in names:
            more = self._in_parts.too_many(name, in_parts) if in_parts else {}
            buckets = ((one["key"], one["doc_count"] - more.get(one["key"], 0)) for one in counted[name]["buckets"])
            facets[name] = sort_buckets(buckets, window.buckets)
        return Counts(places, places - sum(parts - 1 for _, parts in in_parts), facets)
