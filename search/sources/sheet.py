"""Spreadsheets: XLSX, XLS, XLSB and ODS, every sheet whose first row has the names of columns that are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from search.messages import Message
from search.model.reject import Reject, UnfitError
from search.sources.rows import read_rows
from search.sources.source import Source, SourceItem
from search.sources.zipped import check_size, opened

_TITLE_ROWS = 10  # above the names of the columns: the name of the register, the ministry


def read(source: Source) -> Iterator[SourceItem]:
    """A document for every row of every sheet."""
    _check(source)
    with source.open() as stream:
        try:
            workbook = CalamineWorkbook.from_filelike(stream)
            sheets = [(name, workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
        except CalamineError as error:
            reason = str(error)
            raise UnfitError("encrypted" if "assword" in reason else "damaged", kind="sheet", reason=reason) from None
    unfit: list[UnfitError] = []
    for name, sheet in sheets:
        try:
            yield from _read(source, name, iter(sheet.iter_rows()), len(sheets) > 1)
        except UnfitError as error:  # a sheet of notes, or an empty one, beside those with rows
            unfit.append(error)
    if len(unfit) == len(sheets):
        raise unfit[0] if unfit else UnfitError("empty")


def _check(source: Source) -> None:
    """Raises `UnfitError` for a bomb: a workbook is unpacked whole."""
    if source.beginning(2) == b"PK":
        with opened(source) as archive:
            for info in archive.infolist():
                check_size(info)


def _read(source: Source, name: str, rows: Iterator[list[Any]], several: bool) -> Iterator[SourceItem]:
    above = [*islice(rows, _TITLE_ROWS)]
    filled = [sum(str(cell).strip() != "" for cell in row) for row in above]
    if not any(filled):
        raise UnfitError("empty")
    at = next(number for number, count in enumerate(filled) if count >= min(2, max(filled)))
    numbered = enumerate((*above[at + 1 :], *rows), at + 2)
    place = Message("place.sheet", {"name": name}) if several else None
    for item in read_rows(source, above[at], numbered, name=f"{name}:" if several else ""):
        yield _placed(item, place)


def _placed(item: SourceItem, place: Message | None) -> SourceItem:
    """A reject with the sheet that it is of."""
    if place and isinstance(item.item, Reject):
        return item._replace(item=replace(item.item, place=place))
    return item
