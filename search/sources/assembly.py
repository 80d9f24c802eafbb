"""What a reader found made a document: its text mended, its values fitted to the fields, its quality judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from typing import Any

from search.messages import Message
from search.model.document import Document, Part
from search.model.field_values import LONGEST_TAG, MOST_VALUES, read_values
from search.model.parts import MOST_PARTS
from search.model.reject import LONGEST_ID, LONGEST_TITLE, Reject, UnfitError, is_usable_id
from search.model.value_map import ValueMap
from search.sources.furniture import lines_of, ranges_of
from search.sources.headline import find_date, find_title, head_of
from search.sources.mojibake import mend
from search.sources.quality import LOW, judge
from search.sources.source import Source, SourceItem

# What no text holds: controls but tab and line break, and halves of characters.
_UNWRITTEN = re.compile("[\0-\x08\x0e-\x1b\x7f\ud800-\udfff]")
# Word processors end a line with \v, printers a page with \f, library records a field with one of the separators.
_BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1f\x85\u2028\u2029]")
_ARABIC = re.compile("(?:[\u0621-\u064a]{2,}\\W+){5}")  # a sentence of Arabic
_LANGUAGE_SAMPLE = 2_000  # characters
_OF_PROGRAMS = ("en", "und", "zxx")  # the language of the program that made a file, not of its text
_BETWEEN = re.compile(r"\s*[;؛]\s*")
_TEMPLATES = ("2013-12-23",)  # the day of the template that python-docx makes files of
_MANY_BLANKS = re.compile("\n{3,}")


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found; `values` are of any fields, as the source writes them.

    Without an `id` it is the name of the file. `head`: a title and a date that are not there are looked for in the
    first lines. `date` is when the file says it was made, which counts less than a date in the first lines, and nothing
    when that is the day of the file: then a program made it of another, unless `trusts_date` says that a person wrote
    it.
    """

    id: str = ""
    title: str = ""
    text: str = ""
    parts: tuple[Part, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    encoding: str = ""
    date: str | None = None
    trusts_date: bool = False
    head: bool = True
    judged: bool = True
    asides: frozenset[str] = frozenset()  # lines of the text that are links to other texts


def assemble(source: Source, found: Found, line: int | None = None) -> Iterator[SourceItem]:
    """The document, and before it a warning for everything of it that is lost or doubtful. Raises `UnfitError`."""
    id = found.id or source.name
    if not is_usable_id(id):
        reason = Message("reject.bad-id", {"most": LONGEST_ID})
        raise UnfitError("bad-name", reason=reason)
    if len(found.parts) > MOST_PARTS:
        raise UnfitError("many-parts", most=MOST_PARTS)
    document = _document(source, id, found)
    if not document.text and not document.title:
        raise UnfitError("no-text")
    if len(document.text) > source.task.most_bytes:
        raise UnfitError("file-too-large", most=source.task.most_bytes)
    values, warnings = _fields(source, found, document)
    if found.judged and (low := judge(document.text)):
        warnings.append(low)
        values["quality"] = (LOW,)
    if found.asides:
        apart = ranges_of(line for line in lines_of(document.text) if line.text in found.asides)
        values["furniture"] = tuple(f"{start}-{end}" for start, end in apart[:MOST_VALUES])
    if len(document.title) > LONGEST_TITLE:
        warnings.append(Message("reject.title-cut", {"most": LONGEST_TITLE}))
    for warning in warnings:
        yield SourceItem(Reject(source.place, line, warning, warning=True), source.size, line)
    whole = replace(document, title=document.title[:LONGEST_TITLE], fields=ValueMap(values))
    yield SourceItem(whole, source.size, line)


def tidy(text: str) -> str:
    """A text as it is kept: its line breaks of one kind, without what no text holds, mojibake mended.

    >>> tidy("نص\\r\\nÇáßÊÇÈ\\0\\n\\n\\n\\nآخر ")
    'نص\\nالكتاب\\n\\nآخر'
    """
    text = _UNWRITTEN.sub("", _BREAKS.sub("\n", text))
    return _MANY_BLANKS.sub("\n\n", mend(text)).strip()


def _document(source: Source, id: str, found: Found) -> Document:
    parts = tuple(
        replace(part, text=text, label=" ".join(tidy(part.label).split())[:LONGEST_TAG])
        for part in found.parts
        if (text := tidy(part.text))
    )
    if len(parts) == 1 and not (parts[0].page or parts[0].volume):
        document = Document(id, "", parts[0].text)
    else:
        document = Document(id, "", "" if parts else tidy(found.text), parts=parts)
    title = " ".join(tidy(found.title).split())
    return replace(document, title=title or (find_title(head_of(document.text)) if found.head else ""))


def _fields(source: Source, found: Found, document: Document) -> tuple[dict[str, tuple[str, ...]], list[Message]]:
    given = {"encoding": found.encoding, **found.values}
    if source.address and not given.get("url"):
        given["url"] = source.address
    if not given.get("date"):
        given["date"] = (found.head and find_date(head_of(document.text))) or _made(source, found) or source.date
    if given.get("language") and _ARABIC.search(document.text[:_LANGUAGE_SAMPLE]):
        given["language"] = given["language"] if given["language"] not in _OF_PROGRAMS else None
    values: dict[str, tuple[str, ...]] = {}
    warnings = []
    for name, value in given.items():
        if (known := source.task.schema.by_name.get(name)) and name not in ("title", "text"):
            try:
                values[name] = read_values(known, _several(value) if known.many else _one(value))
            except UnfitError as error:
                warnings.append(Message("reject.value-left-out", {"reason": error.reason}))
    return values, warnings


def _made(source: Source, found: Found) -> str | None:
    if not found.date or found.trusts_date or source.path is None:
        return None if found.date in _TEMPLATES else found.date
    made = Date.fromtimestamp(source.path.stat().st_mtime)
    return None if abs((Date.fromisoformat(found.date) - made).days) <= 1 or found.date in _TEMPLATES else found.date


def _one(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list | tuple) else value


def _several(value: Any) -> Any:
    """Values, of which one text may hold several: offices keep all authors in one."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [part for one in value for part in _BETWEEN.split(str(one))][:MOST_VALUES]
    return value
