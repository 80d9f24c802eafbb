"""What is indexed: a document as its reader found it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date as Date
from hashlib import blake2b
from typing import Any


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
        content = json.dumps(self.to_dict(), ensure_ascii=False).encode()
        return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") >> 1

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: the keys of the input contract."""
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS = tuple(field.name for field in fields(Document))


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """A document and its terms: field -> terms joined by spaces, in the order of the text."""

    document: Document
    terms: dict[str, str]
