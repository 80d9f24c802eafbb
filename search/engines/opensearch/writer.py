"""Writes an index of the cluster: the documents, and the dictionary beside them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from search.engines.base import VALUE, columns_of
from search.engines.opensearch.bulk import Bulk
from search.engines.opensearch.client import PATIENCE, Client
from search.engines.opensearch.index import FILLER, LENGTH, RECORD, clone, create, definition, indexed, set_similarity
from search.engines.opensearch.terms import DEFINITION, Count, TermCounts, write_counts
from search.model.document import AnalyzedDocument
from search.model.schema import Schema

_MOST_PARTS = 2**20  # of one document
_EXPUNGE_SECONDS = 3_600  # to write the parts of an index anew that have removed documents


class Names(NamedTuple):
    """What the two indexes of a generation are called: of its documents, and of what lies beside them."""

    documents: str

    @property
    def beside(self) -> str:
        """The one of the dictionary and the side files."""
        return f"{self.documents}.beside"

    @property
    def both(self) -> tuple[str, str]:
        """Both of them."""
        return self.documents, self.beside


def row_id(key: str) -> str:
    """What the cluster knows a document or part by; theirs have 512 bytes at most."""
    return blake2b(key.encode(), digest_size=16).hexdigest()


class Share(NamedTuple):
    """Which documents of a build are written here: the one of this number, from 0, and every so many after it."""

    first: int
    step: int


WHOLE = Share(0, 1)


class OpenSearchWriter:
    """Writes the two indexes of a generation; with a `base` they begin as those of another one.

    The order of adding is that of the documents, whoever writes them, and of the parts of each.
    """

    def __init__(
        self,
        client: Client,
        names: Names,
        schema: Schema,
        shards: int = 1,
        base: Names | None = None,
        share: Share = WHOLE,
    ) -> None:
        self._client = client
        self._names = names
        self._schema = schema
        self._base = base
        if base:
            clone(client, base.documents, names.documents)
            clone(client, base.beside, names.beside)
        else:
            create(client, names.documents, definition(schema, shards))
            create(client, names.beside, DEFINITION)
        self._next = _next_document(client, base.documents) if base else share.first
        self._step = share.step
        self._order = 0
        self._counts = TermCounts()
        self._bulk = Bulk(client, names.documents)
        self._removed = False

    def add(self, analyzed: AnalyzedDocument, record: bytes, digest: int) -> None:
        if analyzed.part <= 1:
            self._order = self._next * _MOST_PARTS
            self._next += self._step
        order = self._order + max(0, analyzed.part - 1)
        row: dict[str, Any] = {"id": analyzed.key, "ord": order, "digest": digest}
        if analyzed.part:
            row["first"] = self._order
        for name, number in analyzed.numbers.items():
            row[name + VALUE] = number
        for name, keys in columns_of(analyzed, self._schema).items():
            if name in self._schema.tags and keys:
                row[name] = keys
            self._counts.add(name, set(keys))
        for name, text in analyzed.terms.items():
            terms = text.split()
            row[name] = " ".join(map(indexed, terms)) or FILLER
            row[name + LENGTH] = len(terms)
            self._counts.add(name, set(terms))
        row[RECORD] = b64encode(record).decode()
        self._bulk.put(row_id(analyzed.key), row)
        self._counts.spill()

    def delete(self, digest: int) -> None:
        # Asked of the base, where all is seen: a document that takes the place of this one may have its id.
        assert self._base
        body = {"query": {"term": {"digest": digest}}, "size": 10_000, "docvalue_fields": ["id"]}
        after: dict[str, Any] = {}
        while hits := self._client.search(self._base.documents, {**body, "sort": ["ord"], **after})["hits"]["hits"]:
            for hit in hits:
                self._bulk.delete(row_id(hit["fields"]["id"][0]))
            after = {"search_after": hits[-1]["sort"]}
        self._removed = True

    def commit(self) -> None:
        self._bulk.finish()
        self.complete(self._counts)
        self._counts.close()

    def end_share(self, path: Path) -> None:
        """Ends the writing of a share: its rows are in the index, its counts of terms in a file."""
        self._bulk.finish()
        self._counts.write(path)
        self._counts.close()

    def complete(self, counts: Iterable[Count]) -> None:
        """Ends the writing of all rows, of which these are the counts of terms."""
        write_counts(self._client, self._names.beside, counts, continues=self._base is not None)
        for index in self._names.both:
            self._client.ask("POST", f"/{index}/_refresh", None, PATIENCE)
        if self._removed:  # removed documents count in the statistics until they are gone
            index = self._names.documents
            self._client.ask("POST", f"/{index}/_forcemerge", None, _EXPUNGE_SECONDS, only_expunge_deletes=True)
            self._client.ask("POST", f"/{index}/_refresh", None, PATIENCE)
        set_similarity(self._client, self._names.documents, self._schema)

    def cancel(self) -> None:
        self._bulk.cancel()
        self._counts.close()


def _next_document(client: Client, index: str) -> int:
    body = {"size": 0, "aggs": {"last": {"max": {"field": "ord"}}}}
    last = client.search(index, body)["aggregations"]["last"]["value"]
    return 0 if last is None else int(last) // _MOST_PARTS + 1
