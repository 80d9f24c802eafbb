"""EPUB books: the chapters in the order of the spine, named by the contents, with the printed pages where marked."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from search.model.document import Part
from search.model.reject import UnfitError
from search.sources import shamela
from search.sources.assembly import Found, assemble
from search.sources.blocks import Block, lines, pages
from search.sources.encoding import decode
from search.sources.html_blocks import Blocks, parse
from search.sources.source import Source, SourceItem
from search.sources.stated_dates import stated_date
from search.sources.xml_safe import events, plain, value
from search.sources.zipped import has, member, opened, text_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html")
_CONTENTS = "application/x-dtbncx+xml"
_CONTENTS_NAMES = ("toc", "nav", "contents", "titlepage")


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a book."""
    with opened(source) as archive:
        package = _package_path(archive)
        values, hrefs, contents = _package(archive, package)
        labels = _labels(archive, contents) if contents else {}
        parts: list[Part] = []
        for href in hrefs:
            if has(archive, href):
                page = decode(text_of(archive, href, source.task.most_bytes)).text
                parts += _parts(page, labels.get(href, ""))
                yield SourceItem(None, source.size)
    title = values.pop("title", "")
    date = values.pop("date", None)
    yield from assemble(source, Found(title=title, parts=tuple(parts), values=values, date=date))


def _package_path(archive: zipfile.ZipFile) -> str:
    if has(archive, _ENCRYPTION) and b"EncryptedKey" in text_of(archive, _ENCRYPTION, 1_000_000):
        raise UnfitError("encrypted")
    with member(archive, _CONTAINER) as stream:
        for event, element in events(stream):
            if event == "end" and element.tag == "rootfile":
                return value(element, "full-path")
    raise UnfitError("not-in-zip", member="rootfile")


def _package(archive: zipfile.ZipFile, path: str) -> tuple[dict[str, Any], list[str], str | None]:
    """What the book says of itself, the members that have its text, and the one with its contents."""
    found: dict[str, list[str]] = {}
    items: dict[str, tuple[str, str]] = {}
    spine: list[str] = []
    folder = posixpath.dirname(path)
    with member(archive, path) as stream:
        for event, element in events(stream):
            if event == "start":
                continue
            if element.tag == "item":
                href = posixpath.normpath(posixpath.join(folder, unquote(value(element, "href"))))
                kind = "nav" if "nav" in value(element, "properties").split() else value(element, "media-type")
                items[value(element, "id")] = href, kind
            elif element.tag == "itemref":
                spine.append(value(element, "idref"))
            else:
                found.setdefault(element.tag, []).append(plain(element).strip())
    hrefs = [items[id][0] for id in spine if id in items and items[id][1] in _PAGES]
    contents = next((href for kind in ("nav", _CONTENTS) for href, of in items.values() if of == kind), None)
    return _values(found), hrefs or [href for href, kind in items.values() if kind in _PAGES], contents


def _values(found: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "title": next(iter(found.get("title", ())), ""),
        "author": found.get("creator", []),
        "tags": found.get("subject", []),
        "source": next(iter(found.get("publisher", ())), None),
        "language": next(iter(found.get("language", ())), "")[:2].lower() or None,
        "date": next((date for text in found.get("date", ()) if (date := stated_date(text))), None),
    }


def _labels(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    """Member -> its name in the contents, the first where it has several."""
    labels: dict[str, str] = {}
    label = ""
    folder = posixpath.dirname(path)

    def add(href: str) -> None:
        target = posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
        if label:
            labels.setdefault(target, label)

    if not has(archive, path):
        return labels
    with member(archive, path) as stream:
        for event, element in events(stream):
            if event == "end" and element.tag == "text":
                label = plain(element).strip()
            elif event == "end" and element.tag == "content":
                add(value(element, "src"))
            elif event == "end" and element.tag == "a":
                label = plain(element).strip()
                add(value(element, "href"))
    return labels


def _parts(page: str, label: str) -> Iterator[Part]:
    """The parts of a member: one, or one for each printed page."""
    tree = parse(page)
    if tree.body is None:
        return
    found = [block for block in Blocks(_contents(tree)).of(tree.body) if block.text or block.page]
    if parts := [*shamela.marked_pages(found, label)]:
        yield from parts
    elif any(block.page for block in found):
        yield from pages(found, label)
    elif text := lines(found):
        yield Part(label or _heading(found), text)


def _contents(tree: Any) -> frozenset[int]:
    """Lists of contents, which say in other words what the labels of parts say."""
    return frozenset(
        node.mem_id
        for node in tree.css("nav")
        if set(_CONTENTS_NAMES) & set(str(node.attributes.get("epub:type")).split())
    )


def _heading(blocks: list[Block]) -> str:
    return next((block.text for block in blocks if block.level), "")
