"""The files that are named, or lie below the folders that are named."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from search.errors import SourceError, SourceMissingError
from search.model.document import Document
from search.model.reject import Reject


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `name` is its path below the folder that was given, without its `ending`, that of its format.

    `leads_to` is what it is a link to, outside the folder: such a file is not read.
    """

    path: Path
    name: str
    ending: str
    size: int
    leads_to: Path | None = None


class SourceItem(NamedTuple):
    """What a reader gives: a document or a reject, the bytes read so far, and the line that a document stands in."""

    item: Document | Reject
    bytes_read: int
    line: int | None = None


def find(path: Path, endings: tuple[str, ...], follow_links: bool) -> list[SourceFile]:
    """The file itself, or the files of a folder, sorted by their names. Raises as `find_files` does."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise SourceMissingError("source-missing", path=path) from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISDIR(mode):
        if not stat.S_ISREG(mode):
            raise SourceError("source-neither", path=path)
        if not _ending(path.name, endings):
            raise SourceError("unknown-format", path=path, formats=[*endings])
        return [_source_file(path, path.name, endings, None)]
    inside = None if follow_links else path.resolve()
    files = [
        _source_file(found, str(found.relative_to(path)), endings, inside)
        for found in sorted(_walk(path, endings, follow_links))
    ]
    if not files:
        raise SourceError("no-documents-there", path=path, formats=[*endings])
    return files


def _source_file(path: Path, name: str, endings: tuple[str, ...], inside: Path | None) -> SourceFile:
    """The file; with `inside`, one that leads out of this folder says so. Who writes a folder may write a link."""
    ending = _ending(name, endings)
    target = path.resolve() if inside and path.is_symlink() else None
    leads_to = target if inside and target and not target.is_relative_to(inside) else None
    return SourceFile(path, name[: -len(ending)], ending, path.stat().st_size, leads_to)


def _walk(folder: Path, endings: tuple[str, ...], follow_links: bool) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise _unreadable(error.filename, error) from error

    seen: set[Path] = set()  # folders, where links may make a circle
    for parent, folders, names in os.walk(folder, onerror=refuse, followlinks=follow_links):
        if _is_index(names) or (real := Path(parent).resolve()) in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if _ending(name, endings) and not name.startswith(".") and path.is_file():  # no pipe, no link to nowhere
                yield path


def _is_index(names: list[str]) -> bool:
    """Whether a folder is an index: its rejects.jsonl is no source."""
    return "lock" in names and not {"CURRENT", "rejects.jsonl"}.isdisjoint(names)


def _unreadable(path: object, error: OSError) -> SourceError:
    return SourceError("source-unreadable", path=path, reason=error.strerror)


def _ending(name: str, endings: tuple[str, ...]) -> str:
    return next((ending for ending in endings if name.lower().endswith(ending)), "")
