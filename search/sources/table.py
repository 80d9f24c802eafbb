"""CSV and TSV, as Excel and its kin write them: `,` `;` tabs or `|` between cells, in UTF-8 or cp1256."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from search.model.reject import UnfitError
from search.sources.encoding import checked, detect
from search.sources.rows import read_rows
from search.sources.source import Source, SourceItem

_SEPARATORS = ",;\t|"
_SAMPLE = 262_144  # bytes in which the encoding and the separator are looked for
_LINES = 20


def read(source: Source) -> Iterator[SourceItem]:
    """A document for every row after the first, which has the names of the columns."""
    csv.field_size_limit(source.task.most_bytes)
    sample = source.beginning(_SAMPLE)
    given = source.task.settings.encoding
    encoding = checked(given) if given else detect(sample)
    beginning = sample.decode(encoding, "replace")
    lone = " " if "\n" in beginning else "\n"  # of a file of the old Macintosh lines end so, in others cells have it
    separator = _separator(_with_line_ends(beginning, lone), source.name)
    with source.open() as stream:
        rows = csv.reader(_lines(stream, encoding, source.task.most_bytes, lone), delimiter=separator, strict=False)
        try:
            header = next((row for row in rows if any(cell.strip() for cell in row)), None)
            if header is None:
                raise UnfitError("empty")
            numbered = ((rows.line_num, row) for row in rows)
            yield from read_rows(source, header, numbered, "utf-8" if encoding == "utf-8-sig" else encoding)
        except csv.Error as error:
            yield source.reject("csv-damaged", rows.line_num, reason=str(error))


def _separator(sample: str, name: str) -> str:
    """The sign that stands equally often in the first lines, the most often where several do; quoted cells aside."""
    if name.lower().endswith((".tsv", ".tab")) and "\t" in sample:
        return "\t"
    first = sample.split("\n")[:_LINES]
    if first[0].lower().startswith("sep=") and first[0][4:5]:
        return first[0][4]
    best, most = ",", (0, 0)
    for separator in _SEPARATORS:
        widths = [len(row) for row in csv.reader(first[:-1] or first, delimiter=separator) if row]
        width, often = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width > 1 and (often, width) > most and first[0].count(separator):
            best, most = separator, (often, width)
    return best


def _with_line_ends(text: str, lone: str) -> str:
    """The text with a line feed at the end of each line, and this for a carriage return that stands alone."""
    return text.replace("\r\n", "\n").replace("\r", lone)


def _lines(stream: BinaryIO, encoding: str, most: int, lone: str) -> Iterator[str]:
    """The lines of a stream, decoded as it is read. Raises `UnfitError` for one of more than `most` characters."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, first = "", True
    while data := stream.read(_SAMPLE):
        text = rest + decoder.decode(data)
        rest = "\r" * text.endswith("\r")  # perhaps the first half of a line end
        text = _with_line_ends(text.removesuffix("\r"), lone)
        if first:
            text, first = text.removeprefix("\ufeff"), False
            if text.lower().startswith("sep="):
                text = text.partition("\n")[2]
        *whole, last = text.split("\n")
        rest = last + rest
        for line in whole:
            yield f"{line}\n"
        if len(rest) > most:
            raise UnfitError("line-too-long", most=most)
    if rest := rest + decoder.decode(b"", final=True):
        yield _with_line_ends(rest, lone)
