"""OpenITI mARkdown: classical books with their pages and headings, and what their header and their yml files say.

`# ` begins a paragraph and `~~` continues a line; `### |` is a heading, one bar more for each level below;
`PageV01P023` stands where page 23 of volume 1 ends. Other marks are for machines and no part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search.model.document import Part
from search.model.reject import UnfitError
from search.sources.assembly import Found, assemble
from search.sources.blocks import Block, chapters, lines
from search.sources.encoding import decode
from search.sources.source import Source, SourceItem

_END_OF_HEAD = "#META#Header#End#"
_META = re.compile(r"^#META#\s*(?:\d+\.)?([^:]+?)\s*:{1,2}\s*(.+)$")
_YML = re.compile(r"^\d\d#(\w+)#([^:]*?)#*:\s*(.*)$")
_NOTHING = re.compile(r"^(?:NO ?DATA|NOT ?GIVEN|N\.?A\.?|-+|Fulān.*|Kitāb al-Muʾallif.*|.*\bFulān\b.*)$", re.IGNORECASE)
_FIELDS = {
    "booktitle": "title",
    "title": "title",
    "authorname": "author",
    "author": "author",
    "booksubj": "category",
    "bookgenre": "category",
    "libreadonline": "url",
}
_YML_FIELDS = {
    ("book", "titlea#ar"): "title",
    ("book", "titleb#ar"): "title",
    ("auth", "shuhra#ar"): "author",
    ("auth", "ism####ar"): "author",
}
_PAGE = re.compile(r"PageV(\d+)P(\d+)[A-Za-z]?")
_HEADING = re.compile(r"^###\s*(?:(\|+)|[$@]+(?:\w+[$@])*)\s*(.*)$")
_MARKS = re.compile(
    r"\bms[A-Z]?\d+\b|Milestone\d+|@[A-Z]{1,6}\d*[A-Z]?@?|\[?IMG\d*\]?|#~:\w*:?|:\w+:(?=\s|$)|\^{2,}|¶|_{3,}"
    r"|(?<=\s)#(?=\s)|^\$+\s?|^[|@]\s"
)
_EDITOR = re.compile(r"^\s*(?:EDITOR|PARATEXT)\s*\|?\s*$")
_SPACES = re.compile(r"[ \t]+")
_ARABIC = re.compile("[\u0621-\u064a]")


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a book."""
    text, encoding = decode(source.whole(), source.task.settings.encoding)
    head, _, body = text.partition(_END_OF_HEAD) if _END_OF_HEAD in text else ("", "", text)
    values = {**_yml_values(source.path), **_head_values(head)}
    blocks = [*_blocks(body)]
    if not any(block.text for block in blocks):
        raise UnfitError("no-text")
    parts = tuple(_pages(blocks)) if any(block.page for block in blocks) else chapters(blocks)
    name = source.name.rpartition("/")[2]
    title = values.pop("title", "") or _title_in(name)
    found = Found(title=title, parts=parts, text="" if parts else lines(blocks), values=values, encoding=encoding)
    yield from assemble(source, found)


def _head_values(head: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in head.splitlines():
        meta = _META.match(line)
        name = _FIELDS.get(meta[1].strip().lower()) if meta else None
        if meta and name and not _NOTHING.match(meta[2].strip()):
            found.setdefault(name, meta[2].strip())
    return found


def _yml_values(path: Path | None) -> dict[str, Any]:
    """What the yml files of the version, the book and the author say, read line by line: many are no YAML."""
    found: dict[str, Any] = {}
    if path is None:
        return found
    author, _, rest = path.name.partition(".")
    book = f"{author}.{rest.partition('.')[0]}"
    for yml in (
        path.with_name(f"{path.name}.yml"),
        path.with_name(f"{book}.yml"),
        path.parent.parent / f"{author}.yml",
    ):
        if yml.is_file() and yml.stat().st_size < 1_000_000:
            for key, value in _yml_lines(decode(yml.read_bytes()).text):
                if (name := _YML_FIELDS.get(key)) and _ARABIC.search(value):
                    found.setdefault(name, value)
    return found


def _yml_lines(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """((kind, key), value) of each entry; a value goes on in the lines that are indented, or that begin no entry."""
    key, value = ("", ""), ""
    for line in text.splitlines():
        if entry := _YML.match(line.strip()):
            yield key, value
            key, value = (entry[1].lower(), entry[2].lower()), entry[3].strip()
        else:
            value = f"{value} {line.strip()}".strip()
    yield key, value


def _title_in(name: str) -> str:
    """The name of the book in its URI: `0179MalikIbnAnas.Muwatta.Shamela0028107-ara1`."""
    pieces = name.split(".")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", pieces[1]) if len(pieces) > 2 else name


def _blocks(body: str) -> Iterator[Block]:
    """Paragraphs, headings, and a block without text where a page ends."""
    some: list[str] = []
    level = 0
    for line in body.splitlines():
        heading = _HEADING.match(line)
        if not line.startswith("~~") and (some or heading):
            yield from _marked(" ".join(some), level)
            some, level = [], 0
        if heading:
            level = len(heading[1] or "|")
            some = ["" if _EDITOR.match(heading[2]) else heading[2]]
        else:
            some.append(line[2:] if line.startswith(("~~", "# ")) else line)
    yield from _marked(" ".join(some), level)


def _marked(text: str, level: int) -> Iterator[Block]:
    """The text of a paragraph, parted where a page ends."""
    start = 0
    for mark in _PAGE.finditer(text):
        yield from _plain(text[start : mark.start()], level)
        yield Block("", page=f"{int(mark[1])}/{int(mark[2])}")
        start = mark.end()
    yield from _plain(text[start:], level)


def _plain(text: str, level: int) -> Iterator[Block]:
    text = _SPACES.sub(" ", _MARKS.sub(" ", text.replace("%~%", " "))).strip()
    if text:
        yield Block(text, level)


def _pages(blocks: list[Block]) -> Iterator[Part]:
    """The pages; what follows the last mark has none."""
    label, some = "", list[Block]()
    heading: str | None = None
    for block in (*blocks, Block("", page="0/0")):
        if block.text:
            some.append(block)
            heading = heading or (block.text if block.level else None)
        elif block.page and some:
            volume, _, page = block.page.partition("/")
            yield Part(heading or label, lines(some), _number(volume), _number(page))
            label = next((one.text for one in reversed(some) if one.level), label)
            some, heading = [], None


def _number(written: str) -> str | None:
    return None if written == "0" else written
