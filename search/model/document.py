"""What is indexed: a document as its reader found it."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from search.analysis.tables import read_table
from search.model.field_values import shown_values
from search.model.schema import Schema
from search.model.value_map import NO_VALUES, ValueMap


@dataclass(frozen=True, slots=True)
class Document:
    """One source document, its text untouched.

    `fields` are the values of its other fields (see `search.model.schema`) as they are shown: dates in ISO, numbers in
    decimal digits, whatever is not there left out.

    >>> Document.of("1", "عنوان", "نص", date="2024-06-19", tags=("قمة", "كوريا")).values("tags")
    ('قمة', 'كوريا')
    """

    id: str
    title: str = ""
    text: str = ""
    fields: ValueMap[str] = NO_VALUES

    @classmethod
    def of(cls, id: str, title: str = "", text: str = "", **fields: str | Sequence[str] | None) -> Document:
        """A document from single values and sequences of them; None is no value."""
        given = {name: (value,) if isinstance(value, str) else tuple(value or ()) for name, value in fields.items()}
        return cls(id, title, text, ValueMap(given))

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return self.fields.get(name, ())

    def value(self, name: str) -> str | None:
        """The first value of a field, or None."""
        return next(iter(self.values(name)), None)

    @property
    def date(self) -> str | None:
        """The date in ISO."""
        return self.value("date")

    @property
    def url(self) -> str | None:
        """The address of the original, http(s)."""
        return self.value("url")

    @property
    def digest(self) -> int:
        """A number of 63 bits that changes when anything of the document does."""
        return _digest(self._content().encode())

    def packed(self) -> tuple[bytes, int]:
        """The document as it is stored, compressed JSON, and its digest. `unpack` reads it."""
        content = self._content()
        return _compress(content), _digest(content.encode())

    def _content(self) -> str:
        return json.dumps({"id": self.id, "title": self.title, "text": self.text, **self.fields}, ensure_ascii=False)

    def to_dict(self, schema: Schema) -> dict[str, Any]:
        """The JSON form: the keys of the input contract."""
        return {"id": self.id, "title": self.title, "text": self.text, **shown_values(self.fields, schema)}


# The first byte of a record names its encoding. Most Arabic text fits into one byte a letter; so encoded first it
# compresses better and faster, and better still when the words and phrases that most texts have are known before (index
# size: benchmarks/bench_build.py). Another table of these is another fingerprint: an index made with it is refused
# before it is read.
_ENCODINGS = ("cp1256", "utf-8")
_RAW = -15  # no header or checksum by zlib: the manifest has the checksums of all files


_RECORD = dict.fromkeys(("id", "title", "text", "date", "source", "category", "url"))


@cache
def _common(encoding: str) -> bytes:
    """What most records hold: frequent words and phrases, and the names of the fields."""
    words = [row["word"] for row in read_table("stopwords", "word")]
    phrases = [row["text"] for row in read_table("running_text", "text")]
    return " ".join([*words, *phrases, json.dumps(_RECORD)]).encode(encoding)


def _compress(content: str) -> bytes:
    for number, encoding in enumerate(_ENCODINGS):
        with contextlib.suppress(UnicodeEncodeError):
            text = content.encode(encoding)
            stream = _stream(encoding).copy()
            return bytes([number]) + stream.compress(text) + stream.flush()
    raise AssertionError("UTF-8 encodes all text that a reader lets through")


@cache
def _stream(encoding: str) -> zlib._Compress:
    """A compressor that has read what is common, to be copied: reading takes longer than copying."""
    return zlib.compressobj(wbits=_RAW, zdict=_common(encoding))


def unpack(record: bytes) -> Document:
    """The document of a packed record.

    >>> unpack(Document.of("1", "عنوان", "نص", author=["طه حسين"]).packed()[0])
    Document(id='1', title='عنوان', text='نص', fields=ValueMap({'author': ('طه حسين',)}))
    """
    encoding = _ENCODINGS[record[0]]
    stream = zlib.decompressobj(_RAW, _common(encoding))
    content = json.loads(stream.decompress(record[1:]).decode(encoding))
    return Document(content.pop("id"), content.pop("title"), content.pop("text"), ValueMap(content))


def _digest(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") >> 1


@dataclass(frozen=True, slots=True)
class TagValue:
    """A value of a tag field: as it is written, and the key under which its spellings are one."""

    key: str
    spelling: str


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """All that an engine needs of a document; it can be handed to another process.

    `terms` are text field -> terms joined by spaces; `tags` the values of the tag fields that it has; `numbers` those
    of number and date fields, as engines compare them (`search.model.field_values`); `record` is the packed document;
    `signature` tells its near-duplicates (`search.analysis.minhash`).
    """

    id: str
    tags: Mapping[str, tuple[TagValue, ...]]
    numbers: Mapping[str, int]
    terms: dict[str, str]
    record: bytes
    digest: int
    signature: bytes
