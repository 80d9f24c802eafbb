"""The dictionary of an index, in an index beside it: each term of each field, and in how many documents it is.

Lucene has these counts and tells them for one term only. The rows are sorted by frequency on disk, so that the most
frequent terms of a prefix are found without counting the others.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from search.engines.opensearch.bulk import Bulk
from search.engines.opensearch.client import PATIENCE, Client
from search.engines.opensearch.index import PLAIN, STRICT

CHUNK = "chunk"  # of a file: see `side_files`
_PAGE = 10_000
_LOOKED_UP = 1_000
_KEPT = 100_000  # terms whose counts were asked for
_TOGETHER = 100  # terms at a time, so that those of all fields fit into a page
_HELD = 500_000  # different terms counted in memory before they go to a file: some 80 MB
Count = tuple[str, str, int]  # field, term, in how many documents

DEFINITION: dict[str, Any] = {
    "settings": {
        "index": {
            "number_of_shards": 1,
            "sort.field": ["n", "t"],
            "sort.order": ["desc", "asc"],
            **PLAIN,
        }
    },
    "mappings": {
        **STRICT,
        "properties": {
            "f": {"type": "keyword"},
            "t": {"type": "keyword", "ignore_above": 8_191},  # a longer term is no word, and Lucene refuses it
            "n": {"type": "integer", "index": False, "store": True},
            CHUNK: {"type": "binary", "store": True},
        },
    },
}


class TermCounts:
    """In how many documents each term is; of very many terms the counts so far lie in sorted files."""

    def __init__(self, held: int = _HELD) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._most = held
        self._files: list[IO[str]] = []

    def add(self, field: str, terms: Iterable[str]) -> None:
        """Counts the terms of one document, each of which is there once."""
        self._counts.setdefault(field, Counter()).update(terms)

    def spill(self) -> None:
        """Lets go of memory where it is time to."""
        if sum(map(len, self._counts.values())) > self._most:
            file = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  # read and closed later
            file.writelines(map(_line, self._sorted()))
            self._files.append(file)
            self._counts = {}

    def __iter__(self) -> Iterator[Count]:
        """The counts, by field and term."""
        return added_up([*(_read(file) for file in self._files), self._sorted()])

    def write(self, path: Path) -> None:
        """Writes the counts to a file: see `read_counts`."""
        with path.open("w", encoding="utf-8") as file:
            file.writelines(map(_line, self))

    def close(self) -> None:
        """Removes the files."""
        for file in self._files:
            file.close()

    def _sorted(self) -> Iterator[Count]:
        for field in sorted(self._counts):
            for term in sorted(counts := self._counts[field]):
                yield field, term, counts[term]


def added_up(runs: Iterable[Iterator[Count]]) -> Iterator[Count]:
    """Counts of several, each sorted by field and term, as those of one."""
    for (field, term), same in groupby(heapq.merge(*runs), key=itemgetter(0, 1)):
        yield field, term, sum(n for _, _, n in same)


def read_counts(path: Path) -> Iterator[Count]:
    """The counts of a file, sorted."""
    with path.open(encoding="utf-8") as file:
        yield from _read(file)


def _line(count: Count) -> str:
    return json.dumps(count) + "\n"


def _read(file: IO[str]) -> Iterator[Count]:
    file.seek(0)
    yield from ((field, term, n) for field, term, n in map(json.loads, file))


def write_counts(client: Client, index: str, counts: Iterable[Count], continues: bool) -> None:
    """Writes the dictionary; one that `continues` another has the counts of that already.

    Of removed documents it goes on counting the terms until the index is written anew, as Tantivy does.
    """
    bulk, rows = Bulk(client, index), iter(counts)
    while some := list(islice(rows, _LOOKED_UP)):
        ids = [_id(field, term) for field, term, _ in some]
        known = _known(client, index, ids) if continues else {}
        for id, (field, term, n) in zip(ids, some, strict=True):
            bulk.put(id, {"f": field, "t": term, "n": n + known.get(id, 0)})
    bulk.finish()


def _known(client: Client, index: str, ids: list[str]) -> dict[str, int]:
    return client.get(index, ids, "n", PATIENCE)


def _id(field: str, term: str) -> str:
    return blake2b(f"{field}\0{term}".encode(), digest_size=16).hexdigest()  # theirs have 512 bytes at most


class Dictionary:
    """Reads the dictionary; threads may share it."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._counts: dict[str, dict[str, int]] = {}  # term -> field -> in how many; a generation never changes

    def containing(self, field: str, terms: Sequence[str]) -> list[int]:
        """In how many documents each of these terms is.

        A word is looked up in several fields, one after the other: all of them are told at the first.
        """
        found = {term: self._counts.get(term) for term in terms}
        asked = [term for term, counts in found.items() if counts is None]
        told: dict[str, dict[str, int]] = {}
        for start in range(0, len(asked), _TOGETHER):
            told |= self._look_up(asked[start : start + _TOGETHER])
        if len(self._counts) > _KEPT:
            self._counts.clear()
        self._counts.update(told)
        return [(found[term] or told.get(term, {})).get(field, 0) for term in terms]

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The terms that begin so, most frequent first."""
        query = {"bool": {"filter": [{"term": {"f": field}}, {"prefix": {"t": prefix}}]}}
        found: list[tuple[str, int]] = []
        after: list[Any] = []
        while len(found) < limit:
            hits = self._ask(query, min(limit - len(found), _PAGE), {"search_after": after} if after else {})
            found += [(hit["sort"][1], hit["sort"][0]) for hit in hits]
            if len(hits) < _PAGE:
                break
            after = hits[-1]["sort"]
        return found

    def _look_up(self, terms: list[str]) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {term: {} for term in terms}
        for hit in self._ask({"terms": {"t": terms}}, _PAGE, {"docvalue_fields": ["f"]}):
            n, term = hit["sort"]
            found[term][hit["fields"]["f"][0]] = n
        return found

    def _ask(self, query: dict[str, Any], size: int, more: dict[str, Any]) -> list[dict[str, Any]]:
        body = {
            "query": query,
            "size": size,
            "sort": [{"n": "desc"}, {"t": "asc"}],
            "track_total_hits": False,
            "stored_fields": "_none_",
            **more,
        }
        hits: list[dict[str, Any]] = self._client.search(self._index, body)["hits"]["hits"]
        return hits
