"""Books that the Shamela library exports as web pages: the card of the book, then its printed pages with their notes.

`<div class="PageText">` is a page: its head has the part of the book and `(ص: 12)`, its text headings in
`<span class="title">`, and below a short rule come the footnotes. The first page is the card. Its EPUB has lines such
as «الجزء: 1 ¦ الصفحة: 12» at the end of each page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from search.analysis.characters import DIGITS
from search.messages import message
from search.model.document import Part
from search.sources.assembly import Found, assemble
from search.sources.blocks import Block, lines
from search.sources.encoding import decode
from search.sources.html_blocks import Blocks, collapsed, parse
from search.sources.source import Source, SourceItem

_CARD = {"الكتاب": "title", "المؤلف": "author", "القسم": "category", "الناشر": "source"}
_CARD_LINE = re.compile(r"^\s*([^:\n]{2,30}?)\s*:\s*(.+)$")
_NUMBER = re.compile(r"\d+")
_VOLUME = re.compile(r"(?:\bج|الجزء|المجلد)\s*:?\s*(\d+)")
_PAGE_MARK = re.compile(r"^\W*(?:الجزء\s*:?\s*(\d+)\W+)?الصفحة\s*:?\s*(\d+)\W*$")
_NOTES = re.compile(r"^_{3,}$")
_DIED = re.compile(r"\s*\((?:ت|المتوفى|المتوفي)\b.*$|\s*\(\d.*$")


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a book, or of a volume of it."""
    html, encoding = decode(source.whole(), source.task.settings.encoding)
    tree = parse(html)
    texts = tree.css(".PageText")
    card = _card(texts[0]) if texts and texts[0].css_first(".PageNumber") is None else {}
    parts = tuple(_pages(tree, texts[1:] if card else texts, _volume_of(source.name)))
    title = card.pop("title", "") or _window_title(tree)
    yield from assemble(source, Found(title=title, parts=parts, values=card, encoding=encoding, head=False))


def _card(page: LexborNode) -> dict[str, Any]:
    """The fields of the book that its card has."""
    found: dict[str, Any] = {}
    for block in Blocks().of(page):
        line = _CARD_LINE.match(block.text)
        if line and (name := _CARD.get(line[1].strip())):
            found.setdefault(name, _DIED.sub("", line[2]) if name == "author" else line[2])
    return found


def _pages(tree: LexborHTMLParser, texts: list[LexborNode], volume: str | None) -> Iterator[Part]:
    label = ""
    for text in texts:
        head = text.css_first(".PageHead")
        name, number = (collapsed(one.text(deep=True)) if one else "" for one in _named(head))
        page = _NUMBER.search(number.translate(DIGITS))
        in_volume = _VOLUME.search(name.translate(DIGITS))
        notes = [*text.css(".footnote")]
        skipped = frozenset(one.mem_id for one in (head, *notes) if one is not None)
        headings = [
            heading for one in text.css(".title") if (heading := collapsed(one.text(deep=True)).strip("\u200c"))
        ]
        part = Part(
            headings[0] if headings else label,
            lines(Blocks(skipped).of(text)),
            in_volume[1] if in_volume else volume,
            page[0] if page else None,
        )
        label = headings[-1] if headings else label
        yield part
        if noted := "\n".join(lines(Blocks().of(one)) for one in notes):
            yield replace(part, label=message("source.footnotes", "ar"), text=noted)


def _named(head: LexborNode | None) -> tuple[LexborNode | None, LexborNode | None]:
    return (head.css_first(".PartName"), head.css_first(".PageNumber")) if head else (None, None)


def _volume_of(name: str) -> str | None:
    """The volume by the name of a file, `003.htm`; books of one volume have the name of the book."""
    stem = name.rpartition("/")[2].partition(".")[0]
    return str(int(stem)) if stem.isdigit() and len(stem) == 3 and int(stem) else None


def _window_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title") or tree.css_first(".PartName")
    return collapsed(node.text(deep=True)) if node else ""


def marked_pages(blocks: list[Block], label: str = "") -> Iterator[Part]:
    """The pages of a book whose pages end with a line that says which they were; none where there is no such line.

    >>> [(part.volume, part.page, part.text) for part in marked_pages([Block("قال"), Block("الجزء: 1 ¦ الصفحة: ٢")])]
    [('1', '2', 'قال')]
    """
    some: list[Block] = []
    marks = [(block, _PAGE_MARK.match(block.text.translate(DIGITS))) for block in blocks]
    if not any(mark for _, mark in marks):
        return
    for block, mark in marks:
        if mark is None:
            some.append(block)
            label = block.text if block.level else label
            continue
        yield from _page(some, label, mark[1], mark[2])
        some = []
    yield from _page(some, label, None, None)


def _page(blocks: list[Block], label: str, volume: str | None, page: str | None) -> Iterator[Part]:
    """A page, and its notes, which stand below a rule of underscores."""
    rule = next((number for number, block in enumerate(blocks) if _NOTES.match(block.text)), len(blocks))
    for name, some in ((label, blocks[:rule]), (message("source.footnotes", "ar"), blocks[rule + 1 :])):
        if text := lines(some):
            yield Part(name, text, volume, page)
