"""An index of Tantivy on disk: its fields, how it is written and opened.

Facts that shape this file, measured with tantivy-py 0.27:
- every text field is indexed, also one meant for storage only: stored documents go into a bytes field
- every indexed text field costs a byte a document for its length, which nobody asks of what is one term; that it needs
  none only the form tells in which a schema is pickled
"""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import tantivy
from tantivy import Query

from search.engines.base import SEPARATOR, VALUE, has_spellings
from search.model.document import AnalyzedDocument
from search.model.schema import Schema

FIRST = "first" + VALUE  # of a part: the `ord` of the first part of its document
SPELLINGS = "spelling"  # its terms begin with the name of the field that `Engine.terms` is asked for
_LOCK_FILES = ".tantivy-*.lock"
# malloc.h of glibc, and bytes: the arena of Tantivy has blocks of 1 << 20, which go back to the system when they are
# freed. What is smaller, as the documents that processes send one another, is used again: at the end of the heap too.
_M_MMAP_THRESHOLD, _BLOCKS = -3, 1_000_000
_M_TRIM_THRESHOLD, _KEPT = -1, 4_000_000


def make_schema(schema: Schema) -> tantivy.Schema:
    """The fields of Tantivy for those of an index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("ord", fast=True)
    builder.add_integer_field("digest", indexed=True, fast=True)
    builder.add_integer_field(FIRST, indexed=True, fast=True)
    for name in schema.numbers:
        builder.add_integer_field(name + VALUE, indexed=True, fast=True)
    for name in schema.tags:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(SPELLINGS, tokenizer_name="raw", index_option="basic")
    for field in schema.text_fields:
        builder.add_text_field(
            field.name, tokenizer_name="terms", index_option="position" if field.level == "exact" else "freq"
        )
    builder.add_bytes_field("document", stored=True, indexed=False)
    return _without_lengths(builder.build())


def _without_lengths(schema: tantivy.Schema) -> tantivy.Schema:
    """The same, with no lengths kept of texts that are one term."""
    make, (pickled,) = cast(Any, schema.__reduce__())
    for field in pickled["inner"]:
        indexing = field["options"].get("indexing")
        if indexing and indexing["tokenizer"] == "raw":
            indexing["fieldnorms"] = False
    return cast(tantivy.Schema, make(pickled))


class TantivyWriter:
    """Writes one index with one thread, so that documents keep their order."""

    def __init__(self, directory: Path, index: tantivy.Index, schema: Schema, heap_bytes: int, added: int) -> None:
        _return_freed_blocks()
        whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("terms", whitespace)
        self._directory = directory
        self._writer = index.writer(heap_bytes, 1)
        self._spelled = {tag: name for name, tag in schema.spellings.items()}
        self._added = added
        self._first = added

    def add(self, analyzed: AnalyzedDocument, record: bytes, digest: int) -> None:
        row = tantivy.Document()
        row.add_text("id", analyzed.key)
        row.add_integer("ord", self._added)
        row.add_integer("digest", digest)
        if analyzed.part:
            self._first = self._added if analyzed.part == 1 else self._first
            row.add_integer(FIRST, self._first)
        for name, number in analyzed.numbers.items():
            row.add_integer(name + VALUE, number)
        for name, values in analyzed.tags.items():
            for key, spelling in values:
                row.add_text(name, key)
                if name in self._spelled and has_spellings(analyzed):
                    row.add_text(SPELLINGS, SEPARATOR.join((self._spelled[name], key, spelling)))
        for name, text in analyzed.terms.items():
            row.add_text(name, text)
        row.add_bytes("document", record)
        self._writer.add_document(row)
        self._added += 1

    def delete(self, digest: int) -> None:
        self._writer.delete_documents_by_term("digest", digest)

    def commit(self) -> None:
        self._writer.commit()
        self._writer.garbage_collect_files()
        self._writer.wait_merging_threads()
        for lock in self._directory.glob(_LOCK_FILES):
            lock.unlink()

    def cancel(self) -> None:
        self._writer.rollback()
        self._writer.wait_merging_threads()


def _return_freed_blocks() -> None:
    """Has freed memory given back to the system in this process.

    glibc keeps blocks that are no larger than one freed before, so the arena of each segment stayed to the end of a
    build, beside what its last part takes (benchmarks/growth.py tells the peaks).
    """
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, _BLOCKS)
        libc.mallopt(_M_TRIM_THRESHOLD, _KEPT)


def open_files(directory: Path) -> tantivy.Index:
    """The index, its files mapped; through links where Tantivy cannot make the lock that it takes to read."""
    try:
        return _mapped(directory)
    except ValueError:
        with TemporaryDirectory(prefix="bahith-") as links:
            for path in directory.iterdir():
                if not path.match(_LOCK_FILES):
                    Path(links, path.name).symlink_to(path.absolute())
            return _mapped(Path(links))


def _mapped(directory: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(directory))
    index.config_reader("manual")  # a generation never changes; nothing is to be watched
    return index


def all_records(searcher: tantivy.Searcher, step: int = 1) -> Iterator[bytes]:
    """The records of an index in the order of adding, or every `step`-th of them."""
    hits = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits
    addresses = [address for _, address in hits]
    orders = searcher.fast_field_values("ord", addresses)
    for at in sorted(range(len(addresses)), key=lambda at: orders[at] or 0)[::step]:
        yield record_at(searcher, addresses[at])


def record_at(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    """The record of a document."""
    return bytes(searcher.doc(address)["document"][0])
