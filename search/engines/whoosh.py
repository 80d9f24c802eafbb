"""The pure-Python engine: Whoosh keeps the postings and columns, the shared evaluator scores them.

Whoosh's own queries are not used. In 2.7.4, the last release, `Require` returns the complement, a constant score of 0
counts as 1, and lengths are rounded by another table than Tantivy's, so its answers could not be the same;
with the exact lengths in columns and our own scoring they are (`benchmarks/parity.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import whoosh
from whoosh import analysis, fields, index
from whoosh.reading import TermNotFound
from whoosh.util.text import utf8decode

from search.engines import evaluate
from search.engines.base import VALUE, Result, TermScore, Window, columns_of, sort_buckets
from search.engines.bm25 import quantize
from search.engines.clauses import Clause, Term
from search.engines.edits import within
from search.engines.record_store import OFFSETS, RECORDS, RecordStore, RecordWriter
from search.model.document import AnalyzedDocument
from search.model.schema import Schema

VERSION = whoosh.versionstring()
CHANGED_IN_PLACE = frozenset({RECORDS, OFFSETS})
MEMORY_MB = 128
_LENGTH = "_length"
_MISSING = -(2**62)  # in a column of numbers or dates: no value is so small
_CACHED_TERMS = 256
_BETWEEN = "\x1f"  # the values of a column that has many


def _schema(fields_of_index: Schema) -> fields.Schema:
    number = fields.NUMERIC(int, bits=64, sortable=True, default=0)
    schema = fields.Schema(id=fields.ID(unique=True, sortable=True), ord=number, digest=number)
    for name in fields_of_index.numbers:
        schema.add(name + VALUE, number)
    for name in (*fields_of_index.tags, *fields_of_index.spellings):
        schema.add(name, fields.ID(sortable=True))
    for field in fields_of_index.text_fields:
        schema.add(field.name, fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=True))
        schema.add(field.name + _LENGTH, number)
    return schema


class WhooshWriter:
    """Writes postings to Whoosh and records beside it; `ord`, the order of adding, is the place in the store."""

    def __init__(self, directory: Path, opened: Any, schema: Schema, added: int) -> None:
        self._directory = directory
        self._schema = schema
        self._writer = opened.writer(limitmb=MEMORY_MB)
        self._records = RecordWriter(directory)
        self._added = added

    def add(self, analyzed: AnalyzedDocument, record: bytes, digest: int) -> None:
        # A column that a whole segment lacks cannot be read beside one that has it (IndexError in MultiColumnReader).
        columns = columns_of(analyzed, self._schema)
        values: dict[str, Any] = {name: _BETWEEN.join(column) for name, column in columns.items()}
        values |= {name + VALUE: analyzed.numbers.get(name, _MISSING) for name in self._schema.numbers}
        values |= {name + _LENGTH: len(terms.split()) for name, terms in analyzed.terms.items()}
        values |= {"id": analyzed.key, "ord": self._added, "digest": digest}
        self._writer.add_document(**values, **analyzed.terms)
        self._records.add(record)
        self._added += 1

    def delete(self, digest: int) -> None:
        self._writer.delete_by_term("digest", digest)

    def commit(self) -> None:
        self._writer.commit()
        self._records.commit()
        (self._directory / "MAIN_WRITELOCK").unlink(missing_ok=True)

    def cancel(self) -> None:
        self._writer.cancel()
        self._records.close()


class WhooshPostings:
    """A Whoosh reader as the evaluator sees it; columns are read once and kept."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._numbers = list(reader.all_doc_ids())
        self._terms: dict[tuple[str, str], dict[int, list[int]]] = {}
        self.column = cache(self._column)
        self.values = cache(self._numbers_of)
        self.stored = cache(self._stored)
        self.lengths = cache(self._lengths)
        self.average_length = cache(self._average_length)
        self.similar = lru_cache(_CACHED_TERMS)(self._similar)  # a walk through the whole dictionary

    def numbers(self) -> Collection[int]:
        return self._numbers

    def order(self, number: int) -> int:
        return int(self.stored("ord")[number])

    def key(self, number: int) -> str:
        return str(self.stored("id")[number])

    def _similar(self, field: str, text: str, edits: int) -> tuple[str, ...]:
        terms = (utf8decode(term)[0] for term in self._reader.lexicon(field))
        return tuple(term for term in terms if within(term, text, edits))

    def digests(self) -> list[int]:
        return self.stored("digest")

    def positions(self, field: str, term: str) -> dict[int, list[int]]:
        if (field, term) not in self._terms:
            if len(self._terms) == _CACHED_TERMS:
                self._terms.clear()
            self._terms[field, term] = self._positions(field, term)
        return self._terms[field, term]

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

    def _stored(self, field: str) -> list[Any]:
        """What the column of a field holds, by document number."""
        size = self._reader.doc_count_all()
        column = self._reader.column_reader(field) if size else ()  # the reader of an empty index knows no columns
        return [column[number] for number in range(size)]

    def _column(self, field: str) -> list[tuple[str, ...]]:
        return [tuple(value.split(_BETWEEN)) if value else () for value in self.stored(field)]

    def _numbers_of(self, field: str) -> list[int | None]:
        return [None if value == _MISSING else value for value in self.stored(field + VALUE)]

    def _lengths(self, field: str) -> list[int]:
        return [quantize(length) for length in self.stored(field + _LENGTH)]

    def _average_length(self, field: str) -> float:
        lengths = self.stored(field + _LENGTH)
        return sum(lengths[number] for number in self._numbers) / max(1, len(self._numbers)) or 1.0


class WhooshEngine:
    """Answers trees of terms from a Whoosh index."""

    def __init__(self, directory: Path, schema: Schema) -> None:
        self._schema = schema
        self._reader = index.open_dir(str(directory)).reader()
        self._postings = WhooshPostings(self._reader)
        self._store = RecordStore(directory)
        self._by_key = {self._postings.key(number): number for number in self._postings.numbers()}
        self._lock = Lock()  # Whoosh reads its files by seeking; two threads would read each other's bytes

    def count(self) -> int:
        return len(self._postings.numbers())

    def search(self, clause: Clause, window: Window) -> Result:
        with self._lock:
            return evaluate.search(self._postings, clause, window)

    def expect(self, asked: Iterable[tuple[Clause, Window]]) -> None:
        """Nothing is gained: whatever is asked is at hand."""

    def parts(self, clause: Clause) -> list[int]:
        with self._lock:
            return evaluate.parts(self._postings, clause)

    def fetch(self, keys: Sequence[str]) -> list[bytes]:
        return [self._store[self._postings.order(self._by_key[key])] for key in keys if key in self._by_key]

    def explain(self, term: Term, key: str) -> TermScore | None:
        with self._lock:
            return evaluate.explain(self._postings, term, self._by_key[key]) if key in self._by_key else None

    def records(self, step: int = 1) -> Iterator[bytes]:
        orders = sorted(map(self._postings.order, self._postings.numbers()))
        return (self._store[order] for order in orders[::step])

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        digests = self._postings.stored("digest")
        return {id: digests[self._by_key[id]] for id in ids if id in self._by_key}

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        with self._lock:
            return [self._frequency(name, term) for term in terms]

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        with self._lock:
            if name in self._schema.tags or name in self._schema.spellings:
                return evaluate.tags(self._postings, name, prefix, limit)
            terms = [utf8decode(term)[0] for term in self._reader.expand_prefix(name, prefix)]
            return sort_buckets([(term, count) for term in terms if (count := self._frequency(name, term))], limit)

    def _frequency(self, name: str, term: str) -> int:
        if self._reader.has_deletions():  # Whoosh still counts removed documents
            return len(self._postings.positions(name, term))
        return int(self._reader.doc_frequency(name, term))

    def close(self) -> None:
        self._reader.close()
        self._store.close()


def create_index(directory: Path, schema: Schema) -> WhooshWriter:
    """A writer of a new index."""
    return WhooshWriter(directory, index.create_in(str(directory), _schema(schema)), schema, 0)


def change_index(directory: Path, added: int, schema: Schema) -> WhooshWriter:
    """A writer that changes an index; Whoosh replaces its files, only the store of records grows."""
    return WhooshWriter(directory, index.open_dir(str(directory)), schema, added)


def open_index(directory: Path, schema: Schema) -> WhooshEngine:
    """The engine over a written index."""
    return WhooshEngine(directory, schema)


def read_records(directory: Path) -> Iterator[bytes]:
    """The records of an index, in the order of adding, whatever its fields."""
    return WhooshEngine(directory, Schema()).records()
