"""What sources hold, without an index: for each format the files, documents, parts, fields and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from search.model.document import Document
from search.model.reject import Reject
from search.sources import SourceFile, Task, read_files
from search.sources.formats import SNIFFED, format_of
from search.sources.quality import LOW

UNKNOWN = "unknown"


@dataclass(slots=True)
class FormatSurvey:
    """The files of one format; `fields` is in how many documents each field has a value, `encodings` likewise."""

    files: int = 0
    documents: int = 0
    parts: int = 0
    low: int = 0
    rejects: int = 0
    warnings: int = 0
    bytes: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            one.name: dict(value) if isinstance(value := getattr(self, one.name), Counter) else value
            for one in fields(self)
        }

    def add(self, item: Document | Reject) -> None:
        """Counts a document or what was said of one."""
        if isinstance(item, Reject):
            self.warnings += item.warning
            self.rejects += not item.warning
            return
        self.documents += 1
        self.parts += len(item.parts)
        self.low += item.value("quality") == LOW
        self.fields.update(name for name, values in item.fields.items() if values)
        self.fields.update(["title"] if item.title else [])
        self.encodings.update(item.values("encoding"))


def survey(files: Sequence[SourceFile], task: Task, formats: dict[str, FormatSurvey]) -> Iterator[Reject]:
    """Reads the files, counts by format in `formats` what they hold, and gives what was rejected or is doubtful."""
    names: dict[SourceFile, str] = {}
    for file in files:
        names[file] = _format_name(file, task)
        of = formats.setdefault(names[file], FormatSurvey())
        of.files += 1
        of.bytes += file.size
    for file, (item, *_) in read_files(files, task):
        if item is not None:
            formats[names[file]].add(item)
        if isinstance(item, Reject):
            yield item


def _format_name(file: SourceFile, task: Task) -> str:
    try:
        format = format_of(file.name, file.source(task).beginning(SNIFFED))
    except OSError:
        return UNKNOWN
    return format.name if format else UNKNOWN
