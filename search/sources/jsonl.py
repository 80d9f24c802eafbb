"""JSON lines, plain or gzipped, one object a line:

`{"id", "title"?, "text", ...}` and any other field of the schema by its name: a text, a number, a list of texts. A work
has `parts`, see `search.model.parts`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from search.messages import Message
from search.model.document import Document
from search.model.field_values import read_values
from search.model.gzipped import DAMAGES, unpacked
from search.model.parts import PART_KEYS, read_parts
from search.model.reject import LONGEST_ID, LONGEST_TITLE, Reject, UnfitError, is_usable_id
from search.model.schema import Schema
from search.model.value_map import ValueMap
from search.sources.encoding import checked
from search.sources.quality import LOW, many_broken
from search.sources.source import Source, SourceItem

_NO_FIELDS = frozenset(("id", "parts", *(f"parts.{key}" for key in PART_KEYS)))


def read(source: Source) -> Iterator[SourceItem]:
    """The document of every line, or the reason why it is none, with the bytes read so far.

    Blank lines are skipped; a line has at most as many bytes as a document. A key that is no field of the schema comes
    as a warning, once a key.
    """
    known: set[str] = set()
    most_bytes, encoding = source.task.most_bytes, _encoding(source.task.settings.encoding)
    with source.open() as raw:
        lines = unpacked(raw) if source.name.lower().endswith(".gz") else raw
        number = 0
        try:
            while line := lines.readline(most_bytes + 1):
                number += 1
                if line.strip():
                    for item in _read_line(line, source, number, known, encoding):
                        yield SourceItem(item, raw.tell(), number)
                while not line.endswith(b"\n") and len(line) > most_bytes:
                    line = lines.readline(most_bytes + 1)  # the rest of a line that was too long
        except DAMAGES as error:
            yield source.reject("gzip-damaged", number + 1, reason=str(error))


def _encoding(given: str) -> str:
    """The encoding of the lines. Raises `UnfitError` where there is none, or lines do not end by a byte in it."""
    encoding = checked(given) if given else "utf-8"
    if b"\n".decode(encoding, "replace") != "\n":
        raise UnfitError("wide-lines", encoding=encoding)
    return encoding


def _read_line(line: bytes, source: Source, number: int, known: set[str], encoding: str) -> Iterator[Document | Reject]:
    file, schema = source.place, source.task.schema
    try:
        row = _object(line, source.task.most_bytes, encoding)
        document, warnings = document_of(row, schema)
    except UnfitError as error:
        yield Reject(file, number, error.reason)
        return
    if "parts" in row or not row.keys() <= known:
        yield from _warnings(row, schema, file, number, known)
    for warning in warnings:
        yield Reject(file, number, warning, warning=True)
    yield document


def document_of(row: dict[str, Any], schema: Schema) -> tuple[Document, list[Message]]:
    """The document of a JSON object, and what of it is doubtful or left out. Raises `UnfitError`.

    >>> from search.model.schema import SCHEMA
    >>> document_of({"id": 7, "title": "قمة", "date": "2024-06-19"}, SCHEMA)[0].date
    '2024-06-19'
    """
    document, warnings = _document(row, schema), []
    if broken := many_broken(document.text):
        warnings.append(broken)
        document = replace(document, fields=ValueMap({**document.fields, "quality": (LOW,)}))
    if len(document.title) > LONGEST_TITLE:
        warnings.append(Message("reject.title-cut", {"most": LONGEST_TITLE}))
        document = replace(document, title=document.title[:LONGEST_TITLE])
    return document, warnings


def _object(line: bytes, most_bytes: int, encoding: str) -> dict[str, Any]:
    if len(line) > most_bytes:
        raise UnfitError("line-too-long", most=most_bytes)
    try:
        value = json.loads(line.decode(encoding).removeprefix("\ufeff"))  # which some programs begin files with
    except UnicodeDecodeError as error:
        raise UnfitError("not-utf8", byte=error.start) from None
    except (ValueError, RecursionError) as error:
        raise UnfitError("not-json", reason=str(error)) from None
    if not isinstance(value, dict):
        raise UnfitError("not-an-object")
    return value


def known_keys(schema: Schema) -> set[str]:
    """The keys of a row that mean something."""
    return {"id", "parts", *schema.by_name}


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
    parts = row.get("parts")
    return [*row, *dict.fromkeys(f"parts.{key}" for part in (parts if isinstance(parts, list) else ()) for key in part)]
