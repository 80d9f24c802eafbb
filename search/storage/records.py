"""The records of a document: how it is packed to bytes that engines keep without reading them, and unpacked again.

Most Arabic text fits into one byte a letter; so encoded first it compresses better and faster, and better still when
the words and phrases that most texts have are known before (index size: benchmarks/bench_build.py). These stand in a
dictionary that is never changed, so a record can be read whatever becomes of the tables of the analysis. A better
dictionary would be a file and two rows more.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from importlib import resources
from itertools import islice
from typing import Any, NamedTuple

from zlib_ng import zlib_ng as zlib

from search.engines.base import Engine
from search.model.deadline import give_way
from search.model.document import BETWEEN_PARTS, Document, IndexedPart, Part, PartKey

_DATA = resources.files("search.storage") / "data"
_to_json = json.JSONEncoder(ensure_ascii=False).encode  # one encoder for all
_FETCHED = 10  # records at once
_OWN, _PART, _OUTLINE = "@own", "@part", "@outline"  # beside the fields, whose names have no @
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


_Cited = tuple[str, str | None, str | None]  # label, volume, page


class Packed(NamedTuple):
    """The records of a document, one for each part that is indexed, and a number of 63 bits.

    The number is another when anything of the document is.
    """

    records: tuple[bytes, ...]
    digest: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What a record holds: a document that is indexed whole, or one of its `count` parts, by its `number` from 1.

    The text of `document` is then that of the part, and `part` what it is cited by. The first part has the `outline`:
    all parts, without their texts.
    """

    document: Document
    number: int = 1
    count: int = 1
    part: Part = Part("", "")
    outline: tuple[IndexedPart, ...] = ()

    @property
    def key(self) -> str:
        """What engines know it by."""
        return str(PartKey(self.document.id, self.number))


def pack(document: Document, parts: Sequence[IndexedPart] = ()) -> Packed:
    """The records of a document, whole or in the parts in which it is indexed, and its digest."""
    number, content = _encode_whole(document)
    if not parts:
        return Packed((_compress(number, content),), _digest(content))
    kept: list[dict[str, Any]] = [
        {_PART: [number, len(parts), *_cited(one.part)]} for number, one in enumerate(parts, 1)
    ]
    kept[0][_OUTLINE] = [[*_cited(one.part), one.own] for one in parts]
    texts = [one.part.text for one in parts]
    # The first has the furniture of all, so that it is there when they are put together.
    held = [document, *islice(document.pieces(texts), 1, None)] if document.furniture else [document] * len(parts)
    records = (_encode(*one) for one in zip(held, texts, kept, strict=True))
    return Packed(tuple(_compress(*record) for record in records), _digest(content))


def digest(document: Document) -> int:
    """The digest of a document, as `pack` gives it."""
    return _digest(_encode_whole(document)[1])


def unpack(record: bytes) -> Stored:
    """What a record holds.

    >>> unpack(pack(Document.of("1", "عنوان", "نص", author=["طه حسين"])).records[0]).document
    Document(id='1', title='عنوان', text='نص', fields=ValueMap({'author': ('طه حسين',)}), parts=())
    """
    stream = zlib.decompressobj(_RAW, _common(record[0]))
    values = json.loads(stream.decompress(record[1:]).decode(_CODECS[record[0]].encoding))
    own = tuple(_own_parts(values["text"], values.pop(_OWN, ())))
    number, count, *cited = values.pop(_PART, (1, 1, "", None, None))
    outline = tuple(IndexedPart(_part(*cited), own) for *cited, own in values.pop(_OUTLINE, ()))
    return Stored(Document.of(**values, parts=own), number, count, _part(*cited), outline)


def fetch_stored(engine: Engine, keys: Sequence[str]) -> Iterator[Stored]:
    """What the records of these keys hold, in their order, one by one: who has seen enough stops."""
    for start in range(0, len(keys), _FETCHED):
        give_way()
        yield from map(unpack, engine.fetch(keys[start : start + _FETCHED]))


def fetch_documents(engine: Engine, keys: Sequence[str]) -> list[Document]:
    """The stored documents, those that are parts with the text of the part; an unknown key is left out."""
    return [stored.document for stored in fetch_stored(engine, keys)]


def fetch_whole(engine: Engine, id: str) -> Document | None:
    """A stored document with the whole of its text, or None."""
    first = next(fetch_stored(engine, [id]), None)
    if first is None:
        return None
    others = [str(PartKey(id, number)) for number in range(2, first.count + 1)]
    return _assembled([first, *fetch_stored(engine, others)])


def whole_documents(records: Iterable[bytes]) -> Iterator[Document]:
    """The documents of records that stand in the order of adding."""
    held: list[Stored] = []
    for stored in map(unpack, records):
        held.append(stored)
        if stored.number == stored.count:
            yield _assembled(held)
            held = []


def _assembled(parts: list[Stored]) -> Document:
    """The document of all its parts."""
    first = parts[0]
    if first.count == 1:
        return first.document
    pieces: dict[int | None, list[str]] = {}
    cited: dict[int | None, Part] = {}
    for stored, indexed in zip(parts, first.outline, strict=True):
        pieces.setdefault(indexed.own, []).append(stored.document.text)
        cited[indexed.own] = indexed.part
    texts = {own: "".join(some) for own, some in pieces.items()}  # once: a book has thousands
    if None in texts:
        return replace(first.document, text=texts[None])
    return replace(first.document, parts=tuple(replace(cited[own], text=text) for own, text in texts.items()))


def _encode_whole(document: Document) -> tuple[int, bytes]:
    own = [[*_cited(part), len(part.text)] for part in document.parts]
    return _encode(document, document.text, {_OWN: own} if own else {})


def _encode(document: Document, text: str, more: dict[str, Any]) -> tuple[int, bytes]:
    """The place of the codec that has all letters of a document with this text, and what it compresses."""
    values = {name: values[0] if len(values) == 1 else values for name, values in document.fields.items()}
    content = _to_json({"id": document.id, "title": document.title, "text": text, **values, **more})
    for number in _PACKED_WITH:
        with contextlib.suppress(UnicodeEncodeError):
            return number, content.encode(_CODECS[number].encoding)
    raise AssertionError("UTF-8 encodes all text that a reader lets through")


def _compress(number: int, content: bytes) -> bytes:
    stream = _compressor(number).copy()
    packed: bytes = stream.compress(content) + stream.flush()
    return bytes([number]) + packed


def _cited(part: Part) -> _Cited:
    return part.label, part.volume, part.page


def _part(label: str, volume: str | None, page: str | None) -> Part:
    return Part(label, "", volume, page)


def _own_parts(text: str, stored: Sequence[Any]) -> Iterator[Part]:
    """The parts of a text, of each its label, volume, page and how many characters it has."""
    start = 0
    for label, volume, page, size in stored:
        yield Part(label, text[start : start + size], volume, page)
        start += size + len(BETWEEN_PARTS)


def _digest(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") >> 1


@cache
def _compressor(number: int) -> Any:  # its stub has no `copy`
    """A compressor that has read what is common, to be copied: reading takes longer than copying."""
    return zlib.compressobj(wbits=_RAW, zdict=_common(number))


@cache
def _common(number: int) -> bytes:
    return _CODECS[number].common()
