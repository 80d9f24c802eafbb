"""Word files: headings as parts, footnotes as a part of their own, tables row by row; read as a stream."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from search.messages import message
from search.model.document import Part
from search.sources.assembly import Found, assemble
from search.sources.blocks import Block, chapters, lines
from search.sources.source import Source, SourceItem
from search.sources.stated_dates import stated_date
from search.sources.xml_safe import events, plain, value
from search.sources.zipped import has, member, opened

_DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_PROPERTIES = "docProps/core.xml"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_TITLE = "title"
_BETWEEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CELL = " | "
# Text that stands twice, or that its writer took out.
_LEFT_OUT = ("Fallback", "del", "moveFrom", "instrText")


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a file."""
    with opened(source) as archive:
        yield from assemble(source, _found(archive))


def _found(archive: zipfile.ZipFile) -> Found:
    styles = _heading_styles(archive)
    blocks = [*_paragraphs(archive, _DOCUMENT, styles)]
    properties = _properties(archive)
    titles = [block.text for block in blocks if block.level < 0]
    shown = [block._replace(level=max(0, block.level)) for block in blocks]
    return with_notes(
        Found(
            title=properties.pop("title", "") or (titles[0] if titles else ""),
            date=properties.pop("date", None),
            values=properties,
        ),
        shown,
        [block.text for name in _NOTES if has(archive, name) for block in _paragraphs(archive, name, {})],
    )


def with_notes(found: Found, blocks: list[Block], notes: list[str]) -> Found:
    """The same with its text, or its chapters where it has headings, and its footnotes as the last part."""
    parts = chapters(blocks)
    if notes:
        parts = (*(parts or (Part("", lines(blocks)),)), Part(message("source.footnotes", "ar"), "\n".join(notes)))
    if not found.title and blocks and blocks[0].level:
        found = replace(found, title=blocks[0].text)
    return replace(found, parts=parts) if parts else replace(found, text=lines(blocks))


def _heading_styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """Style -> the level of heading that it is, -1 for a title. Styles have other names in every language of Word."""
    styles: dict[str, int] = {}
    if not has(archive, _STYLES):
        return styles
    with member(archive, _STYLES) as stream:
        for event, element in events(stream):
            if event == "end" and element.tag == "style":
                id = value(element, "styleId")
                name = next((value(one, "val") for one in element if one.tag == "name"), "")
                outline = next((value(one, "val") for one in element.iter() if one.tag == "outlineLvl"), "")
                if heading := _HEADING.fullmatch(name):
                    styles[id] = int(heading[1])
                elif name.lower() == _TITLE:
                    styles[id] = -1
                elif outline.isdigit() and int(outline) < 9:
                    styles[id] = int(outline) + 1
                element.clear()
    return styles


def _paragraphs(archive: zipfile.ZipFile, name: str, styles: dict[str, int]) -> Iterator[Block]:
    """The paragraphs of a member; those of a row of a table are one."""
    with member(archive, name) as stream:
        reading = _Reading(styles)
        for event, element in events(stream):
            yield from reading.start(element) if event == "start" else reading.end(element)


class _Reading:
    """Where in the markup the reader is, and the text of the paragraph so far."""

    def __init__(self, styles: dict[str, int]) -> None:
        self._styles = styles
        self._text: list[str] = []
        self._level = self._rows = self._left_out = 0

    def start(self, element: Element) -> Iterator[Block]:
        if element.tag in _LEFT_OUT:
            self._left_out += 1
        elif element.tag == "tr":
            self._rows += 1
        elif element.tag == "p" and not self._rows:
            self._text, self._level = [], 0
        yield from ()

    def end(self, element: Element) -> Iterator[Block]:
        tag = element.tag
        if tag in _LEFT_OUT:
            self._left_out -= 1
        elif self._left_out:
            return
        elif tag == "t":
            self._text.append(element.text or "")
        elif tag in _BETWEEN:
            self._text.append(_BETWEEN[tag])
        elif tag == "pStyle" and not self._rows:
            self._level = self._styles.get(value(element, "val"), 0)
        elif tag == "outlineLvl" and not self._rows and value(element, "val").isdigit():
            self._level = self._level or (int(value(element, "val")) + 1) % 10
        elif tag == "tc":
            self._text.append(_CELL)
        elif tag == "tr":
            self._rows -= 1
            if not self._rows:
                yield from self._block()
        elif tag == "p":
            if self._rows:
                self._text.append(" ")
            else:
                yield from self._block()
            element.clear()

    def _block(self) -> Iterator[Block]:
        text = "".join(self._text).strip().removesuffix(_CELL.strip()).strip()
        if text:
            yield Block(text, self._level)
        self._text, self._level = [], 0


def _properties(archive: zipfile.ZipFile) -> dict[str, Any]:
    """What the file says of itself. One that was never changed after it was made was made by a program, that day."""
    if not has(archive, _PROPERTIES):
        return {}
    with member(archive, _PROPERTIES) as stream:
        found = {element.tag: plain(element).strip() for event, element in events(stream) if event == "end"}
    return {
        "title": found.get("title", ""),
        "author": [name.strip() for name in found.get("creator", "").split(";") if name.strip()],
        "tags": [word.strip() for word in re.split("[,،;؛]", found.get("keywords", "")) if word.strip()],
        "category": found.get("category") or None,
        "language": (found.get("language") or "")[:2].lower() or None,
        "date": stated_date(found.get("created")),
    }
