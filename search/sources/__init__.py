"""Source files to documents: one reader per format, and the walk that finds the files.

>>> from pathlib import Path
>>> [file.path.name for file in find_files([Path("seeds")])][:1]
['000_65ff194bb9956bd1.txt']
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.errors import SourceError, SourceMissingError
from search.messages import Message
from search.model.document import Document
from search.model.reject import Reject
from search.model.schema import SCHEMA, Schema
from search.sources import jsonl, text

__all__ = ["Reject", "SourceFile", "find_files", "read"]

_READERS = {".txt": text.read, ".jsonl": jsonl.read, ".jsonl.gz": jsonl.read}
FORMATS = tuple(_READERS)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `name` is its path below the folder that was given, without its ending."""

    path: Path
    name: str
    size: int


def find_files(paths: Sequence[Path]) -> list[SourceFile]:
    """The readable files at and below the paths, in the order of the paths, then of the names.

    Raises `SourceMissingError` for a path that is not there, `SourceError` for one that cannot be read or
    holds no file of a known format.
    """
    return [file for path in paths for file in _files_of(path)]


def read(file: SourceFile, most_bytes: int, schema: Schema = SCHEMA) -> Iterator[tuple[Document | Reject, int]]:
    """The documents and rejects of a file, each with the bytes read so far; one has at most `most_bytes`."""
    reader = _READERS[_ending(file.path)]
    try:
        yield from reader(file.path, file.name, most_bytes, schema)
    except OSError as error:
        yield (
            Reject(str(file.path), None, Message("reject.unreadable", {"reason": error.strerror or str(error)})),
            file.size,
        )


def _files_of(path: Path) -> list[SourceFile]:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise SourceMissingError("source-missing", path=path) from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISDIR(mode):
        if not stat.S_ISREG(mode):
            raise SourceError("source-neither", path=path)
        if not _ending(path):
            raise SourceError("unknown-format", path=path, formats=[*FORMATS])
        return [_source_file(path, path.name)]
    files = [_source_file(found, str(found.relative_to(path))) for found in _walk(path)]
    if not files:
        raise SourceError("no-documents-there", path=path, formats=[*FORMATS])
    return files


def _source_file(path: Path, name: str) -> SourceFile:
    return SourceFile(path, name[: -len(_ending(path))], path.stat().st_size)


def _walk(folder: Path) -> list[Path]:
    def refuse(error: OSError) -> None:
        raise _unreadable(error.filename, error) from error

    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=refuse):
        if "lock" in names and not {"CURRENT", "rejects.jsonl"}.isdisjoint(names):
            folders.clear()  # an index: its rejects.jsonl is no source
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(parent, name) for name in names if _ending(Path(name)) and not name.startswith(".")]
        found += [path for path in paths if path.is_file()]  # no pipes, no links that lead nowhere
    return sorted(found)


def _unreadable(path: object, error: OSError) -> SourceError:
    return SourceError("source-unreadable", path=path, reason=error.strerror)


def _ending(path: Path) -> str:
    return next((ending for ending in FORMATS if path.name.lower().endswith(ending)), "")
