"""The default engine: Tantivy, embedded, native; `tantivy_index` has its files.

It adds in single precision (measured with tantivy-py 0.27), so scores that are equal may come apart in the 7th place:
scores are rounded, and `ord`, the order of adding, decides ties here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import tantivy
from tantivy import Order, Query

from search.engines.base import RECENT, SEPARATOR, Match, Result, TermScore, Window, sort_buckets
from search.engines.clauses import Bool, Clause, ConstantScore, DocumentSet, MatchNone, TagFilter, Term, matching
from search.engines.groups import Groups, group_of, others
from search.engines.tantivy_counts import Counts
from search.engines.tantivy_index import (
    FIRST,
    SPELLINGS,
    TantivyWriter,
    all_records,
    make_schema,
    open_files,
    record_at,
)
from search.engines.tantivy_ranking import Ranking
from search.engines.tantivy_searches import Searches
from search.model.schema import Schema

VERSION = version("tantivy")
# The postings of 40,003 news articles (92 MB) fit in: one segment. With 256 MB an index of 369,000 passages has two
# segments for five, a page of it takes a little less, and a build as much more memory (benchmarks/growth.py).
HEAP_BYTES = 128_000_000
CHANGE_HEAP_BYTES = 32_000_000  # a change is small, and a large arena takes time to map
CHANGED_IN_PLACE: frozenset[str] = frozenset()
_BITS = 20  # words whose marks are told by one score: single precision has 24 bits
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
        self._spellings = schema.spellings
        self._searches = Searches(directory, self._searcher, self._schema, schema)
        self._ranking = Ranking(self._searcher, self._searches)
        self._places: dict[str, tantivy.DocAddress] = {}  # of matches, whose documents are fetched next

    def count(self) -> int:
        return self._searcher.num_docs

    def search(self, clause: Clause, window: Window) -> Result:
        end = window.offset + window.limit
        clause = self._without(clause, window.without)
        hits, met = self._hits(clause, window, end + 1) if end else ([], set())
        counts = self._searches.counts(matching(clause), window) if window.counts or not end else Counts(0, 0)
        shown = hits[window.offset : end]
        similar = self._similar(clause, [hit.group for hit in shown], window.groups, met)
        keys = [self._searcher.doc(hit.address)["id"][0] for hit in shown]
        if len(self._places) > _PLACES:
            self._places.clear()
        self._places.update((key, hit.address) for key, hit in zip(keys, shown, strict=True))
        held = self._held(shown, keys, window.words if window.fetched else ())  # a run of a thousand asks for no marks
        matches = tuple(
            Match(key, hit.score, count, bits) for key, hit, count, bits in zip(keys, shown, similar, held, strict=True)
        )
        more = len(hits) > end if end else counts.places > 0
        return Result(counts.documents, matches, counts.facets, more, counts.places)

    def _without(self, clause: Clause, excluded: Clause) -> Clause:
        """A clause without every part of the documents of which any part matches another clause."""
        if excluded == MatchNone():
            return clause
        return _excluding(clause, self._digests([address for _, address in self._searches.every(excluded)]))

    def _held(self, shown: list[_Hit], keys: list[str], words: Sequence[Clause]) -> Sequence[int | None]:
        """Which of the words each hit holds, as `Match` tells it; None where none are asked for, or too many."""
        if not shown or not 0 < len(words) <= _BITS:
            return [None] * len(shown)
        held = tuple(ConstantScore(word, float(1 << n)) for n, word in enumerate(words))
        _, found = self._searches.ranked(Bool(should=held, filters=(TagFilter("id", tuple(keys)),)), len(keys))
        bits = {(address.segment_ord, address.doc): round(score) for score, address in found}
        return [bits.get((hit.address.segment_ord, hit.address.doc), 0) for hit in shown]

    def expect(self, asked: Iterable[tuple[Clause, Window]]) -> None:
        """Nothing is far away."""

    def parts(self, clause: Clause) -> list[int]:
        count, _ = self._searches.ranked(clause, 1)
        _, hits = self._searches.by_column(clause, max(1, count), "ord", Order.Asc)
        if not hits:
            return []
        (first,) = self._searcher.fast_field_values(FIRST, [hits[0][1]])
        return [1] if first is None else [order - int(first) + 1 for order, _ in hits]

    def fetch(self, keys: Sequence[str]) -> list[bytes]:
        return [record_at(self._searcher, address) for key in keys if (address := self._address(key))]

    def explain(self, term: Term, key: str) -> TermScore | None:
        query = Query.term_query(self._schema, term.field, term.text, "freq")
        address = self._address(key)
        if address is None or not self._searches.ranked(Bool(filters=(term, _at(key))), 1)[1]:
            return None
        told = json.loads(query.explain(self._searcher, address).to_json())
        _, idf, tf = told["details"]
        (containing, documents), (frequency, _, _, length, average) = (
            [factor["value"] for factor in part["details"]] for part in (idf, tf)
        )
        counts = (int(documents), int(containing), int(frequency), int(length))
        return TermScore(told["value"], idf["value"], *counts, average)

    def records(self, step: int = 1) -> Iterator[bytes]:
        return all_records(self._searcher, step)

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        found = {id: address for id in ids if (address := self._address(id))}
        values = self._searcher.fast_field_values("digest", list(found.values()))
        return {id: int(value or 0) for id, value in zip(found, values, strict=True)}

    def _address(self, key: str) -> tantivy.DocAddress | None:
        if place := self._places.get(key):
            return place
        _, hits = self._searches.ranked(_at(key), 1)
        return hits[0][1] if hits else None

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        return [self._searches.queries.documents(name, term) for term in terms]

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        if name not in self._spellings:
            return sort_buckets(self._searcher.terms_with_prefix(name, prefix), limit)
        begins = name + SEPARATOR
        found = self._searcher.terms_with_prefix(SPELLINGS, begins + prefix)
        return sort_buckets([(term.removeprefix(begins), count) for term, count in found], limit)

    def close(self) -> None:
        """Nothing to do: the maps go with the object."""

    def _hits(self, clause: Clause, window: Window, wanted: int) -> tuple[list[_Hit], set[int]]:
        """The first matches that stand, `wanted` or more where there are as many, and the digests that were met."""
        met: set[int] = set()
        if not (window.groups or (self._searches.in_parts and not window.parts)):
            _, ranked = self._ranking.of(clause, wanted, window)
            return [_Hit(*match, None) for match in ranked], met
        stand: dict[int, _Hit] = {}
        left, asked = clause, wanted
        crowding: set[int] = set()
        while True:
            total, ranked = self._ranking.of(left, asked, window)
            digests = self._digests([address for address, _ in ranked])
            met.update(digests)
            for match, digest in zip(ranked, digests, strict=True):
                group = group_of(digest, window.groups)
                stand.setdefault(group, _Hit(*match, group))
            if len(stand) >= wanted or len(ranked) == total:
                return list(stand.values()), met
            if window.sort != RECENT:  # which raises the first matches, whatever is left out
                # A book whose parts fill the list stands already; without it the next ones are seen.
                crowding.update(digest for digest, parts in Counter(digests).items() if parts > 1)
                left = _excluding(clause, crowding)
            asked = min(4 * len(ranked), total)

    def _digests(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(digest or 0) for digest in self._searcher.fast_field_values("digest", addresses)]

    def _similar(self, clause: Clause, shown: list[int | None], groups: Groups | None, met: set[int]) -> list[int]:
        """How many other matches each shown one stands for; a second look, at what was not met of their groups."""
        digests = {digest for group in shown if group is not None and groups for digest in groups.members(group)}
        if not digests:
            return [0] * len(shown)
        of = [*(digests & met), *self._matching(clause, digests - met)]
        return others([group_of(digest, groups) for digest in of], of, shown)

    def _matching(self, clause: Clause, digests: set[int]) -> list[int]:
        """Those of some documents that match, by each of their parts that does."""
        if not digests:
            return []
        members = Bool(filters=(matching(clause), DocumentSet(tuple(digests))))
        return self._digests([address for _, address in self._searches.every(members, len(digests))])


def _excluding(clause: Clause, digests: Iterable[int]) -> Clause:
    """A clause without some documents."""
    some = tuple(digests)
    return Bool(must=(clause,), must_not=(DocumentSet(some),)) if some else clause


def _at(key: str) -> Clause:
    """The document, or part, with a key."""
    return TagFilter("id", (key,))


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
