"""The records of a document: how it is packed to bytes that engines keep without reading them, and unpacked again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple

from search.engines.base import Engine
from search.model.deadline import give_way
from search.model.document import BETWEEN_PARTS, Document, IndexedPart, Part, PartKey
from search.model.value import value
from search.model.value_map import ValueMap
from search.storage.record_codec import SHIPPED, Codec, Encoded, encode

_to_json = json.JSONEncoder(ensure_ascii=False).encode  # one encoder for all
_from_json = json.JSONDecoder().raw_decode  # no blanks stand round a record
_FETCHED = 10  # records at once
_OWN, _PART, _OUTLINE = "@own", "@part", "@outline"  # beside the fields, whose names have no @

_Cited = tuple[str, str | None, str | None]  # label, volume, page


class Packed(NamedTuple):
    """The records of a document, one for each part that is indexed, and a number of 63 bits.

    The number is another when anything of the document is.
    """

    records: tuple[bytes, ...]
    digest: int


@value
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


def pack(document: Document, parts: Sequence[IndexedPart] = (), codec: Codec = SHIPPED) -> Packed:
    """The records of a document, whole or in the parts in which it is indexed, and its digest."""
    whole = encode_document(document)
    if not parts:
        return Packed((codec.compress(whole),), _digest(whole))
    kept: list[dict[str, Any]] = [
        {_PART: [number, len(parts), *_cited(one.part)]} for number, one in enumerate(parts, 1)
    ]
    kept[0][_OUTLINE] = [[*_cited(one.part), one.own] for one in parts]
    texts = [one.part.text for one in parts]
    # The first has the furniture of all, so that it is there when they are put together.
    held = [document, *islice(document.pieces(texts), 1, None)] if document.furniture else [document] * len(parts)
    records = (codec.compress(_encode(*one)) for one in zip(held, texts, kept, strict=True))
    return Packed(tuple(records), _digest(whole))


def digest(document: Document) -> int:
    """The digest of a document, as `pack` gives it."""
    return _digest(encode_document(document))


def unpack(record: bytes, codec: Codec = SHIPPED) -> Stored:
    """What a record holds; `codec` is that of the generation that it is of.

    >>> unpack(pack(Document.of("1", "عنوان", "نص", author=["طه حسين"])).records[0]).document
    Document(id='1', title='عنوان', text='نص', fields=ValueMap({'author': ('طه حسين',)}), parts=())
    """
    values, _ = _from_json(codec.decompress(record))
    id, title, text = values.pop("id"), values.pop("title"), values.pop("text")
    own, part, outline = values.pop(_OWN, ()), values.pop(_PART, None), values.pop(_OUTLINE, ())
    fields = ValueMap({name: (value,) if isinstance(value, str) else value for name, value in values.items()})
    document = Document(id, title, text, fields, tuple(_own_parts(text, own)) if own else ())
    if part is None:
        return Stored(document)
    number, count, *cited = part
    parts = tuple(IndexedPart(_part(*cited), own) for *cited, own in outline)
    return Stored(document, number, count, _part(*cited), parts)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of an open engine, read by the codec of its generation."""

    engine: Engine
    codec: Codec

    def fetch(self, keys: Sequence[str]) -> Iterator[Stored]:
        """What the records of these keys hold, in their order, one by one: who has seen enough stops."""
        for start in range(0, len(keys), _FETCHED):
            give_way()
            for record in self.engine.fetch(keys[start : start + _FETCHED]):
                yield unpack(record, self.codec)

    def documents(self, keys: Sequence[str]) -> list[Document]:
        """The stored documents, those that are parts with the text of the part; an unknown key is left out."""
        return [stored.document for stored in self.fetch(keys)]

    def whole(self, id: str) -> Document | None:
        """A stored document with the whole of its text, or None."""
        first = next(self.fetch([id]), None)
        if first is None:
            return None
        others = [str(PartKey(id, number)) for number in range(2, first.count + 1)]
        return _assembled([first, *self.fetch(others)])

    def every(self, step: int = 1) -> Iterator[Stored]:
        """What all records hold in the order of adding, or every `step`-th of them."""
        return unpack_all(self.engine.records(step), self.codec)


def unpack_all(records: Iterable[bytes], codec: Codec) -> Iterator[Stored]:
    """What these records hold."""
    return (unpack(record, codec) for record in records)


def whole_documents(stored: Iterable[Stored]) -> Iterator[Document]:
    """The documents of all records, which come in the order of adding."""
    held: list[Stored] = []
    for one in stored:
        held.append(one)
        if one.number == one.count:
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


def encode_document(document: Document) -> Encoded:
    """What of a document that is indexed whole is compressed to its record."""
    own = [[*_cited(part), len(part.text)] for part in document.parts]
    return _encode(document, document.text, {_OWN: own} if own else {})


def _encode(document: Document, text: str, more: dict[str, Any]) -> Encoded:
    """The same of a document with this text."""
    values = {name: values[0] if len(values) == 1 else values for name, values in document.fields.items()}
    return encode(_to_json({"id": document.id, "title": document.title, "text": text, **values, **more}))


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


def _digest(whole: Encoded) -> int:
    return int.from_bytes(blake2b(whole.content, digest_size=8).digest(), "big") >> 1
