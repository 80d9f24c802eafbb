"""What an answer counts: facets, and documents in parts, of which the cluster counts every part.

How many parts of each document match it tells by a composite aggregation, exactly, so many of them at a time as it
lets through; what is counted too often is taken off here. The first of them come with the answer itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from search.engines.base import sort_buckets
from search.engines.opensearch.query import Query
from search.engines.opensearch.questions import Question, Questions

_VALUES = 1_000  # of a facet, before it is cut: cut by the cluster, ties would fall otherwise
_VALUES_OF_A_SHARD = 10_000
_BUCKETS = 10_000  # at a time
_PARTS = "parts"
_PARTS_OF = "parts of "


def wanted_counts(facets: Sequence[str], in_parts: bool) -> dict[str, Any]:
    """The aggregations to ask for with a query."""
    wanted: dict[str, Any] = {
        name: {"terms": {"field": name, "size": _VALUES, "shard_size": _VALUES_OF_A_SHARD}} for name in facets
    }
    if in_parts:
        wanted[_PARTS] = _composite("first")
        wanted |= {_PARTS_OF + name: _composite(name, "first") for name in facets}
    return wanted


class PartCounts:
    """The counts of a query, of which the cluster has told the first."""

    def __init__(self, questions: Questions, query: Query, told: Mapping[str, Any]) -> None:
        self._questions = questions
        self._query = query
        self._told = told

    def too_many(self) -> int:
        """How many matches of parts are more than one of a document."""
        return sum(n - 1 for _, n in self._counted(_PARTS, "first")) if _PARTS in self._told else 0

    def documents(self) -> list[int]:
        """The documents in parts of which any matches, each by its `first`."""
        return [key["first"] for key, _ in self._counted(_PARTS, "first")]

    def facet(self, name: str, buckets: int) -> list[tuple[str, int]]:
        """The values of a field and how many documents have each."""
        more: Counter[str] = Counter()
        if _PARTS_OF + name in self._told:
            for key, n in self._counted(_PARTS_OF + name, name, "first"):
                more[key[name]] += n - 1
        told = self._told[name]["buckets"]
        return sort_buckets(((one["key"], one["doc_count"] - more[one["key"]]) for one in told), buckets)

    def _counted(self, aggregation: str, *fields: str) -> Iterator[tuple[dict[str, Any], int]]:
        """The buckets of a composite aggregation: (values of the fields, how many)."""
        told = self._told.get(aggregation) or self._ask(_composite(*fields))
        while True:
            for bucket in told["buckets"]:
                yield bucket["key"], bucket["doc_count"]
            if len(told["buckets"]) < _BUCKETS:
                return
            told = self._ask(_composite(*fields, after=told["after_key"]))

    def _ask(self, composite: dict[str, Any]) -> dict[str, Any]:
        body = {"query": self._query, "size": 0, "track_total_hits": False, "aggs": {_PARTS: composite}}
        found: dict[str, Any] = self._questions.answer(Question(body))["aggregations"][_PARTS]
        return found


def _composite(*fields: str, after: dict[str, Any] | None = None) -> dict[str, Any]:
    sources = [{field: {"terms": {"field": field}}} for field in fields]
    return {"composite": {"size": _BUCKETS, "sources": sources} | ({"after": after} if after else {})}
