"""Answers trees of clauses from a generation in the cluster.

Each answer is of all shards, with the statistics of all of them (`dfs_query_then_fetch`), or an error. A generation
never changes, so whichever copy of a shard answers, the answer is the same.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from search.engines.base import Match, Result, TermScore, Window
from search.engines.clauses import Clause, MatchNone, Term
from search.engines.groups import Groups, group_of, others
from search.engines.opensearch.client import Client
from search.engines.opensearch.counting import PartCounts
from search.engines.opensearch.index import RECORD, Scoring
from search.engines.opensearch.query import Queries, Query, any_of, both, excluding
from search.engines.opensearch.questions import SCORED, Questions
from search.engines.opensearch.ranking import Hit, Ranking, by_score
from search.engines.opensearch.terms import Dictionary
from search.engines.opensearch.writer import Names, row_id
from search.model.document import PartKey
from search.model.schema import Schema

_PAGE = 10_000  # matches read at once where all are wanted
_RECORDS = 500  # with their records
_KEPT = 1_000  # records that nobody has fetched yet


class OpenSearchEngine:
    """The engine over the two indexes of a generation."""

    def __init__(self, client: Client, names: Names, schema: Schema) -> None:
        self._client = client
        self._index = names.documents
        self._schema = schema
        self._scoring = Scoring.read(client, names.documents)
        self._queries = Queries(self._scoring.boosts)
        self._questions = Questions(client, names.documents)
        self._records: dict[str, str] = {}  # of matches that are fetched next
        self._dictionary = Dictionary(client, names.beside)
        self._size = self._count({"match_all": {}})
        self._in_parts = bool(self._count({"exists": {"field": "first"}}))
        self._ranking = Ranking(self._questions, self._queries, self._in_parts)

    def count(self) -> int:
        return self._size

    def search(self, clause: Clause, window: Window) -> Result:
        end = window.offset + window.limit
        excluded = self._all_parts(window.without)
        matched = excluding(self._queries.of(clause, scores=False), excluded)
        query = excluding(self._queries.of(clause), excluded) if by_score(window) else matched
        page, hits = self._ranking.hits(query, window)
        counts = PartCounts(self._questions, matched, page.counts)
        shown = hits[window.offset : end]
        groups = [group_of(hit.digest, window.groups) for hit in shown]
        similar = self._similar(matched, groups, window.groups)
        self._keep_records(shown)
        matches = tuple(
            Match(hit.key, hit.score, count, hit.held if window.words else None)
            for hit, count in zip(shown, similar, strict=True)
        )
        total = page.total - counts.too_many()
        facets = {name: counts.facet(name, window.buckets) for name in window.facets}
        return Result(total, matches, facets, more=len(hits) > end if end else total > 0, places=page.total)

    def expect(self, asked: Iterable[tuple[Clause, Window]]) -> None:
        whole = ((clause, window) for clause, window in asked if window.without == MatchNone())
        self._questions.expect(
            self._ranking.first(self._queries.of(clause, by_score(window)), window) for clause, window in whole
        )

    def parts(self, clause: Clause) -> list[int]:
        hits = self._in_order(self._queries.of(clause, scores=False), {"docvalue_fields": ["id"]})
        return [PartKey.of(hit["fields"]["id"][0]).number for hit in hits]

    def fetch(self, keys: Sequence[str]) -> list[bytes]:
        if not keys:
            return []
        found = {key: record for key in keys if (record := self._records.pop(key, None)) is not None}
        ids = {row_id(key): key for key in keys if key not in found}
        if ids:
            told = self._client.get(self._index, list(ids), RECORD)
            found |= {ids[id]: record for id, record in told.items()}
        return [b64decode(found[key]) for key in keys if key in found]

    def explain(self, term: Term, key: str) -> TermScore | None:
        scored = self._queries.of(Term(term.field, term.text))
        query = {"bool": {"must": [scored], "filter": [any_of("id", (key,))]}}
        body = {"query": query, "explain": True, "stored_fields": "_none_"}
        hits = self._client.search(self._index, body, **SCORED)["hits"]["hits"]
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
        hits = self._in_order(any_of("id", ids), {"docvalue_fields": ["id", "digest"]})
        return {hit["fields"]["id"][0]: hit["fields"]["digest"][0] for hit in hits}

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        return self._dictionary.containing(name, terms)

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        return self._dictionary.terms(name, prefix, limit)

    def close(self) -> None:
        """Nothing to do: the connections are those of the store."""

    def _count(self, query: Query) -> int:
        body = {"query": query, "size": 0, "track_total_hits": True}
        return int(self._client.search(self._index, body)["hits"]["total"]["value"])

    def _all_parts(self, clause: Clause) -> list[Query]:
        """What matches a clause, and every part of the works of which any part does."""
        if clause == MatchNone():
            return []
        query = self._queries.of(clause, scores=False)
        if not self._in_parts:
            return [query]
        return [query, any_of("first", PartCounts(self._questions, query, {}).documents())]

    def _keep_records(self, shown: list[Hit]) -> None:
        if len(self._records) > _KEPT:
            self._records.clear()
        self._records.update((hit.key, hit.record) for hit in shown if hit.record is not None)

    def _similar(self, query: Query, shown: list[int], groups: Groups | None) -> list[int]:
        """How many other matches each shown one stands for; a second look, at their groups only."""
        digests = [digest for group in shown if groups for digest in groups.members(group)]
        if not digests:
            return [0] * len(shown)
        hits = self._in_order(both(query, any_of("digest", digests)), {"docvalue_fields": ["digest"]})
        found = [hit["fields"]["digest"][0] for hit in hits]
        return others([group_of(digest, groups) for digest in found], found, shown)

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


def _factors(part: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """The factors of BM25 in an explanation, by the word that their description begins with."""
    yield part["description"].split(",")[0], part["value"]
    for detail in part["details"]:
        yield from _factors(detail)
