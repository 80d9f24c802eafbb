"""Answers trees of clauses from a generation in the cluster.

Each answer is of all shards, with the statistics of all of them (`dfs_query_then_fetch`), or an error. A generation
never changes, so whichever copy of a shard answers, the answer is the same.
"""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from search.engines.base import RECENT, RELEVANCE, SCORE_PLACES, VALUE, Match, Result, TermScore, Window
from search.engines.clauses import Clause, MatchNone, Term, matching
from search.engines.groups import Groups, group_of, others
from search.engines.opensearch.client import Client
from search.engines.opensearch.counting import PartCounts, wanted_counts
from search.engines.opensearch.index import RECORD, Scoring
from search.engines.opensearch.query import Query, any_of, both, excluding, query_of
from search.engines.opensearch.terms import Dictionary
from search.engines.opensearch.writer import Names, row_id
from search.engines.recency import RAISED, raise_fresh
from search.model.document import PartKey
from search.model.schema import Schema

_SPARE = 10  # matches asked for beyond those wanted: near-duplicates among them cost no second search
_PAGE = 10_000  # matches read at once where all are wanted
_RECORDS = 500  # with their records
_LAST = 2**62  # after every place in the order of adding
_SCORED = {"search_type": "dfs_query_then_fetch"}


class _Hit(NamedTuple):
    """A match as the cluster tells it."""

    key: str
    score: float
    order: int
    digest: int
    day: int | None


class _Page(NamedTuple):
    """The first matches in the order that was asked for, how many there are, and what else was counted."""

    hits: list[_Hit]
    total: int
    counts: dict[str, Any]


class OpenSearchEngine:
    """The engine over the two indexes of a generation."""

    def __init__(self, client: Client, names: Names, schema: Schema) -> None:
        self._client = client
        self._index = names.documents
        self._schema = schema
        self._scoring = Scoring.read(client, names.documents)
        self._dictionary = Dictionary(client, names.beside)
        self._size = self._count({"match_all": {}})
        self._in_parts = bool(self._count({"exists": {"field": "first"}}))

    def count(self) -> int:
        return self._size

    def search(self, clause: Clause, window: Window) -> Result:
        end = window.offset + window.limit
        query = self._without(self._query(clause if end else matching(clause)), window.without)
        page, hits = self._hits(query, window, end + 1 if end else 0)
        counts = PartCounts(self._client, self._index, query, page.counts)
        shown = hits[window.offset : end]
        groups = [group_of(hit.digest, window.groups) for hit in shown]
        similar = self._similar(query, groups, window.groups)
        matches = tuple(Match(hit.key, hit.score, count) for hit, count in zip(shown, similar, strict=True))
        total = page.total - counts.too_many()
        facets = {name: counts.facet(name, window.buckets) for name in window.facets}
        return Result(total, matches, facets, more=len(hits) > end if end else total > 0, places=page.total)

    def parts(self, clause: Clause) -> list[int]:
        hits = self._in_order(self._query(clause), {"docvalue_fields": ["id"]})
        return [PartKey.of(hit["fields"]["id"][0]).number for hit in hits]

    def fetch(self, keys: Sequence[str]) -> list[bytes]:
        if not keys:
            return []
        ids = {key: row_id(key) for key in keys}
        records = self._client.get(self._index, list(ids.values()), RECORD)
        return [b64decode(records[ids[key]]) for key in keys if ids[key] in records]

    def explain(self, term: Term, key: str) -> TermScore | None:
        scored = query_of(Term(term.field, term.text), self._scoring.boosts)
        query = {"bool": {"must": [scored], "filter": [any_of("id", (key,))]}}
        body = {"query": query, "explain": True, "stored_fields": "_none_"}
        hits = self._client.search(self._index, body, **_SCORED)["hits"]["hits"]
        if not hits:
            return None
        told = dict(_factors(hits[0]["_explanation"]))
        return TermScore(
            score=hits[0]["_score"],
            idf=told["idf"],
            documents=int(told["N"]),
            containing=int(told["n"]),
            frequency=int(told["freq"]),
            length=int(told["dl"]),
            average_length=self._scoring.average_length(term.field, told["avgdl"]),
        )

    def records(self, step: int = 1) -> Iterator[bytes]:
        if step == 1:
            hits = self._in_order({"match_all": {}}, {"stored_fields": [RECORD]}, _RECORDS)
            yield from (b64decode(hit["fields"][RECORD][0]) for hit in hits)
            return
        hits = self._in_order({"match_all": {}}, {"docvalue_fields": ["id"]})
        keys = [hit["fields"]["id"][0] for place, hit in enumerate(hits) if place % step == 0]
        for start in range(0, len(keys), _RECORDS):
            yield from self.fetch(keys[start : start + _RECORDS])

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        hits = self._in_order(any_of("id", tuple(ids)), {"docvalue_fields": ["id", "digest"]})
        return {hit["fields"]["id"][0]: hit["fields"]["digest"][0] for hit in hits}

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        return self._dictionary.containing(name, terms)

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        return self._dictionary.terms(name, prefix, limit)

    def close(self) -> None:
        """Nothing to do: the connections are those of the store."""

    def _query(self, clause: Clause) -> Query:
        return query_of(clause, self._scoring.boosts)

    def _count(self, query: Query) -> int:
        body = {"query": query, "size": 0, "track_total_hits": True}
        return int(self._client.search(self._index, body)["hits"]["total"]["value"])

    def _without(self, query: Query, clause: Clause) -> Query:
        """A query whose matches have no part that a clause matches."""
        if clause == MatchNone():
            return query
        excluded = [self._query(clause)]
        if self._in_parts:
            excluded.append(any_of("first", tuple(PartCounts(self._client, self._index, excluded[0], {}).documents())))
        return excluding(query, excluded)

    def _hits(self, query: Query, window: Window, wanted: int) -> tuple[_Page, list[_Hit]]:
        """What the cluster says first, and the first matches that stand, `wanted` or more where there are as many."""
        counted = wanted_counts(window.facets, self._in_parts and not window.parts)
        if not (wanted and (window.groups or (self._in_parts and not window.parts))):
            first = self._ordered(query, wanted, window, counted)
            return first, first.hits
        asked = wanted + _SPARE
        first = page = self._ordered(query, asked, window, counted)
        stand: dict[int, _Hit] = {}
        crowding: set[int] = set()
        left = query
        while True:
            for hit in page.hits:
                stand.setdefault(group_of(hit.digest, window.groups), hit)
            if len(stand) >= wanted or len(page.hits) == page.total:
                return first, list(stand.values())
            if window.sort != RECENT:  # which raises the first matches, whatever is left out
                # A book whose parts fill the list stands already; without it the next ones are seen.
                parts = Counter(hit.digest for hit in page.hits)
                crowding.update(digest for digest, n in parts.items() if n > 1)
                left = excluding(query, [any_of("digest", tuple(crowding))] if crowding else [])
            asked = min(4 * asked, first.total)
            page = self._ordered(left, asked, window, {})

    def _similar(self, query: Query, shown: list[int], groups: Groups | None) -> list[int]:
        """How many other matches each shown one stands for; a second look, at their groups only."""
        digests = tuple(digest for group in shown if groups for digest in groups.members(group))
        if not digests:
            return [0] * len(shown)
        hits = self._in_order(both(query, any_of("digest", digests)), {"docvalue_fields": ["digest"]})
        found = [hit["fields"]["digest"][0] for hit in hits]
        return others([group_of(digest, groups) for digest in found], found, shown)

    def _ordered(self, query: Query, wanted: int, window: Window, counted: dict[str, Any]) -> _Page:
        """The first `wanted` matches, or more, in the order of the window."""
        if window.sort == RELEVANCE:
            return self._ranked(query, wanted, counted)
        if window.sort == RECENT:
            page = self._ranked(query, max(wanted, RAISED), counted)
            ranked = [(hit, hit.score) for hit in page.hits]
            raised = raise_fresh(ranked, (hit.day for hit in page.hits[:RAISED]), window)
            return page._replace(hits=[hit._replace(score=score) for hit, score in raised])
        order = "desc" if window.sort.startswith("-") else "asc"
        column = {window.sort.removeprefix("-") + VALUE: {"order": order, "missing": "_last"}}
        return self._page(query, wanted, [column, {"ord": "asc"}], counted)

    def _ranked(self, query: Query, wanted: int, counted: dict[str, Any]) -> _Page:
        """The best `wanted`, scores that are equal when rounded in the order of adding."""
        sort = [{"_score": "desc"}, {"ord": "asc"}]
        page = self._page(query, wanted + 1 if wanted else 0, sort, counted)
        hits = page.hits
        if not wanted or len(hits) <= wanted:
            return page._replace(hits=sorted(hits, key=_place))
        tie = round(hits[wanted - 1].score, SCORE_PLACES)
        while round(hits[-1].score, SCORE_PLACES) == tie:
            # What scores the very same comes in the order of adding; of what scores a little less some may be older.
            last = hits[-1]
            enough = sum(hit.score == last.score for hit in hits) >= wanted
            after = [last.score, _LAST if enough else last.order]
            following = self._page(query, wanted, sort, {}, after).hits
            if not following:
                break
            hits = hits + following
        return page._replace(hits=sorted(hits, key=_place)[:wanted])

    def _page(
        self, query: Query, size: int, sort: list[Any], counted: dict[str, Any], after: list[Any] | None = None
    ) -> _Page:
        body: dict[str, Any] = {"query": query, "size": size, "track_total_hits": after is None}
        if size:
            body |= {"sort": sort, "stored_fields": "_none_", "docvalue_fields": ["id", "digest", "date" + VALUE]}
        if counted:
            body["aggs"] = counted
        if after:
            body["search_after"] = after
        by_score = size > 0 and "_score" in sort[0]
        found = self._client.search(self._index, body, **(_SCORED if by_score else {}))
        hits = [_hit(one, by_score) for one in found["hits"]["hits"]]
        total = found["hits"]["total"]["value"] if after is None else 0
        return _Page(hits, total, found.get("aggregations", {}))

    def _in_order(self, query: Query, wanted: dict[str, Any], size: int = _PAGE) -> Iterator[dict[str, Any]]:
        """All matches in the order of adding, as the cluster tells them."""
        body = {"query": query, "size": size, "sort": ["ord"], "track_total_hits": False, "stored_fields": "_none_"}
        body |= wanted
        while True:
            hits = self._client.search(self._index, body)["hits"]["hits"]
            yield from hits
            if len(hits) < size:
                return
            body["search_after"] = hits[-1]["sort"]


def _hit(told: dict[str, Any], by_score: bool) -> _Hit:
    values, (first, order) = told["fields"], told["sort"]
    day = values.get("date" + VALUE, (None,))[0]
    return _Hit(values["id"][0], first if by_score else 0.0, order, values["digest"][0], day)


def _place(hit: _Hit) -> tuple[float, int]:
    return -round(hit.score, SCORE_PLACES), hit.order


def _factors(part: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """The factors of BM25 in an explanation, by the word that their description begins with."""
    yield part["description"].split(",")[0], part["value"]
    for detail in part["details"]:
        yield from _factors(detail)
