"""The reference engine: postings in dicts, every match scored in plain Python.

On disk it keeps the terms of each document beside its record, and makes the postings when it is opened: right for
tests and small collections.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.engines import evaluate
from search.engines.base import Result, TermScore, Window, columns_of, sort_buckets
from search.engines.bm25 import quantize
from search.engines.clauses import Clause, Term
from search.engines.edits import within
from search.engines.record_store import OFFSETS, RECORDS, RecordStore, RecordWriter
from search.model.document import AnalyzedDocument
from search.model.schema import Schema

VERSION = "2"
TERMS = "terms.jsonl"  # a line for each record
CHANGED_IN_PLACE = frozenset({RECORDS, OFFSETS, TERMS})


@dataclass(frozen=True, slots=True)
class _Row:
    """What is kept of a document, or a part of one, beside its record."""

    key: str
    digest: int
    columns: dict[str, tuple[str, ...]]
    numbers: dict[str, int]
    terms: dict[str, str]

    @classmethod
    def of(cls, analyzed: AnalyzedDocument, digest: int, schema: Schema) -> _Row:
        return cls(analyzed.key, digest, columns_of(analyzed, schema), dict(analyzed.numbers), analyzed.terms)

    def to_json(self) -> str:
        values = (self.key, self.digest, self.columns, self.numbers, self.terms)
        return json.dumps(values, ensure_ascii=False)


class MemoryIndex:
    """Postings, lengths and columns of the documents added so far."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.rows: list[_Row] = []
        self._positions: dict[str, dict[str, dict[int, list[int]]]] = {field.name: {} for field in schema.text_fields}
        self._lengths: dict[str, list[int]] = {field.name: [] for field in schema.text_fields}
        self._total_length = dict.fromkeys(self._lengths, 0)

    def add(self, row: _Row) -> None:
        """Adds a document under the next number."""
        number = len(self.rows)
        self.rows.append(row)
        for field, text in row.terms.items():
            terms = text.split()
            self._lengths[field].append(quantize(len(terms)))
            self._total_length[field] += len(terms)
            postings = self._positions[field]
            for position, term in enumerate(terms):
                postings.setdefault(term, {}).setdefault(number, []).append(position)

    def numbers(self) -> range:
        return range(len(self.rows))

    def order(self, number: int) -> int:
        return number

    def positions(self, field: str, term: str) -> dict[int, list[int]]:
        return self._positions[field].get(term, {})

    def similar(self, field: str, text: str, edits: int) -> tuple[str, ...]:
        return tuple(term for term in self._positions[field] if within(term, text, edits))

    def lengths(self, field: str) -> list[int]:
        return self._lengths[field]

    def average_length(self, field: str) -> float:
        return self._total_length[field] / max(1, len(self.rows)) or 1.0

    def column(self, field: str) -> list[tuple[str, ...]]:
        return [(row.key,) if field == "id" else tuple(row.columns[field]) for row in self.rows]

    def values(self, field: str) -> list[int | None]:
        return [row.numbers.get(field) for row in self.rows]

    def key(self, number: int) -> str:
        return self.rows[number].key

    def digests(self) -> list[int]:
        return [row.digest for row in self.rows]

    def vocabulary(self, field: str) -> dict[str, dict[int, list[int]]]:
        """Term -> postings of a field."""
        return self._positions[field]


class MemoryEngine:
    """The engine over a `MemoryIndex`."""

    def __init__(self, index: MemoryIndex, records: Sequence[bytes]) -> None:
        self._index = index
        self._records = records
        self._numbers = {row.key: number for number, row in enumerate(index.rows)}

    def count(self) -> int:
        return len(self._index.rows)

    def search(self, clause: Clause, window: Window) -> Result:
        return evaluate.search(self._index, clause, window)

    def expect(self, asked: Iterable[tuple[Clause, Window]]) -> None:
        """Nothing is gained: whatever is asked is at hand."""

    def parts(self, clause: Clause) -> list[int]:
        return evaluate.parts(self._index, clause)

    def fetch(self, keys: Sequence[str]) -> list[bytes]:
        return [self._records[self._numbers[key]] for key in keys if key in self._numbers]

    def explain(self, term: Term, key: str) -> TermScore | None:
        return evaluate.explain(self._index, term, self._numbers[key]) if key in self._numbers else None

    def records(self, step: int = 1) -> Iterator[bytes]:
        return iter(self._records[::step])

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        return {id: self._index.rows[self._numbers[id]].digest for id in ids if id in self._numbers}

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        return [len(self._index.positions(name, term)) for term in terms]

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        if name in self._index.schema.tags or name in self._index.schema.spellings:
            return evaluate.tags(self._index, name, prefix, limit)
        vocabulary = self._index.vocabulary(name)
        return sort_buckets(((term, len(vocabulary[term])) for term in vocabulary if term.startswith(prefix)), limit)

    def close(self) -> None:
        self._records = ()


class MemoryWriter:
    """Holds all documents and writes them at the end."""

    def __init__(self, directory: Path, documents: dict[str, tuple[_Row, bytes]], schema: Schema) -> None:
        self._directory = directory
        self._schema = schema
        self._documents = documents

    def add(self, analyzed: AnalyzedDocument, record: bytes, digest: int) -> None:
        self._documents[analyzed.key] = _Row.of(analyzed, digest, self._schema), record

    def delete(self, digest: int) -> None:
        for key in [key for key, (row, _) in self._documents.items() if row.digest == digest]:
            del self._documents[key]

    def commit(self) -> None:
        store = RecordWriter(self._directory)
        with (self._directory / TERMS).open("w", encoding="utf-8") as file:
            for row, record in self._documents.values():
                file.write(row.to_json() + "\n")
                store.add(record)
        store.commit()

    def cancel(self) -> None:
        self._documents.clear()


def create_index(directory: Path, schema: Schema) -> MemoryWriter:
    """A writer of a new index."""
    return MemoryWriter(directory, {}, schema)


def change_index(directory: Path, added: int, schema: Schema) -> MemoryWriter:
    """A writer that changes an index: it writes all documents anew."""
    documents = {row.key: (row, record) for row, record in zip(_rows(directory), _records(directory), strict=True)}
    for name in CHANGED_IN_PLACE:
        (directory / name).unlink()
    return MemoryWriter(directory, documents, schema)


def open_index(directory: Path, schema: Schema) -> MemoryEngine:
    """The engine over a written index."""
    index = MemoryIndex(schema)
    for row in _rows(directory):
        index.add(row)
    return MemoryEngine(index, _records(directory))


def read_records(directory: Path) -> Iterator[bytes]:
    """The records of an index, in the order of adding."""
    return iter(_records(directory))


def _rows(directory: Path) -> Iterator[_Row]:
    with (directory / TERMS).open(encoding="utf-8") as file:
        values: Iterator[list[Any]] = map(json.loads, file)
        yield from (_Row(*one) for one in values)


def _records(directory: Path) -> list[bytes]:
    store = RecordStore(directory)
    records = list(store)
    store.close()
    return records
