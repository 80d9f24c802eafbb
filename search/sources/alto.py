"""ALTO, the pages that an OCR engine read, as libraries keep them: blocks in the order of reading that it states."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from search.sources.ocr import Line, Page, Word, document
from search.sources.source import Source, SourceItem
from search.sources.xml_safe import events, value

_PERCENT = 100


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a file."""
    pages: list[Page] = []
    order: list[str] = []
    blocks: list[tuple[str, list[Line]]] = []
    with source.open() as stream:
        for event, element in events(stream):
            tag = element.tag
            if event == "start":
                continue
            if tag == "ElementRef":
                order.append(value(element, "REF"))
            elif tag == "TextBlock":
                blocks.append((value(element, "ID"), [*_lines(element)]))
                element.clear()
            elif tag == "Page":
                number = value(element, "PRINTED_IMG_NR") or value(element, "PHYSICAL_IMG_NR") or str(len(pages) + 1)
                pages.append(Page(number, [line for block in _ordered(blocks, order) for line in block]))
                blocks = []
                element.clear()
    yield from document(source, pages, "utf-8")


def _ordered(blocks: list[tuple[str, list[Line]]], order: list[str]) -> list[list[Line]]:
    """The blocks as they are read; those that the order does not name come last, as they stand."""
    places = {id: place for place, id in enumerate(order)}
    return [lines for _, lines in sorted(blocks, key=lambda block: places.get(block[0], len(places)))]


def _lines(block: Element) -> Iterator[Line]:
    for number, line in enumerate(one for one in block.iter() if one.tag == "TextLine"):
        yield Line([*_words(line)], begins=number == 0)


def _words(line: Element) -> Iterator[Word]:
    """The words of a line; of one that is parted over two lines the first half has all of it."""
    for one in line:
        if one.tag != "String" or value(one, "SUBS_TYPE") == "HypPart2":
            continue
        confidence = value(one, "WC")
        place = value(one, "HPOS").partition(".")[0]
        yield Word(
            value(one, "SUBS_CONTENT") or value(one, "CONTENT"),
            int(place) if place.isdigit() else None,
            float(confidence) * _PERCENT if confidence else None,
        )
