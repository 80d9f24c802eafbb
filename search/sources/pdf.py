"""PDF with text: read by two libraries, the lexicon judging whose words are Arabic; a page a part.

No library reads all that is printed: qalam has .95 to 1.00 of the words in right order of what Chromium and LibreOffice
write, and of WeasyPrint's texts without marks; pypdf has more of vocalised texts by WeasyPrint. Scanned pages are told,
not indexed: what a scanner's text layer holds is reversed or noise.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pypdf
import qalam
from pypdf.errors import PyPdfError

from search.messages import Message
from search.model.document import Part
from search.model.reject import UnfitError
from search.sources.assembly import Found, assemble
from search.sources.formats import SNIFFED, format_of
from search.sources.pdf_lines import paragraphs
from search.sources.pdf_mending import mend
from search.sources.quality import LOW, known_share
from search.sources.source import Source, SourceItem
from search.sources.stated_dates import stated_date

# Of the known words, see `benchmarks/bench_sources.py`: with so many as these qalam's text was right in .95 and more of
# the words, whoever wrote the file; pypdf's is better only where it is much better known.
_SURE = 0.9
_MUCH = 0.2
# Of all files below it some had less than .8 of the words right, of those above none; marks are what readers lose most.
_DOUBTFUL, _DOUBTFUL_VOCALISED = 0.82, 0.9
_VOCALISED = 0.3  # marks for each letter
_MARK, _LETTER = re.compile("[\u064b-\u0652]"), re.compile("[\u0621-\u064a]")
_LEAST_LETTERS = 10  # of a page that has text
_NOISE = 0.4  # of the known words of a scanned page's text layer
_MOST_LISTED = 20  # pages, in one warning
_PRINTED = ("skia", "chromium", "chrome", "wkhtmltopdf", "qt ")  # which say the day of printing
_TITLES_OF_PROGRAMS = ("microsoft word", "untitled", "powerpoint presentation")
_BESIDE = (".hocr", ".hocr.html", "_hocr.html", ".alto", ".alto.xml", "_alto.xml", ".xml", ".html")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one library read: the texts of the pages, and the share of their words that the lexicon knows."""

    pages: list[str]
    known: float


def read(source: Source) -> Iterator[SourceItem]:
    """The one document of a file."""
    if recognised := _recognised(source):
        yield source.reject("has-ocr", file=recognised.name, warning=True)
        return
    with source.open() as stream:
        pdf = _opened(stream)
        reading = _by_qalam(source, stream)
        if reading is None or reading.known < _SURE:
            texts: list[str] = []
            for page in pdf.pages:
                texts.append(_text(page))
                yield SourceItem(None, source.size)
            reading = _better(reading, _judged(texts))
        scanned = [number for number, page in enumerate(reading.pages) if _is_scanned(page, pdf, number)]
        labels = _labels(pdf, len(reading.pages))
        meta = _meta(pdf)
    yield from _told(source, scanned, len(reading.pages))
    yield from _document(source, reading, set(scanned), labels, meta)


def _recognised(source: Source) -> Path | None:
    """The file beside this one with the text that was recognised in it."""
    if source.path is None:
        return None
    for ending in _BESIDE:
        beside = source.path.with_name(source.path.name[:-4] + ending)
        if beside.is_file():
            with beside.open("rb") as stream:
                format = format_of(beside.name, stream.read(SNIFFED))
            if format and format.name in ("hocr", "alto"):
                return beside
    return None


def _opened(stream: BinaryIO) -> pypdf.PdfReader:
    """The file. Raises `UnfitError` for one that is encrypted, but with no password, or damaged."""
    try:
        pdf = pypdf.PdfReader(stream)
        if pdf.is_encrypted and not pdf.decrypt(""):
            raise UnfitError("encrypted")
        len(pdf.pages)
        return pdf
    except PyPdfError as error:
        raise UnfitError("pdf-damaged", reason=str(error)[:200]) from None
    except ImportError:  # of a package for AES, which the encrypted files of today need
        raise UnfitError("encrypted") from None


def _by_qalam(source: Source, stream: BinaryIO) -> _Reading | None:
    """What qalam reads; None for what it does not read at all."""
    try:
        with _named(source, stream) as name:
            return _judged([page.text for page in qalam.Document(name)]) if name else None
    except (qalam.QalamError, ValueError, OSError):
        return None


@contextmanager
def _named(source: Source, stream: BinaryIO) -> Iterator[str | None]:
    """A name by which a file can be opened, also for what is in memory alone; None where a system has none for that."""
    if source.path is not None:
        yield str(source.path)
    elif not hasattr(os, "memfd_create"):
        yield None
    else:
        descriptor = os.memfd_create("pdf")
        try:
            with open(descriptor, "wb", closefd=False) as file:
                stream.seek(0)
                file.write(stream.read())
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)


def _text(page: pypdf.PageObject) -> str:
    """What pypdf reads on a page; nothing where it fails: the others are read."""
    with suppress(PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return page.extract_text()
    return ""


def _judged(pages: list[str]) -> _Reading:
    share = known_share("\n".join(pages))
    return _Reading(pages, 1.0 if share is None and any(page.strip() for page in pages) else share or 0.0)


def _better(one: _Reading | None, other: _Reading) -> _Reading:
    """The better of two, of which the first is the surer; a page that it has not is the other's."""
    if one is None or other.known > one.known + _MUCH:
        return other
    others = [*other.pages, *[""] * len(one.pages)]
    return _Reading([page if page.strip() else others[number] for number, page in enumerate(one.pages)], one.known)


def _is_scanned(text: str, pdf: pypdf.PdfReader, number: int) -> bool:
    """Whether a page is a picture: it has no text, or one that is noise."""
    few = sum(letter.isalpha() for letter in text) < _LEAST_LETTERS
    noise = not few and (known_share(text) or 1.0) < _NOISE
    return (few or noise) and number < len(pdf.pages) and _has_picture(pdf.pages[number])


def _has_picture(page: pypdf.PageObject) -> bool:
    try:
        objects: Any = page["/Resources"]
        objects = objects["/XObject"]
        return any(objects[name].get("/Subtype") == "/Image" for name in objects)
    except (PyPdfError, KeyError, TypeError, AttributeError):
        return False


def _told(source: Source, scanned: list[int], pages: int) -> Iterator[SourceItem]:
    """The pages that are pictures. Raises `UnfitError` when all are."""
    if scanned and len(scanned) == pages:
        raise UnfitError("needs-ocr", pages=pages)
    if scanned:
        listed = ", ".join(str(number + 1) for number in scanned[:_MOST_LISTED])
        shown = f"{listed}, …" if len(scanned) > _MOST_LISTED else listed
        place = Message("place.pages", {"pages": shown})
        yield source.reject("pages-need-ocr", place=place, warning=True, count=len(scanned))


def _document(
    source: Source, reading: _Reading, scanned: set[int], labels: list[str], meta: dict[str, Any]
) -> Iterator[SourceItem]:
    mended = mend(["" if number in scanned else page for number, page in enumerate(reading.pages)])
    texts = [paragraphs(page) for page in mended.pages]
    parts = tuple(Part("", text, page=label) for label, text in zip(labels, texts, strict=True) if text.strip())
    if not parts:
        raise UnfitError("no-text")
    doubtful = bool(mended.clusters) or reading.known < _least_known("".join(texts))
    if doubtful:
        yield source.reject("doubtful-pdf", warning=True, percent=f"{100 * reading.known:.0f}")
    several = len(reading.pages) > 1
    yield from assemble(
        source,
        Found(
            title=meta.pop("title"),
            text="" if several else parts[0].text,
            parts=parts if several else (),
            date=meta.pop("date"),
            trusts_date=meta.pop("by-hand"),
            judged=not doubtful,
            values={**meta, "quality": LOW} if doubtful else meta,
        ),
    )


def _least_known(text: str) -> float:
    marks, letters = len(_MARK.findall(text)), len(_LETTER.findall(text))
    return _DOUBTFUL_VOCALISED if marks > _VOCALISED * letters else _DOUBTFUL


def _labels(pdf: pypdf.PdfReader, count: int) -> list[str]:
    """The printed numbers of the pages, or their numbers in the file."""
    try:
        labels = list(pdf.page_labels)
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        labels = []
    return labels if len(labels) == count else [str(number + 1) for number in range(count)]


def _meta(pdf: pypdf.PdfReader) -> dict[str, Any]:
    """What the file says of itself; of one that a browser printed, not when."""
    try:
        info = {name: str(value) for name, value in (pdf.metadata or {}).items()}
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError):
        info = {}
    title = info.get("/Title", "").strip()
    maker = f"{info.get('/Producer', '')} {info.get('/Creator', '')}".lower()
    is_printed = maker.startswith(_PRINTED) or any(f" {name}" in maker for name in _PRINTED)
    is_file_name = title.lower().endswith((".doc", ".docx", ".indd", ".pdf", ".html"))
    return {
        "title": "" if is_file_name or title.lower().startswith(_TITLES_OF_PROGRAMS) else title,
        "author": [info.get("/Author", "")],
        "tags": [word.strip() for word in info.get("/Keywords", "").replace("،", ",").split(",")],
        "date": None if is_printed else stated_date(info.get("/CreationDate")),
        "by-hand": "microsoft" in maker or "adobe" in maker or "indesign" in maker,
    }
