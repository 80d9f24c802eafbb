"""OpenDocument texts: headings as parts, footnotes as a part of their own, tables row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from search.sources.assembly import Found, assemble
from search.sources.blocks import Block
from search.sources.docx import with_notes
from search.sources.source import Source, SourceItem
from search.sources.stated_dates import stated_date
from search.sources.xml_safe import events, plain, value
from search.sources.zipped import has, member, opened

_CONTENT = "content.xml"
_META = "meta.xml"
_PARAGRAPHS = ("p", "h")
_CELL = " | "
_LEFT_OUT = ("tracked-changes", "annotation", "annotation-end", "note-citation", "bookmark-ref")
_TITLE_STYLE = "Title"


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a file."""
    with opened(source) as archive:
        yield from assemble(source, _found(archive))


def _found(archive: zipfile.ZipFile) -> Found:
    meta = _meta(archive)
    reading = _Reading()
    with member(archive, _CONTENT) as stream:
        for event, element in events(stream):
            if event == "start":
                reading.start(element)
            else:
                reading.end(element)
    title = meta.pop("title", "") or reading.title
    return with_notes(Found(title=title, date=meta.pop("date", None), values=meta), reading.blocks, reading.notes)


class _Reading:
    """Where in the markup the reader is, and what it found."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.title = ""
        self._open: list[list[str]] = []  # the texts of the paragraphs that are open: that of a note is in another
        self._rows = self._notes = self._left_out = 0
        self._titles = {_TITLE_STYLE}

    def start(self, element: Element) -> None:
        tag = element.tag
        if tag in _LEFT_OUT:
            self._left_out += 1
        elif tag == "style" and value(element, "parent-style-name") == _TITLE_STYLE:
            self._titles.add(value(element, "name"))
        elif tag == "table-row":
            self._rows += 1
            if self._rows == 1:
                self._open.append([])
        elif tag == "note":
            self._notes += 1
        elif tag in _PARAGRAPHS and (not self._rows or self._notes):
            self._open.append([])

    def end(self, element: Element) -> None:
        """A paragraph's text is gathered at its end: only then all of it has been read."""
        tag = element.tag
        if tag in _LEFT_OUT:
            self._left_out -= 1
            _emptied(element)
            return
        if tag == "note":
            self._notes -= 1
            _emptied(element)
        elif tag in _PARAGRAPHS and not self._left_out:
            self._paragraph(element)
        elif tag == "table-cell" and self._rows and not self._notes:
            self._open[-1].append(_CELL)
        elif tag == "table-row":
            self._rows -= 1
            if not self._rows:
                self._add("".join(self._open.pop()).strip().removesuffix(_CELL.strip()).strip(), 0)

    def _paragraph(self, element: Element) -> None:
        text = "".join(_pieces(element)).strip()
        _emptied(element)
        if self._notes:
            self._open.pop()
            if text:
                self.notes.append(text)
        elif self._rows:
            self._open[-1].append(f"{text} ")
        else:
            self._open.pop()
            level = value(element, "outline-level")
            if not self.title and value(element, "style-name") in self._titles:
                self.title = text
            self._add(text, (int(level) if level.isdigit() else 1) if element.tag == "h" else 0)

    def _add(self, text: str, level: int) -> None:
        if text:
            self.blocks.append(Block(text, level))


def _pieces(element: Element) -> Iterator[str]:
    """The text of a paragraph; spaces and breaks are elements."""
    yield element.text or ""
    for one in element:
        if one.tag == "s":
            yield " " * min(int(value(one, "c") or 1), 100)
        elif one.tag == "tab":
            yield "\t"
        elif one.tag == "line-break":
            yield "\n"
        elif one.tag not in (*_LEFT_OUT, "note"):
            yield from _pieces(one)
        yield one.tail or ""


def _emptied(element: Element) -> None:
    """Without its content; what follows it belongs to the paragraph round it."""
    tail, attributes = element.tail, dict(element.attrib)
    element.clear()
    element.tail = tail
    element.attrib.update(attributes)


def _meta(archive: zipfile.ZipFile) -> dict[str, Any]:
    """What the file says of itself."""
    if not has(archive, _META):
        return {}
    found: dict[str, list[str]] = {}
    with member(archive, _META) as stream:
        for event, element in events(stream):
            if event == "end":
                found.setdefault(element.tag, []).append(plain(element).strip())
    one = {name: values[0] for name, values in found.items()}
    return {
        "title": one.get("title", ""),
        "author": [one.get("initial-creator") or one.get("creator") or ""],
        "tags": found.get("keyword", []),
        "language": one.get("language", "")[:2].lower() or None,
        "date": stated_date(one.get("creation-date")),
    }
