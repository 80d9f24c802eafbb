"""Rows of a table to documents: the headings say which column is which field, or else `--map`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from search.analysis.folding import fold
from search.analysis.tables import read_table
from search.model.reject import UnfitError
from search.model.schema import DATE, NUMBER, Field, Schema
from search.sources.assembly import Found, assemble
from search.sources.source import Source, SourceItem
from search.sources.stated_dates import stated_date

_DATA = resources.files("search.sources") / "data"
_SIGNS = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"(?<!\S)ال(?=\w{2})")
_BETWEEN = re.compile("[;؛|\n]+")
_BETWEEN_TAGS = re.compile("[;؛|\n,،]+")
# Day 0 of the dates of spreadsheets, and days that can be meant: 1927 to 2119. Smaller numbers are years.
_DAY_0 = Date(1899, 12, 30)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIALS = range(10_000, 80_000)
_HTML = re.compile(r"</?(?:p|br|div|span|a|b|strong|em|li|ul|h[1-6])\b[^<>]*>", re.IGNORECASE)
_NONE = ("", "NULL", "null", "None", "nan", "NaN", "N/A", "#N/A")
_SHOWN_COLUMNS = 12

Row = Sequence[Any]


def read_rows(
    source: Source, header: Row, rows: Iterable[tuple[int, Row]], encoding: str = "", name: str = ""
) -> Iterator[SourceItem]:
    """A document for every row, which comes with its number; `name` is that of the table in a file of several.

    Raises `UnfitError` when no column is a title or a text.
    """
    schema = source.task.schema
    columns = columns_of(header, schema, source.task.settings.columns())
    if not {"title", "text"} & {*columns.values()}:
        shown = [str(cell).strip()[:40] for cell in header if str(cell).strip()][:_SHOWN_COLUMNS]
        raise UnfitError("no-text-column", columns=shown)
    for at, cell in enumerate(header):
        if at not in columns and str(cell).strip():
            yield source.reject("unknown-column", 1, column=str(cell).strip()[:80], warning=True)
    for number, row in rows:
        try:
            found = _found(source, columns, row, f"{name}{number}", encoding)
            if found:
                yield from assemble(source, found, number)
        except UnfitError as error:
            yield source.reject(error.reason.code.removeprefix("reject."), number, **error.reason.values)


def columns_of(header: Row, schema: Schema, given: Mapping[str, str]) -> dict[int, str]:
    """Number of a column -> the field that it is of, the first where two are; `given` counts before what is known.

    >>> columns_of(["م", "العنوان", "نص الخبر", "لون"], Schema(), {})
    {0: 'id', 1: 'title', 2: 'text'}
    """
    names = {_key(name): field for name, field in given.items()}
    known = {**_known(), **{_key(label): f.name for f in schema.fields for label in (f.name, f.ar, f.en)}, **names}
    for field in names.values():
        if field != "id" and field not in schema.by_name:
            raise UnfitError("map-no-field", field=field[:40])
    columns: dict[int, str] = {}
    for by in (names, known):
        for at, cell in enumerate(header):
            known_as = by.get(_key(str(cell)))
            if known_as and at not in columns and known_as not in columns.values():
                columns[at] = known_as
    return dict(sorted(columns.items()))


@cache
def _known() -> dict[str, str]:
    table = read_table("columns", "column", "field", folder=_DATA)  # type: ignore[arg-type]
    return {_key(row["column"]): row["field"] for row in table}


def _key(name: str) -> str:
    """The name of a column under which its spellings are one."""
    return _ARTICLE.sub("", " ".join(fold(word) for word in _SIGNS.sub(" ", name).split()))


def _found(source: Source, columns: Mapping[int, str], row: Row, number: str, encoding: str) -> Found | None:
    """What a row holds; nothing where it is empty."""
    values: dict[str, Any] = {}
    for at, name in columns.items():
        cell = row[at] if at < len(row) else None
        if (value := _value(cell, source.task.schema.by_name.get(name))) is not None:
            values[name] = value
    if not values:
        return None
    id = str(values.pop("id", "")).strip() or f"{source.name}#{number}"
    title, text = (str(values.pop(name, "")) for name in ("title", "text"))
    return Found(id, title, _without_tags(text), values=values, encoding=encoding, head=False)


def _without_tags(text: str) -> str:
    """The text of a cell that holds HTML, as content systems export it."""
    if not _HTML.search(text):
        return text
    from search.sources.html_text import text_of_html  # what it needs is installed apart from what tables need

    return text_of_html(text)


def _value(cell: Any, field: Field | None) -> Any:
    """A cell as its field takes it; None for an empty one."""
    if isinstance(cell, str) and cell.strip() in _NONE:
        return None
    if isinstance(cell, datetime | Date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if cell is None or isinstance(cell, timedelta):
        return None
    if field and field.kind == DATE:
        return _date(str(cell).strip())
    if field and field.many:
        return [one.strip() for one in (_BETWEEN_TAGS if field.name == "tags" else _BETWEEN).split(str(cell))]
    return cell if field and field.kind == NUMBER and not isinstance(cell, bool) else str(cell)


def _date(text: str) -> str:
    """The day of a date as it is written, or of the serial number that spreadsheets keep."""
    if _SERIAL.fullmatch(text) and int(text.partition(".")[0]) in _SERIALS:
        return (_DAY_0 + timedelta(days=int(text.partition(".")[0]))).isoformat()
    return stated_date(text) or text
