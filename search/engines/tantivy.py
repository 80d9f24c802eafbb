"""The default engine: Tantivy, embedded, native; `tantivy_index` has its files.

Facts that shape this file, measured with tantivy-py 0.27:
- a phrase query scores by its own idf, so phrases stand under a constant score of 0
- it adds in single precision, so scores that are equal may come apart in the 7th place: scores are rounded, and
  `ord`, the order of adding, decides ties here
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from tantivy import Occur, Order, Query

from search.engines.base import (
    RECENT,
    RELEVANCE,
    SCORE_PLACES,
    SEPARATOR,
    VALUE,
    Match,
    Result,
    TermScore,
    Window,
    sort_buckets,
)
from search.engines.clauses import (
    Bool,
    Clause,
    ConstantScore,
    DisjunctionMax,
    DocumentSet,
    FuzzyTerm,
    MatchAll,
    MatchNone,
    RangeFilter,
    TagFilter,
    Term,
    TermPhrase,
    TermSet,
    Verified,
)
from search.engines.groups import Groups, group_of, others
from search.engines.recency import RAISED, raise_fresh
from search.engines.tantivy_index import (
    FIRST,
    SPELLINGS,
    TantivyWriter,
    all_records,
    make_schema,
    open_files,
    record_at,
)
from search.engines.tantivy_parts import DocumentsInParts
from search.model.schema import Schema

VERSION = version("tantivy")
HEAP_BYTES = 256_000_000
CHANGE_HEAP_BYTES = 32_000_000  # a change is small, and a large arena takes time to map
CHANGED_IN_PLACE: frozenset[str] = frozenset()
_SPARE = 10  # matches asked for beyond those wanted: near-duplicates among them cost no second search
_FACET_VALUES = 1_000  # counted before the most frequent are kept: cut by Tantivy, ties would fall otherwise
_PLACES = 10_000  # matches whose places are kept


class _Hit(NamedTuple):
    """A match that stands, and what it is grouped by."""

    address: tantivy.DocAddress
    score: float
    group: int | None


class TantivyEngine:
    """Answers trees of terms from a Tantivy index."""

    def __init__(self, directory: Path, schema: Schema) -> None:
        index = open_files(directory)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._counted = [name for name in schema.tags if self._searcher.terms_with_prefix(name, "", limit=1)]
        self._spellings = schema.spellings
        self._in_parts = DocumentsInParts(self._searcher, self._schema, schema)
        self._places: dict[str, tantivy.DocAddress] = {}  # of matches, whose documents are fetched next

    def count(self) -> int:
        return self._searcher.num_docs

    def search(self, clause: Clause, window: Window) -> Result:
        query = self._without(self._query(clause), window.without)
        end = window.offset + window.limit
        places, hits = self._hits(query, window, end + 1) if end else (self._count(query), [])
        in_parts = self._in_parts.matching(query) if self._in_parts and not window.parts else []
        total = places - sum(parts - 1 for _, parts in in_parts)
        facets = self._facets(query, window, in_parts)
        shown = hits[window.offset : end]
        similar = self._similar(query, [hit.group for hit in shown], window.groups)
        keys = [self._searcher.doc(hit.address)["id"][0] for hit in shown]
        if len(self._places) > _PLACES:
            self._places.clear()
        self._places.update((key, hit.address) for key, hit in zip(keys, shown, strict=True))
        matches = tuple(Match(key, hit.score, count) for key, hit, count in zip(keys, shown, similar, strict=True))
        return Result(total, matches, facets, more=len(hits) > end if end else total > 0, places=places)

    def _count(self, query: Query) -> int:
        count: int = self._searcher.search(query, 1).count  # type: ignore[attr-defined]  # missing in the stub of 0.27
        return count

    def parts(self, clause: Clause) -> list[int]:
        query = self._query(clause)
        count = self._count(query)
        hits = self._searcher.search(query, max(1, count), order_by_field="ord", order=Order.Asc, count=False).hits
        if not hits:
            return []
        (first,) = self._searcher.fast_field_values(FIRST, [hits[0][1]])
        return [1] if first is None else [order - int(first) + 1 for order, _ in hits]

    def fetch(self, keys: Sequence[str]) -> list[bytes]:
        return [record_at(self._searcher, address) for key in keys if (address := self._address(key))]

    def explain(self, term: Term, key: str) -> TermScore | None:
        query = Query.term_query(self._schema, term.field, term.text, "freq")
        address = self._address(key)
        if address is None or not self._searcher.search(Query.boolean_query(self._both(query, key)), 1).hits:
            return None
        told = json.loads(query.explain(self._searcher, address).to_json())
        _, idf, tf = told["details"]
        (containing, documents), (frequency, _, _, length, average) = (
            [factor["value"] for factor in part["details"]] for part in (idf, tf)
        )
        counts = (int(documents), int(containing), int(frequency), int(length))
        return TermScore(told["value"], idf["value"], *counts, average)

    def _both(self, query: Query, key: str) -> list[tuple[Occur, Query]]:
        return [(Occur.Must, query), (Occur.Must, Query.term_query(self._schema, "id", key, "basic"))]

    def records(self, step: int = 1) -> Iterator[bytes]:
        return all_records(self._searcher, step)

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        found = {id: address for id in ids if (address := self._address(id))}
        values = self._searcher.fast_field_values("digest", list(found.values()))
        return {id: int(value or 0) for id, value in zip(found, values, strict=True)}

    def _address(self, key: str) -> tantivy.DocAddress | None:
        if place := self._places.get(key):
            return place
        query = Query.term_query(self._schema, "id", key, "basic")
        hits = self._searcher.search(query, 1, count=False).hits
        return hits[0][1] if hits else None

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        return [self._searcher.doc_freq(name, term) for term in terms]

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        if name not in self._spellings:
            return sort_buckets(self._searcher.terms_with_prefix(name, prefix), limit)
        begins = name + SEPARATOR
        found = self._searcher.terms_with_prefix(SPELLINGS, begins + prefix)
        return sort_buckets([(term.removeprefix(begins), count) for term, count in found], limit)

    def close(self) -> None:
        """Nothing to do: the maps go with the object."""

    def _hits(self, query: Query, window: Window, wanted: int) -> tuple[int, list[_Hit]]:
        """How many match and the first matches that stand, `wanted` or more where there are as many."""
        if not (window.groups or (self._in_parts and not window.parts)):
            total, ranked = self._ordered(query, wanted, window)
            return total, [_Hit(*match, None) for match in ranked]
        stand: dict[int, _Hit] = {}
        left, asked, total = query, wanted + _SPARE, -1
        crowding: set[int] = set()
        while True:
            matching, ranked = self._ordered(left, asked, window)
            total = matching if total < 0 else total
            digests = self._digests([address for address, _ in ranked])
            for match, digest in zip(ranked, digests, strict=True):
                group = group_of(digest, window.groups)
                stand.setdefault(group, _Hit(*match, group))
            if len(stand) >= wanted or len(ranked) == matching:
                return total, list(stand.values())
            if window.sort != RECENT:  # which raises the first matches, whatever is left out
                # A book whose parts fill the list stands already; without it the next ones are seen.
                crowding.update(digest for digest, parts in Counter(digests).items() if parts > 1)
                left = _excluding(query, [self._one_of(tuple(crowding))] if crowding else [])
            asked = min(4 * asked, total)

    def _without(self, query: Query, clause: Clause) -> Query:
        """A query whose matches have no part that a clause matches."""
        if clause == MatchNone():
            return query
        excluded = self._query(clause)
        return _excluding(query, [excluded, *self._in_parts.with_any(excluded)])

    def _digests(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(digest or 0) for digest in self._searcher.fast_field_values("digest", addresses)]

    def _similar(self, query: Query, shown: list[int | None], groups: Groups | None) -> list[int]:
        """How many other matches each shown one stands for; a second look, at their groups only."""
        digests = [digest for group in shown if group is not None and groups for digest in groups.members(group)]
        if not digests:
            return [0] * len(shown)
        members = Query.boolean_query([(Occur.Must, _filtering(query)), (Occur.Must, self._one_of(tuple(digests)))])
        most = self._count(members) if self._in_parts else len(digests)
        hits = self._searcher.search(members, max(1, most), count=False).hits
        found = self._digests([address for _, address in hits])
        return others([group_of(digest, groups) for digest in found], found, shown)

    def _ordered(self, query: Query, wanted: int, window: Window) -> tuple[int, list[tuple[tantivy.DocAddress, float]]]:
        """The total and the first matches in the order of the window, `wanted` or more where there are as many."""
        if window.sort != RECENT:
            return self._ranked(query, wanted, window.sort)
        total, ranked = self._ranked(query, max(wanted, RAISED), RELEVANCE)
        days = self._searcher.fast_field_values("date" + VALUE, [address for address, _ in ranked[:RAISED]])
        return total, raise_fresh(ranked, (None if day is None else int(day) for day in days), window)

    def _ranked(self, query: Query, wanted: int, sort: str) -> tuple[int, list[tuple[tantivy.DocAddress, float]]]:
        """The total and the first `wanted`; as many more are asked for as it takes to see the whole of a last tie.

        Sorted by a field, documents without a value come last and have None for a key.
        """
        column = None if sort == RELEVANCE else sort.removeprefix("-") + VALUE
        order = Order.Desc if column is None or sort.startswith("-") else Order.Asc
        limit = wanted + 1
        while True:
            found = self._searcher.search(query, limit, order_by_field=column, order=order)
            hits = found.hits  # a property that makes the list anew each time
            keys = [key if column else round(key, SCORE_PLACES) for key, _ in hits]
            if len(keys) < limit or keys[-1] != keys[wanted - 1]:
                break
            limit *= 4
        ties = [number for number, (_, tied) in enumerate(groupby(keys)) for _ in tied]
        orders = self._searcher.fast_field_values("ord", [address for _, address in hits])
        ranking = sorted(range(len(keys)), key=lambda at: (ties[at], orders[at]))[:wanted]
        total: int = found.count  # type: ignore[attr-defined]  # missing in the stub of 0.27
        return total, [(hits[at][1], 0.0 if column else hits[at][0]) for at in ranking]

    def _facets(
        self, query: Query, window: Window, in_parts: list[tuple[int, int]]
    ) -> dict[str, list[tuple[str, int]]]:
        names = [name for name in window.facets if name in self._counted]
        wanted = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in names}
        counted: dict[str, Any] = self._searcher.aggregate(query, wanted) if wanted else {}
        facets: dict[str, list[tuple[str, int]]] = {name: [] for name in window.facets}
        for name, facet in counted.items():
            more = self._in_parts.too_many(name, in_parts) if in_parts else {}
            buckets = ((one["key"], one["doc_count"] - more.get(one["key"], 0)) for one in facet["buckets"])
            facets[name] = sort_buckets(buckets, window.buckets)
        return facets

    def _query(self, clause: Clause) -> Query:
        match clause:
            case Term(field, text, boost):
                query = Query.term_query(self._schema, field, text, "freq")
                return query if boost == 1 else Query.boost_query(query, boost)
            case TermPhrase(field, terms, score):
                return Query.const_score_query(self._sequence(field, terms), score)
            case TermSet(field, terms, score):
                return Query.const_score_query(Query.term_set_query(self._schema, field, list(terms)), score)
            case FuzzyTerm(field, text, edits, score):
                return Query.const_score_query(Query.fuzzy_term_query(self._schema, field, text, edits), score)
            case Verified(ids):
                return _filtering(Query.term_set_query(self._schema, "id", list(ids)))
            case TagFilter(field, keys):
                return _filtering(Query.term_set_query(self._schema, field, list(keys)))
            case RangeFilter(field, first, last):
                return _filtering(self._range(field, first, last))
            case DocumentSet(digests):
                return self._one_of(digests)
            case DisjunctionMax(clauses, tie):
                return Query.disjunction_max_query([self._query(child) for child in clauses], tie)
            case ConstantScore(child, score):
                return Query.const_score_query(self._query(child), score)
            case Bool():
                return self._bool(clause)
            case MatchAll():
                return _filtering(Query.all_query())
            case MatchNone():
                return Query.empty_query()

    def _sequence(self, field: str, terms: tuple[str, ...]) -> Query:
        if len(terms) == 1:
            return Query.term_query(self._schema, field, terms[0], "basic")
        return Query.phrase_query(self._schema, field, list(terms))

    def _range(self, field: str, first: int | None, last: int | None) -> Query:
        if first is last is None:
            return Query.exists_query(field + VALUE)
        return Query.range_query(self._schema, field + VALUE, tantivy.FieldType.Integer, first, last)

    def _one_of(self, digests: tuple[int, ...]) -> Query:
        # Not a set of terms, which costs a map of all documents: a group is small.
        terms = [(Occur.Should, Query.term_query(self._schema, "digest", digest)) for digest in digests]
        return _filtering(Query.boolean_query(terms))

    def _bool(self, clause: Bool) -> Query:
        parts = [(Occur.Must, self._query(child)) for child in clause.must]
        parts += [(Occur.Must, _filtering(self._query(child))) for child in clause.filters]
        parts += [(Occur.Should, self._query(child)) for child in clause.should]
        parts += [(Occur.MustNot, self._query(child)) for child in clause.must_not]
        return Query.boolean_query(parts, clause.minimum or None)


def _excluding(query: Query, excluded: list[Query]) -> Query:
    parts = [(Occur.Must, query), *((Occur.MustNot, one) for one in excluded)]
    return Query.boolean_query(parts) if excluded else query


def _filtering(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def create_index(directory: Path, schema: Schema) -> TantivyWriter:
    """A writer of a new index."""
    return TantivyWriter(directory, tantivy.Index(make_schema(schema), path=str(directory)), schema, HEAP_BYTES, 0)


def change_index(directory: Path, added: int, schema: Schema) -> TantivyWriter:
    """A writer that changes an index; Tantivy replaces its files, it never writes into one."""
    return TantivyWriter(directory, tantivy.Index.open(str(directory)), schema, CHANGE_HEAP_BYTES, added)


def open_index(directory: Path, schema: Schema) -> TantivyEngine:
    """The engine over a written index."""
    return TantivyEngine(directory, schema)


def read_records(directory: Path) -> Iterator[bytes]:
    """The records of an index, in the order of adding."""
    return all_records(open_files(directory).searcher())
