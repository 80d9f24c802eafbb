"""What is indexed: a document as its reader found it."""

from __future__ import annotations

import contextlib
import json
import zlib
from dataclasses import dataclass, fields
from datetime import date as Date
from functools import cache
from hashlib import blake2b
from typing import Any

from search.analysis.tables import read_table


@dataclass(frozen=True, slots=True)
class Document:
    """One source document, its text untouched.

    `date` is ISO (`2024-06-19`) or None; `url` is http(s) or None.

    >>> Document("1", title="عنوان", text="نص", date="2024-06-19").year
    '2024'
    """

    id: str
    title: str
    text: str
    date: str | None = None
    source: str | None = None
    category: str | None = None
    url: str | None = None

    @property
    def year(self) -> str | None:
        """The year of the date, as a facet value."""
        return self.date[:4] if self.date else None

    @property
    def day(self) -> int | None:
        """The date as a day number (1 = 0001-01-01), for ranges and sorting."""
        return Date.fromisoformat(self.date).toordinal() if self.date else None

    @property
    def digest(self) -> int:
        """A number of 63 bits that changes when anything of the document does."""
        return _digest(self._content().encode())

    def packed(self) -> tuple[bytes, int]:
        """The document as it is stored, compressed JSON, and its digest. `unpack` reads it."""
        content = self._content()
        return _compress(content), _digest(content.encode())

    def _content(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: the keys of the input contract."""
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS = tuple(field.name for field in fields(Document))


# The first byte of a record names its encoding. Most Arabic text fits into one byte a letter; so encoded first it
# compresses better and faster, and better still when the words and phrases that most texts have are known before (index
# size: benchmarks/bench_build.py). Another table of these is another fingerprint: an index made with it is refused
# before it is read.
_ENCODINGS = ("cp1256", "utf-8")
_RAW = -15  # no header or checksum by zlib: the manifest has the checksums of all files


@cache
def _common(encoding: str) -> bytes:
    """What most records hold: frequent words and phrases, and the names of the fields."""
    words = [row["word"] for row in read_table("stopwords", "word")]
    phrases = [row["text"] for row in read_table("running_text", "text")]
    return " ".join([*words, *phrases, json.dumps(Document("", "", "").to_dict())]).encode(encoding)


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

    >>> unpack(Document("1", "عنوان", "نص").packed()[0])
    Document(id='1', title='عنوان', text='نص', date=None, source=None, category=None, url=None)
    """
    encoding = _ENCODINGS[record[0]]
    stream = zlib.decompressobj(_RAW, _common(encoding))
    return Document(**json.loads(stream.decompress(record[1:]).decode(encoding)))


def _digest(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") >> 1


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """All that an engine needs of a document; it can be handed to another process.

    `terms` are field -> terms joined by spaces; `tags` the values of the tag fields that it has; `day` is 0 without
    a date; `record` is the packed document; `signature` tells its near-duplicates (`search.analysis.minhash`).
    """

    id: str
    day: int
    tags: dict[str, str]
    terms: dict[str, str]
    record: bytes
    digest: int
    signature: bytes
