"""JSON lines, plain or gzipped, one object a line:

`{"id", "title"?, "text", "date"?, "source"?, "category"?, "url"?}`.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path
from typing import Any

from search.model.document import Document
from search.model.reject import BAD_ID, Reject, is_usable_id
from search.settings import LIMITS

_OPTIONAL = ("title", "date", "source", "category", "url")
_LONGEST_TAG = 512  # characters of a source or category
_SURROGATE = re.compile("[\ud800-\udfff]")


class _BadLine(ValueError):
    """The line cannot become a document; the message is the reason."""


def read(path: Path, name: str) -> Iterator[tuple[Document | Reject, int]]:
    """The document of every line, or the reason why it is none, with the bytes read so far; blank lines are skipped."""
    with path.open("rb") as raw:
        lines = gzip.GzipFile(fileobj=raw) if path.name.lower().endswith(".gz") else raw
        number = 0
        try:
            while line := lines.readline(LIMITS.document_bytes + 1):
                number += 1
                if line.strip():
                    yield _read_line(line, str(path), number), raw.tell()
                while not line.endswith(b"\n") and len(line) > LIMITS.document_bytes:
                    line = lines.readline(LIMITS.document_bytes + 1)  # the rest of a line that was too long
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            yield Reject(str(path), number + 1, f"the gzip data is damaged from here on: {error}"), raw.tell()


def _read_line(line: bytes, file: str, number: int) -> Document | Reject:
    try:
        return _document(_object(line))
    except _BadLine as error:
        return Reject(file, number, str(error))


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > LIMITS.document_bytes:
        raise _BadLine(f"the line is longer than {LIMITS.document_bytes} bytes")
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _BadLine(f"not UTF-8 at byte {error.start}") from None
    except (ValueError, RecursionError) as error:
        raise _BadLine(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise _BadLine("not a JSON object")
    return value


def _document(row: dict[str, Any]) -> Document:
    id = row.get("id")
    id = str(id) if isinstance(id, int) and not isinstance(id, bool) else id
    if not isinstance(id, str) or not is_usable_id(id):
        raise _BadLine(BAD_ID)
    values = {name: _text(row, name) for name in ("text", *_OPTIONAL)}
    if not (values["text"] or values["title"]):
        raise _BadLine("text is missing or empty")
    for name in ("source", "category"):
        if len(values[name] or "") > _LONGEST_TAG:
            raise _BadLine(f"{name} is longer than {_LONGEST_TAG} characters")
    if values["url"] and not values["url"].lower().startswith(("http://", "https://")):
        raise _BadLine("url must begin with http:// or https://")
    return Document(
        id,
        title=values["title"] or "",
        text=values["text"] or "",
        date=_date(values["date"]),
        source=values["source"],
        category=values["category"],
        url=values["url"],
    )


def _text(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _BadLine(f"{name} must be text")
    if _SURROGATE.search(value):
        raise _BadLine(f"{name} holds half a surrogate pair")
    return value.strip() or None


def _date(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        if value[10:11].isdigit():  # 2024-06-199
            raise ValueError
        return Date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        raise _BadLine(f"date must be ISO, as 2024-06-19; it is {value[:30]!r}") from None
