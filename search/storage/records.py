"""The record of a document: how it is packed to bytes that engines keep without reading them, and unpacked again.

Most Arabic text fits into one byte a letter; so encoded first it compresses better and faster, and better still when
the words and phrases that most texts have are known before (index size: benchmarks/bench_build.py). These stand in a
dictionary that is never changed, so a record can be read whatever becomes of the tables of the analysis. A better
dictionary would be a file and two rows more.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources
from typing import NamedTuple

from search.engines.base import Engine
from search.model.document import BETWEEN_PARTS, Document, Part

_DATA = resources.files("search.storage") / "data"
_to_json = json.JSONEncoder(ensure_ascii=False).encode  # one encoder for all
_FETCHED = 10  # records at once
_LONG = 100_000  # bytes of a record, about 400,000 letters: such a document takes tens of ms to unpack, and megabytes
_RAW = -15  # no header or checksum by zlib: the manifest has the checksums of all files


@dataclass(frozen=True, slots=True)
class _Codec:
    """How records are packed: with the words of which dictionary, in which encoding."""

    dictionary: str
    encoding: str

    def common(self) -> bytes:
        """What most records hold."""
        return _DATA.joinpath(self.dictionary).read_text(encoding="utf-8").encode(self.encoding)


# The first byte of a record is the place of its codec here: rows are added, never changed or removed.
_CODECS = (_Codec("record_dictionary_1.txt", "cp1256"), _Codec("record_dictionary_1.txt", "utf-8"))
_PACKED_WITH = (0, 1)  # the first of these that has all letters


class Packed(NamedTuple):
    """A record, and a number of 63 bits that is another when anything of the document is."""

    record: bytes
    digest: int


def pack(document: Document) -> Packed:
    """The record of a document and its digest."""
    number, content = _encode(document)
    stream = _compressor(number).copy()
    return Packed(bytes([number]) + stream.compress(content) + stream.flush(), _digest(content))


def digest(document: Document) -> int:
    """The digest of a document, as `pack` gives it."""
    return _digest(_encode(document)[1])


def unpack(record: bytes) -> Document:
    """The document of a record.

    >>> unpack(pack(Document.of("1", "عنوان", "نص", author=["طه حسين"])).record)
    Document(id='1', title='عنوان', text='نص', fields=ValueMap({'author': ('طه حسين',)}), parts=())
    """
    return _unpack_long(record) if len(record) > _LONG else _unpack(record)


def _unpack(record: bytes) -> Document:
    number = record[0]
    stream = zlib.decompressobj(_RAW, _common(number))
    values = json.loads(stream.decompress(record[1:]).decode(_CODECS[number].encoding))
    return Document.of(**{**values, "parts": tuple(_parts(values["text"], values.get("parts", ())))})


# The last: one page asks for its book three times, a reader for part after part, and many at once hold one copy of it.
_unpack_long = lru_cache(maxsize=1)(_unpack)


def fetch_documents(engine: Engine, ids: Sequence[str]) -> list[Document]:
    """The stored documents, in the order of `ids`; an unknown id is left out."""
    return [*iterate_documents(engine, ids)]


def iterate_documents(engine: Engine, ids: Sequence[str]) -> Iterator[Document]:
    """The same one by one: large documents need not be in memory together, and who has seen enough stops."""
    for start in range(0, len(ids), _FETCHED):
        yield from map(unpack, engine.fetch(ids[start : start + _FETCHED]))


def _encode(document: Document) -> tuple[int, bytes]:
    """The place of the codec that has all letters of a document, and what it compresses."""
    values = {name: values[0] if len(values) == 1 else values for name, values in document.fields.items()}
    parts = {"parts": [[one.label, one.volume, one.page, len(one.text)] for one in document.parts]}
    head = {"id": document.id, "title": document.title, "text": document.text}
    content = _to_json({**head, **values, **(parts if document.parts else {})})
    for number in _PACKED_WITH:
        with contextlib.suppress(UnicodeEncodeError):
            return number, content.encode(_CODECS[number].encoding)
    raise AssertionError("UTF-8 encodes all text that a reader lets through")


def _parts(text: str, stored: Sequence[tuple[str, str | None, str | None, int]]) -> Iterator[Part]:
    """The parts of a text, of each its label, volume, page and how many characters it has."""
    start = 0
    for label, volume, page, size in stored:
        yield Part(label, text[start : start + size], volume, page)
        start += size + len(BETWEEN_PARTS)


def _digest(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") >> 1


@cache
def _compressor(number: int) -> zlib._Compress:
    """A compressor that has read what is common, to be copied: reading takes longer than copying."""
    return zlib.compressobj(wbits=_RAW, zdict=_common(number))


@cache
def _common(number: int) -> bytes:
    return _CODECS[number].common()
