"""JSON lines, plain or gzipped, one object a line:

`{"id", "title"?, "text", ...}` and any other field of the schema by its name: a text, a number, a list of texts. A work
has `parts`, see `search.model.parts`.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from search.messages import Message
from search.model.document import Document
from search.model.field_values import read_values
from search.model.parts import PART_KEYS, read_parts
from search.model.reject import LONGEST_ID, LONGEST_TITLE, Reject, UnfitError, is_usable_id
from search.model.schema import Schema
from search.model.value_map import ValueMap
from search.sources.files import SourceItem

_NO_FIELDS = frozenset(("id", "parts", *(f"parts.{key}" for key in PART_KEYS)))


def read(path: Path, name: str, most_bytes: int, schema: Schema) -> Iterator[SourceItem]:
    """The document of every line, or the reason why it is none, with the bytes read so far.

    Blank lines are skipped; a line has at most `most_bytes`. A key that is no field of the schema comes as a warning,
    once a key.
    """
    known: set[str] = set()
    with path.open("rb") as raw:
        lines = gzip.GzipFile(fileobj=raw) if path.name.lower().endswith(".gz") else raw
        number = 0
        try:
            while line := lines.readline(most_bytes + 1):
                number += 1
                if line.strip():
                    for item in _read_line(line, str(path), number, most_bytes, schema, known):
                        yield SourceItem(item, raw.tell(), number)
                while not line.endswith(b"\n") and len(line) > most_bytes:
                    line = lines.readline(most_bytes + 1)  # the rest of a line that was too long
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            damaged = Message("reject.gzip-damaged", {"reason": str(error)})
            yield SourceItem(Reject(str(path), number + 1, damaged), raw.tell())


def _read_line(
    line: bytes, file: str, number: int, most_bytes: int, schema: Schema, known: set[str]
) -> Iterator[Document | Reject]:
    try:
        row = _object(line, most_bytes)
        document = _document(row, schema)
    except UnfitError as error:
        yield Reject(file, number, error.reason)
        return
    if "parts" in row or not row.keys() <= known:
        yield from _warnings(row, schema, file, number, known)
    if len(document.title) > LONGEST_TITLE:
        yield Reject(file, number, Message("reject.title-cut", {"most": LONGEST_TITLE}), warning=True)
        document = replace(document, title=document.title[:LONGEST_TITLE])
    yield document


def _object(line: bytes, most_bytes: int) -> dict[str, Any]:
    if len(line) > most_bytes:
        raise UnfitError("line-too-long", most=most_bytes)
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnfitError("not-utf8", byte=error.start) from None
    except (ValueError, RecursionError) as error:
        raise UnfitError("not-json", reason=str(error)) from None
    if not isinstance(value, dict):
        raise UnfitError("not-an-object")
    return value


def _document(row: dict[str, Any], schema: Schema) -> Document:
    id = row.get("id")
    id = str(id) if isinstance(id, int) and not isinstance(id, bool) else id
    if not isinstance(id, str) or not is_usable_id(id):
        raise UnfitError("bad-id", most=LONGEST_ID)
    values = {field.name: read_values(field, row[field.name]) for field in schema.fields if field.name in row}
    title, text = (" ".join(values.pop(name, ())) for name in ("title", "text"))
    document = Document(id, title, text, ValueMap(values), read_parts(row.get("parts"), text))
    if not (title or document.text):
        raise UnfitError("no-text")
    return document


def _warnings(row: dict[str, Any], schema: Schema, file: str, number: int, known: set[str]) -> Iterator[Reject]:
    """A warning for each key of a line that is no field and was not met before; `known` gathers the keys."""
    for key in [key for key in _keys(row) if key not in known]:  # in the order in which they stand
        known.add(key)
        if key not in schema.by_name and key not in _NO_FIELDS:
            yield Reject(file, number, Message("reject.unknown-key", {"key": repr(key[:80])}), warning=True)


def _keys(row: dict[str, Any]) -> list[str]:
    """The keys of a line and of its parts, those once."""
    return [*row, *dict.fromkeys(f"parts.{key}" for part in row.get("parts") or () for key in part)]
