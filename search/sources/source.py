"""What a reader is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from search.messages import Message
from search.model.document import Document
from search.model.reject import Reject, UnfitError
from search.model.schema import SCHEMA, Schema
from search.model.source_settings import SourceSettings


class Readable(Protocol):
    """A stream of bytes, as far as readers need it."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, or all that are left."""


class SourceItem(NamedTuple):
    """What a reader gives: a document or a reject, the bytes read so far, and the line that a document stands in.

    None for an item: a long document is being read, and the reader is alive.
    """

    item: Document | Reject | None
    bytes_read: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What holds for all files of a run; a document has at most `most_bytes`."""

    most_bytes: int = 20 * 1024 * 1024
    schema: Schema = SCHEMA
    settings: SourceSettings = SourceSettings()


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a member of an archive: `place` says where it is, `name` is its path below what was given.

    It is the file of a `path`, or what `stream` opens. `address` and `date` are what a sitemap says of it; `depth` is
    how many archives it lies in.
    """

    place: str
    name: str
    size: int
    task: Task = Task()
    path: Path | None = None
    stream: Callable[[], BinaryIO] | None = None
    address: str | None = None
    date: str | None = None
    depth: int = 0

    def open(self) -> BinaryIO:
        """Its bytes, from the first."""
        return self.stream() if self.stream else Path(self.path or self.place).open("rb")

    def whole(self) -> bytes:
        """All bytes. Raises `UnfitError` when they are more than a document may have, whatever size was declared."""
        with self.open() as stream:
            data = stream.read(self.task.most_bytes + 1)
        if len(data) > self.task.most_bytes:
            raise UnfitError("file-too-large", most=self.task.most_bytes)
        if not data:
            raise UnfitError("empty")
        return data

    def beginning(self, count: int) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(count)

    def reject(
        self, code: str, line: int | None = None, place: Message | None = None, warning: bool = False, **values: Any
    ) -> SourceItem:
        """What is said of the file, or of a place in it."""
        reason = Message(f"reject.{code}", values)
        return SourceItem(Reject(self.place, line, reason, warning, place), self.size, line)
