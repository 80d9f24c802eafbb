"""The reference engine: postings in dicts, every match scored in plain Python.

On disk it keeps only the documents, and analyses them again when it is opened: right for tests and small collections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from search.analysis.documents import analyze_document
from search.engines import evaluate
from search.engines.base import Result, TermScore, Window, sort_buckets
from search.engines.bm25 import quantize
from search.engines.clauses import Clause, Term
from search.engines.edits import within
from search.engines.record_store import OFFSETS, RECORDS, DocumentStore, DocumentWriter
from search.model.document import AnalyzedDocument, Document
from search.model.schema import TAG_FIELDS, TEXT_FIELDS

VERSION = "1"
CHANGED_IN_PLACE = frozenset({RECORDS, OFFSETS})


class MemoryIndex:
    """Postings, lengths and columns of the documents added so far."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self._digests: list[int] = []
        self._days: list[int | None] = []
        self._columns: dict[str, list[str | None]] = {name: [] for name in TAG_FIELDS}
        self._positions: dict[str, dict[str, dict[int, list[int]]]] = {field.name: {} for field in TEXT_FIELDS}
        self._lengths: dict[str, list[int]] = {field.name: [] for field in TEXT_FIELDS}
        self._total_length = dict.fromkeys(self._lengths, 0)

    def add(self, document: Document) -> None:
        """Adds a document under the next number."""
        number = len(self.documents)
        self.documents.append(document)
        analyzed = analyze_document(document)
        self._digests.append(analyzed.digest)
        self._days.append(analyzed.numbers.get("date"))
        for name, column in self._columns.items():
            values = analyzed.tags.get(name)
            column.append(values[0].spelling if values else None)
        for field, text in analyzed.terms.items():
            terms = text.split()
            self._lengths[field].append(quantize(len(terms)))
            self._total_length[field] += len(terms)
            postings = self._positions[field]
            for position, term in enumerate(terms):
                postings.setdefault(term, {}).setdefault(number, []).append(position)

    def numbers(self) -> range:
        return range(len(self.documents))

    def order(self, number: int) -> int:
        return number

    def positions(self, field: str, term: str) -> dict[int, list[int]]:
        return self._positions[field].get(term, {})

    def similar(self, field: str, text: str, edits: int) -> tuple[str, ...]:
        return tuple(term for term in self._positions[field] if within(term, text, edits))

    def lengths(self, field: str) -> list[int]:
        return self._lengths[field]

    def average_length(self, field: str) -> float:
        return self._total_length[field] / max(1, len(self.documents)) or 1.0

    def column(self, field: str) -> list[str | None]:
        return [document.id for document in self.documents] if field == "id" else self._columns[field]

    def days(self) -> list[int | None]:
        return self._days

    def id(self, number: int) -> str:
        return self.documents[number].id

    def digests(self) -> list[int]:
        return self._digests

    def vocabulary(self, field: str) -> dict[str, dict[int, list[int]]]:
        """Term -> postings of a field."""
        return self._positions[field]


class MemoryEngine:
    """The engine over a `MemoryIndex`."""

    def __init__(self, index: MemoryIndex) -> None:
        self._index = index
        self._by_id = {document.id: document for document in index.documents}
        self._numbers = {document.id: number for number, document in enumerate(index.documents)}

    def count(self) -> int:
        return len(self._index.documents)

    def search(self, clause: Clause, window: Window) -> Result:
        return evaluate.search(self._index, clause, window)

    def fetch(self, ids: Sequence[str]) -> list[Document]:
        return [self._by_id[id] for id in ids if id in self._by_id]

    def explain(self, term: Term, id: str) -> TermScore | None:
        return evaluate.explain(self._index, term, self._numbers[id]) if id in self._numbers else None

    def documents(self, step: int = 1) -> Iterator[Document]:
        return iter(self._index.documents[::step])

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        return {document.id: document.digest for document in self.fetch(ids)}

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        return [len(self._index.positions(name, term)) for term in terms]

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        if name in TAG_FIELDS:
            return evaluate.tags(self._index, name, prefix, limit)
        vocabulary = self._index.vocabulary(name)
        return sort_buckets(((term, len(vocabulary[term])) for term in vocabulary if term.startswith(prefix)), limit)

    def close(self) -> None:
        self._by_id.clear()


class MemoryWriter:
    """Stores the documents; their terms are made again at open."""

    def __init__(self, directory: Path, kept: dict[str, bytes]) -> None:
        self._directory = directory
        self._records = kept

    def add(self, analyzed: AnalyzedDocument) -> None:
        self._records[analyzed.id] = analyzed.record

    def delete(self, id: str) -> None:
        self._records.pop(id, None)

    def commit(self) -> None:
        store = DocumentWriter(self._directory)
        for record in self._records.values():
            store.add(record)
        store.commit()

    def cancel(self) -> None:
        self._records.clear()


def create_index(directory: Path) -> MemoryWriter:
    """A writer of a new index."""
    return MemoryWriter(directory, {})


def change_index(directory: Path, added: int) -> MemoryWriter:
    """A writer that changes an index: it writes all documents anew."""
    store = DocumentStore(directory)
    kept = {document.id: document.packed()[0] for document in store}
    store.close()
    for name in CHANGED_IN_PLACE:
        (directory / name).unlink()
    return MemoryWriter(directory, kept)


def open_index(directory: Path) -> MemoryEngine:
    """The engine over a written index."""
    index = MemoryIndex()
    store = DocumentStore(directory)
    for document in store:
        index.add(document)
    store.close()
    return MemoryEngine(index)
