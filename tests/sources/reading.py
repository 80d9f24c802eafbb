"""Files written by a test and read as sources."""

from __future__ import annotations

from pathlib import Path

from search.model.document import Document
from search.model.reject import Reject
from search.model.schema import SCHEMA, Schema
from search.model.source_settings import SourceSettings
from search.sources import Task, find_files, read_files


def read_all(
    path: Path, settings: SourceSettings = SourceSettings(), schema: Schema = SCHEMA
) -> tuple[list[Document], list[Reject]]:
    """The documents, and what was rejected or warned of, of a file or folder."""
    task = Task(schema=schema, settings=settings)
    items = [item for _, (item, *_) in read_files(find_files([path]), task)]
    documents = [item for item in items if isinstance(item, Document)]
    return documents, [item for item in items if isinstance(item, Reject)]


def read_one(path: Path, content: str | bytes, settings: SourceSettings = SourceSettings()) -> Document:
    """The one document of a file with this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (document,), _ = read_all(path, settings)
    return document


def reasons(rejects: list[Reject]) -> list[str]:
    """What they say."""
    return [reject.reason.code.removeprefix("reject.") for reject in rejects]
