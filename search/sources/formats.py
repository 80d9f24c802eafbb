"""The formats that are read: by which name and by which first bytes a file is known, and which module reads it.

What a file is counts more than what it is called: a `.doc` may be RTF or a web page, an `.xls` a table in HTML or text.
Readers are imported when the first file of theirs is met, since what some of them need is not installed everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from search.model.reject import UnfitError
from search.sources.source import Source, SourceItem

Reader = Callable[[Source], Iterator[SourceItem]]
SNIFFED = 4_096  # bytes


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `extra` is the one of setup.cfg that installs what its reader needs."""

    name: str
    endings: tuple[str, ...]
    module: str = ""
    extra: str = ""
    confined: bool = True  # read in a process of its own: a bad file may take all memory there is, or no end of time


# The first ending that a name has counts: .jsonl.gz before .gz.
FORMATS = (
    Format("text", (".txt",), "text", confined=False),
    Format("jsonl", (".jsonl", ".jsonl.gz"), "jsonl", confined=False),
    Format("html", (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp"), "html", "html"),
    Format("shamela", (), "shamela", "html"),
    Format("pdf", (".pdf",), "pdf", "pdf"),
    Format("hocr", (".hocr",), "hocr"),
    Format("alto", (".alto",), "alto"),
    Format("docx", (".docx", ".docm", ".dotx"), "docx"),
    Format("odt", (".odt", ".ott"), "odt"),
    Format("rtf", (".rtf",), "rtf", "rtf"),
    Format("epub", (".epub",), "epub", "html"),
    Format("openiti", (".markdown", ".completed", ".inprogress"), "openiti"),
    Format("csv", (".csv", ".tsv", ".tab"), "table"),
    Format("sheet", (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), "sheet", "sheets"),
    Format("feed", (".xml", ".rss", ".atom", ".wxr", ".rdf"), "feed"),
    Format("sitemap", (), "sitemap"),
    Format("archive", (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".gz"), "archive"),
    # Known, and not read: whoever has such files is told what to make of them.
    Format("foreign", (".doc", ".ppt", ".pptx", ".bok", ".mobi", ".azw3", ".djvu", ".mht", ".mhtml"), "foreign"),
)
_BY_NAME = {format.name: format for format in FORMATS}
_BY_ENDING = {ending: format for format in FORMATS for ending in format.endings}
_LONGEST_FIRST = sorted(_BY_ENDING, key=len, reverse=True)
_ROOT = re.compile(rb"<(?![?!])([\w.-]+(?::[\w.-]+)?)", re.ASCII)
_ROOTS = {
    **dict.fromkeys((b"rss", b"feed", b"rdf:rdf"), "feed"),
    **dict.fromkeys((b"urlset", b"sitemapindex"), "sitemap"),
    **dict.fromkeys((b"html", b"head", b"body", b"title", b"meta", b"table", b"div", b"article"), "html"),
    b"alto": "alto",
}
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_SHAMELA = re.compile(rb"class\s*=\s*[\"']?PageText", re.IGNORECASE)
_HOCR = re.compile(rb"class\s*=\s*[\"']ocr_page|name\s*=\s*[\"']ocr-system", re.IGNORECASE)
_OPENITI = b"######OpenITI#"
_TEXTS = ("text", "jsonl", "csv", "openiti")  # of these formats a file has no mark of its own


def endings() -> tuple[str, ...]:
    """The endings of all formats that are read."""
    return tuple(ending for ending, format in _BY_ENDING.items() if format.name != "foreign")


def ending_of(name: str) -> str:
    """The ending by which a file's format is known, or nothing.

    >>> ending_of("a/B.TAR.GZ"), ending_of("note.md")
    ('.tar.gz', '')
    """
    lower = name.lower()
    return next((ending for ending in _LONGEST_FIRST if lower.endswith(ending)), "")


def format_of(name: str, head: bytes) -> Format | None:
    """The format of a file by its name and its first bytes; None where neither tells.

    >>> format_of("report.doc", b"{\\\\rtf1\\\\ansi").name, format_of("a.txt", "نص".encode()).name
    ('rtf', 'text')
    """
    named = _BY_ENDING.get(ending_of(name))
    sniffed = _sniff(head, named.name if named else "")
    return _BY_NAME[sniffed] if sniffed else named


def _sniff(head: bytes, named: str) -> str | None:
    """The name of the format that the bytes have a mark of."""
    if head.startswith(b"%PDF-") or (named == "pdf" and b"%PDF-" in head[:1024]):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return named if named in ("docx", "odt", "epub", "sheet", "archive", "foreign") else _zipped(head)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"\x1f\x8b"):
        return "jsonl" if named == "jsonl" else "archive"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "sheet" if named == "sheet" else "foreign"
    return _marked_up(head, named)


def _zipped(head: bytes) -> str:
    if b"mimetypeapplication/epub" in head:
        return "epub"
    if b"opendocument.text" in head:
        return "odt"
    if b"opendocument.spreadsheet" in head or b"xl/" in head:
        return "sheet"
    return "docx" if b"word/" in head else "archive"


def _marked_up(head: bytes, named: str) -> str | None:
    """What text is marked up as; in UTF-16 it is seen through."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain.startswith(_OPENITI):
        return "openiti"
    if named in _TEXTS or not (plain.startswith(b"<") or named in ("html", "feed", "hocr", "alto")):
        return "html" if named in ("sheet", "foreign") and _HTML.search(plain) else None
    root = _ROOT.search(plain)
    name = root[1].lower().rpartition(b"}")[2] if root else b""
    found = _ROOTS.get(name) or _ROOTS.get(name.rpartition(b":")[2]) or ("html" if _HTML.search(plain) else None)
    if found == "html":
        return "hocr" if _HOCR.search(plain) else "shamela" if _SHAMELA.search(plain) else "html"
    return found


def read_source(source: Source, format: Format | None = None) -> Iterator[SourceItem]:
    """The documents and rejects of a file or member of an archive, whatever is wrong with it."""
    try:
        format = format or format_of(source.name, source.beginning(SNIFFED))
        if format is None:
            raise UnfitError("unknown-format")
        yield from load(format)(source)
    except UnfitError as error:
        yield source.reject(error.reason.code.removeprefix("reject."), **error.reason.values)
    except OSError as error:
        yield source.reject("unreadable", reason=error.strerror or str(error))
    except RecursionError:
        yield source.reject("nested-too-deep")


def load(format: Format) -> Reader:
    """The reader of a format. Raises `UnfitError` when what it needs is not installed."""
    try:
        reader: Reader = import_module(f"search.sources.{format.module}").read
    except ModuleNotFoundError as error:
        if not format.extra or (error.name or "").startswith("search"):
            raise
        raise UnfitError("not-installed", package=error.name, extra=format.extra) from None
    return reader
