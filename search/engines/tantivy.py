"""The default engine: Tantivy, embedded, native; `tantivy_index` has its files.

It adds in single precision (measured with tantivy-py 0.27), so scores that are equal may come apart in the 7th place:
scores are rounded, and `ord`, the order of adding, decides ties here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import tantivy
from tantivy import Order, Query

from search.engines.base import RECENT, SEPARATOR, Match, Result, TermScore, Window, sort_buckets
from search.engines.beside import Beside, processor_is_free
from search.engines.clauses import Clause, MatchNone, Term, leaves_of, matching
from search.engines.groups import Groups, group_of, others
from search.engines.tantivy_counts import Counting, Counts, matches_of
from search.engines.tantivy_few import FewMatches
from search.engines.tantivy_index import (
    FIRST,
    SPELLINGS,
    TantivyWriter,
    all_records,
    make_schema,
    open_files,
    record_at,
)
from search.engines.tantivy_light import LightWords, Words, without
from search.engines.tantivy_parts import DocumentsInParts
from search.engines.tantivy_queries import Queries, all_of, excluding, filtering
from search.engines.tantivy_ranking import Ranking
from search.model.schema import Schema

VERSION = version("tantivy")
HEAP_BYTES = 256_000_000
CHANGE_HEAP_BYTES = 32_000_000  # a change is small, and a large arena takes time to map
CHANGED_IN_PLACE: frozenset[str] = frozenset()
_MANY = 100_000  # parts of an index in which a ranking may take long
_HEAVY = 200_000  # entries of lists of documents, which take some 3 ms
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
        self._queries = Queries(self._schema, self._searcher)
        self._spellings = schema.spellings
        self._in_parts = DocumentsInParts(self._searcher, self._schema, schema)
        self._counting = Counting(self._searcher, schema, self._in_parts)
        self._few = FewMatches(self._searcher, self._queries)
        self._light = LightWords(self._searcher, self._queries)
        self._ranking = Ranking(self._searcher, self._light)
        self._beside = Beside()
        self._places: dict[str, tantivy.DocAddress] = {}  # of matches, whose documents are fetched next

    def count(self) -> int:
        return self._searcher.num_docs

    def search(self, clause: Clause, window: Window) -> Result:
        return self._beside.result((clause, window)) or self._search(clause, window)

    def _search(self, clause: Clause, window: Window) -> Result:
        end = window.offset + window.limit
        excluded = self._all_parts(window.without)
        if not end:
            return self._counted(clause, window, excluded)
        light = self._light.of(clause)
        ranking = excluding(self._queries.of(without(clause, light)), excluded)
        places, hits, met = self._hits(ranking, window, end + 1, light)

        def matched() -> Query:
            return excluding(self._queries.of(matching(clause)), excluded)

        counts = self._counting.of(matched(), places, window) if window.counts else Counts(0, 0)
        shown = hits[window.offset : end]
        similar = self._similar(matched, [hit.group for hit in shown], window.groups, met)
        keys = [self._searcher.doc(hit.address)["id"][0] for hit in shown]
        if len(self._places) > _PLACES:
            self._places.clear()
        self._places.update((key, hit.address) for key, hit in zip(keys, shown, strict=True))
        held = self._held(shown, keys, window.words if window.fetched else ())  # a run of a thousand asks for no marks
        matches = tuple(
            Match(key, hit.score, count, bits) for key, hit, count, bits in zip(keys, shown, similar, held, strict=True)
        )
        return Result(counts.documents, matches, counts.facets, len(hits) > end, counts.places)

    def _counted(self, clause: Clause, window: Window, excluded: list[Query]) -> Result:
        """The counts alone."""
        needed = matching(clause)
        few = None if excluded else self._few.of(needed)
        query, places = few or (excluding(self._queries.of(needed), excluded), None)
        counts = self._counting.of(query, places, window)
        return Result(counts.documents, (), counts.facets, counts.places > 0, counts.places)

    def _held(self, shown: list[_Hit], keys: list[str], words: Sequence[Clause]) -> Sequence[int | None]:
        """Which of the words each hit holds, as `Match` tells it; None where none are asked for, or too many."""
        if not shown or not 0 < len(words) <= _BITS:
            return [None] * len(shown)
        among = filtering(self._queries.any_of("id", keys))
        query = self._queries.telling(among, ((word, float(1 << n)) for n, word in enumerate(words)))
        found = self._searcher.search(query, len(keys), count=False).hits
        bits = {(address.segment_ord, address.doc): round(score) for score, address in found}
        return [bits.get((hit.address.segment_ord, hit.address.doc), 0) for hit in shown]

    def expect(self, asked: Iterable[tuple[Clause, Window]]) -> None:
        """A ranking that takes long is begun beside what else is asked for; the rest is at hand."""
        if self._queries.all_documents < _MANY or not processor_is_free():
            return
        for clause, window in asked:
            if window.limit and not window.counts and self._postings(clause) > _HEAVY:
                self._beside.begin(self._search, (clause, window))

    def _postings(self, clause: Clause) -> int:
        """How many entries of lists of documents a ranking goes through."""
        leaves = leaves_of(without(clause, self._light.of(clause)))
        return sum(self._queries.documents(leaf.field, leaf.text) for leaf in leaves if isinstance(leaf, Term))

    def parts(self, clause: Clause) -> list[int]:
        query = self._queries.of(clause)
        count = matches_of(self._searcher, query)
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
        if address is None or not self._searcher.search(all_of(query, self._at(key)), 1).hits:
            return None
        told = json.loads(query.explain(self._searcher, address).to_json())
        _, idf, tf = told["details"]
        (containing, documents), (frequency, _, _, length, average) = (
            [factor["value"] for factor in part["details"]] for part in (idf, tf)
        )
        counts = (int(documents), int(containing), int(frequency), int(length))
        return TermScore(told["value"], idf["value"], *counts, average)

    def _at(self, key: str) -> Query:
        return Query.term_query(self._schema, "id", key, "basic")

    def records(self, step: int = 1) -> Iterator[bytes]:
        return all_records(self._searcher, step)

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        found = {id: address for id in ids if (address := self._address(id))}
        values = self._searcher.fast_field_values("digest", list(found.values()))
        return {id: int(value or 0) for id, value in zip(found, values, strict=True)}

    def _address(self, key: str) -> tantivy.DocAddress | None:
        if place := self._places.get(key):
            return place
        hits = self._searcher.search(self._at(key), 1, count=False).hits
        return hits[0][1] if hits else None

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        return [self._queries.documents(name, term) for term in terms]

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        if name not in self._spellings:
            return sort_buckets(self._searcher.terms_with_prefix(name, prefix), limit)
        begins = name + SEPARATOR
        found = self._searcher.terms_with_prefix(SPELLINGS, begins + prefix)
        return sort_buckets([(term.removeprefix(begins), count) for term, count in found], limit)

    def close(self) -> None:
        """Nothing to do: the maps go with the object."""

    def _hits(self, query: Query, window: Window, wanted: int, light: Words) -> tuple[int, list[_Hit], set[int]]:
        """How many match, the first matches that stand, `wanted` or more where there are as many, and digests met."""
        met: set[int] = set()
        if not (window.groups or (self._in_parts and not window.parts)):
            total, ranked = self._ranking.of(query, wanted, window, light)
            return total, [_Hit(*match, None) for match in ranked], met
        stand: dict[int, _Hit] = {}
        left, asked, total = query, wanted, -1
        crowding: set[int] = set()
        while True:
            matching, ranked = self._ranking.of(left, asked, window, light)
            total = matching if total < 0 else total
            digests = self._digests([address for address, _ in ranked])
            met.update(digests)
            for match, digest in zip(ranked, digests, strict=True):
                group = group_of(digest, window.groups)
                stand.setdefault(group, _Hit(*match, group))
            if len(stand) >= wanted or len(ranked) == matching:
                return total, list(stand.values()), met
            if window.sort != RECENT:  # which raises the first matches, whatever is left out
                # A book whose parts fill the list stands already; without it the next ones are seen.
                crowding.update(digest for digest, parts in Counter(digests).items() if parts > 1)
                left = excluding(query, [self._queries.one_of(crowding)] if crowding else [])
            asked = min(4 * len(ranked), total)

    def _all_parts(self, clause: Clause) -> list[Query]:
        """What matches a clause, and every part of the works of which any part does."""
        if clause == MatchNone():
            return []
        query = self._queries.of(clause)
        return [query, *self._in_parts.with_any(query)]

    def _digests(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(digest or 0) for digest in self._searcher.fast_field_values("digest", addresses)]

    def _similar(
        self, matched: Callable[[], Query], shown: list[int | None], groups: Groups | None, met: set[int]
    ) -> list[int]:
        """How many other matches each shown one stands for; a second look, at what was not met of their groups."""
        digests = {digest for group in shown if group is not None and groups for digest in groups.members(group)}
        if not digests:
            return [0] * len(shown)
        of = [*(digests & met), *self._matching(matched, digests - met)]
        return others([group_of(digest, groups) for digest in of], of, shown)

    def _matching(self, matched: Callable[[], Query], digests: set[int]) -> list[int]:
        """Those of some documents that match, by each of their parts that does."""
        if not digests:
            return []
        members = all_of(matched(), self._queries.one_of(digests))
        found = self._searcher.search(members, len(digests))
        matches: int = found.count  # type: ignore[attr-defined]  # missing in the stub of 0.27
        hits = found.hits if matches <= len(digests) else self._searcher.search(members, matches, count=False).hits
        return self._digests([address for _, address in hits])


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
