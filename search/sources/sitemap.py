"""The sitemap of a mirror: it is no document, it says the addresses and the days of the files beside it.

A mirror keeps the page at `https://host/news/5` as `news/5`, `news/5.html`, `news/5/index.html` or the same below
`host/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from search.model.reject import UnfitError
from search.sources import formats
from search.sources.files import SourceFile
from search.sources.source import Source, SourceItem
from search.sources.stated_dates import stated_date
from search.sources.xml_safe import events, plain

_MOST_BYTES = 60_000_000  # of a sitemap; the protocol allows 50 MB
_KEPT_AS = ("{}", "{}.html", "{}.htm", "{}/index.html", "{}/index.htm", "{}.pdf")


def with_addresses(files: Sequence[SourceFile]) -> list[SourceFile]:
    """The files, those that a sitemap among them names with its address, and no sitemap.

    A sitemap that was named alone brings the files of its mirror. One that cannot be read stays, so that it is told.
    """
    there = {file.path: file for file in files}
    for file in files:
        if not _is_sitemap(file):
            continue
        try:
            entries = [*_entries(file)]
        except (UnfitError, OSError):
            continue
        del there[file.path]
        for address, date in entries:
            if (path := _kept(file.path.parent, address)) and (path in there or len(files) == 1):
                known = there.get(path) or SourceFile(
                    path, str(path.relative_to(file.path.parent)), path.stat().st_size
                )
                there[path] = replace(known, address=address, date=date)
    return list(there.values())


def _is_sitemap(file: SourceFile) -> bool:
    if file.leads_to is not None or not (file.name.lower().endswith(".xml") and file.size <= _MOST_BYTES):
        return False
    try:
        with file.path.open("rb") as stream:
            format = formats.format_of(file.name, stream.read(formats.SNIFFED))
    except OSError:
        return False
    return format is not None and format.name == "sitemap"


def _entries(file: SourceFile) -> Iterator[tuple[str, str | None]]:
    """(address, day of its last change) of each page."""
    with file.path.open("rb") as stream:
        address, date = "", None
        for event, element in events(stream):
            if event == "start":
                continue
            if element.tag == "loc":
                address = plain(element).strip()
            elif element.tag in ("lastmod", "publication_date"):
                date = stated_date(plain(element)) or date
            elif element.tag == "url":
                if address.lower().startswith(("http://", "https://")):
                    yield address, date
                address, date = "", None
                element.clear()


def _kept(folder: Path, address: str) -> Path | None:
    """The file of a mirror that has the page of an address; none outside of the folder."""
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/") or "index.html"
    named = f"{path}?{parts.query}" if parts.query else path
    for base in (folder, folder / parts.netloc):
        for shape in _KEPT_AS:
            try:
                found = base / shape.format(named)
                if found.is_file() and found.resolve().is_relative_to(folder.resolve()):
                    return found
            except (OSError, ValueError):  # an address that can be no name of a file
                continue
    return None


def read(source: Source) -> Iterator[SourceItem]:
    """Raises `UnfitError`: what is read like a document could not be read as a sitemap, or lies in an archive."""
    raise UnfitError("sitemap")
