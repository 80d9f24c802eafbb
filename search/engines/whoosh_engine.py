"""The pure-Python engine: Whoosh keeps the postings and columns, the shared evaluator scores them.

Whoosh's own queries are not used. In 2.7.4, the last release, `Require` returns the complement, a constant score of 0
counts as 1, and lengths are rounded by another table than Tantivy's, so its answers could not be the same
(a third of the top-20 lists agreed; with the exact lengths in columns all do).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import whoosh
from whoosh import analysis, fields, index
from whoosh.reading import TermNotFound

from search.document import AnalyzedDocument, Document
from search.engines import evaluate
from search.engines.base import Result, Window, sort_buckets
from search.engines.bm25 import quantize
from search.engines.documents import DocumentStore, DocumentWriter
from search.query.nodes import Clause
from search.schema import DAY_FIELD, TAG_FIELDS, TEXT_FIELDS

VERSION = whoosh.versionstring()
MEMORY_MB = 128
_LENGTH = "_length"


def _schema() -> fields.Schema:
    schema = fields.Schema(id=fields.ID(unique=True, sortable=True))
    schema.add(DAY_FIELD, fields.NUMERIC(int, bits=32, sortable=True, default=0))
    for name in TAG_FIELDS:
        schema.add(name, fields.ID(sortable=True))
    for field in TEXT_FIELDS:
        schema.add(field.name, fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=True))
        schema.add(field.name + _LENGTH, fields.NUMERIC(int, bits=32, sortable=True, default=0))
    return schema


class WhooshWriter:
    """Writes one index of one segment."""

    def __init__(self, directory: Path) -> None:
        self._writer = index.create_in(str(directory), _schema()).writer(limitmb=MEMORY_MB)
        self._documents = DocumentWriter(directory)

    def add(self, analyzed: AnalyzedDocument) -> None:
        document = analyzed.document
        tags = {name: value for name in TAG_FIELDS if (value := getattr(document, name))}
        lengths = {name + _LENGTH: len(terms.split()) for name, terms in analyzed.terms.items()}
        self._writer.add_document(id=document.id, day=document.day or 0, **tags, **lengths, **analyzed.terms)
        self._documents.add(document)

    def commit(self) -> None:
        self._writer.commit(optimize=True)
        self._documents.commit()


class WhooshPostings:
    """A Whoosh reader as the evaluator sees it."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.positions = lru_cache(maxsize=256)(self._positions)
        self.lengths = lru_cache(maxsize=None)(self._lengths)
        self.average_length = lru_cache(maxsize=None)(self._average_length)
        self.column = lru_cache(maxsize=None)(self._column)

    def count(self) -> int:
        return int(self._reader.doc_count_all())

    def _positions(self, field: str, term: str) -> dict[int, list[int]]:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return {}
        found = {}
        while matcher.is_active():
            found[matcher.id()] = matcher.value_as("positions")
            matcher.next()
        return found

    def _exact_lengths(self, field: str) -> list[int]:
        column = self._reader.column_reader(field + _LENGTH)
        return [column[number] for number in range(self.count())]

    def _lengths(self, field: str) -> list[int]:
        return [quantize(length) for length in self._exact_lengths(field)]

    def _average_length(self, field: str) -> float:
        return sum(self._exact_lengths(field)) / max(1, self.count()) or 1.0

    def _column(self, field: str) -> list[str | None]:
        column = self._reader.column_reader(field)
        return [column[number] or None for number in range(self.count())]

    def days(self) -> list[int | None]:
        return self._days

    def ids(self) -> list[str]:
        return self._ids

    @cached_property
    def _days(self) -> list[int | None]:
        column = self._reader.column_reader(DAY_FIELD)
        return [column[number] or None for number in range(self.count())]

    @cached_property
    def _ids(self) -> list[str]:
        return [id or "" for id in self.column("id")]


class WhooshEngine:
    """Answers trees of terms from a Whoosh index."""

    def __init__(self, directory: Path) -> None:
        self._reader = index.open_dir(str(directory)).reader()
        self._postings = WhooshPostings(self._reader)
        self._documents = DocumentStore(directory)
        self._numbers = {id: number for number, id in enumerate(self._postings.ids())}
        self._lock = Lock()  # Whoosh reads its files by seeking; two threads would read each other's bytes

    def count(self) -> int:
        return self._postings.count()

    def search(self, clause: Clause, window: Window) -> Result:
        with self._lock:
            return evaluate.search(self._postings, clause, window)

    def fetch(self, ids: Sequence[str]) -> list[Document]:
        return [self._documents[self._numbers[id]] for id in ids if id in self._numbers]

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        with self._lock:
            terms = [term.decode() for term in self._reader.expand_prefix(name, prefix)]
            return sort_buckets([(term, self._reader.doc_frequency(name, term)) for term in terms], limit)

    def close(self) -> None:
        self._reader.close()
        self._documents.close()


def create_index(directory: Path) -> WhooshWriter:
    """A writer of a new index."""
    return WhooshWriter(directory)


def open_index(directory: Path) -> WhooshEngine:
    """The engine over a written index."""
    return WhooshEngine(directory)
