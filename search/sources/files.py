"""The files that are named, or lie below the folders that are named."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search.errors import SourceError, SourceMissingError
from search.sources import formats
from search.sources.source import Source, Task

# What web mirrors are full of: such a file is no document, and need not be opened to know it.
_NO_DOCUMENTS = (
    *(
        ".css",
        ".js",
        ".mjs",
        ".map",
        ".json",
        ".ico",
        ".svg",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".avif",
        ".bmp",
    ),
    *(
        ".woff",
        ".woff2",
        ".ttf",
        ".otf",
        ".eot",
        ".mp3",
        ".mp4",
        ".webm",
        ".ogg",
        ".wav",
        ".avi",
        ".mov",
        ".yml",
        ".yaml",
    ),
    *(".md", ".py", ".log", ".ini", ".toml", ".exe", ".dll", ".so", ".iso", ".db", ".sqlite", ".tif", ".tiff"),
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `name` is its path below the folder that was given.

    `leads_to` is what it is a link to, outside the folder: such a file is not read. `address` and `date` are what the
    sitemap of a mirror says of it.
    """

    path: Path
    name: str
    size: int
    leads_to: Path | None = None
    address: str | None = None
    date: str | None = None

    def source(self, task: Task) -> Source:
        """The same for a reader."""
        path = self.path
        return Source(str(path), self.name, self.size, task, path, address=self.address, date=self.date)


def find(path: Path, follow_links: bool) -> list[SourceFile]:
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
        if not _is_document(path):
            raise SourceError("unknown-format", path=path, formats=[*formats.endings()])
        return [_source_file(path, path.name, None)]
    inside = None if follow_links else path.resolve()
    files = [
        _source_file(found, str(found.relative_to(path)), inside)
        for found in sorted(_walk(path, follow_links))
        if _is_document(found)
    ]
    if not files:
        raise SourceError("no-documents-there", path=path, formats=[*formats.endings()])
    return files


def _source_file(path: Path, name: str, inside: Path | None) -> SourceFile:
    """The file; with `inside`, one that leads out of this folder says so. Who writes a folder may write a link."""
    target = path.resolve() if inside and path.is_symlink() else None
    leads_to = target if inside and target and not target.is_relative_to(inside) else None
    return SourceFile(path, name, path.stat().st_size, leads_to)


def _walk(folder: Path, follow_links: bool) -> Iterator[Path]:
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
            if not name.startswith(".") and path.is_file():  # no pipe, no link to nowhere
                yield path


def _is_document(path: Path) -> bool:
    """Whether a file is of a format that is read: by its ending, or else by its first bytes.

    Files of mirrors and of OpenITI have names without an ending, or with one of their own (`page.php?id=3`).
    """
    if formats.ending_of(path.name):
        return True
    if path.name.lower().endswith(_NO_DOCUMENTS):
        return False
    try:
        with path.open("rb") as stream:
            return formats.format_of(path.name, stream.read(formats.SNIFFED)) is not None
    except OSError:
        return False


def _is_index(names: list[str]) -> bool:
    """Whether a folder is an index: its rejects.jsonl is no source."""
    return "lock" in names and not {"CURRENT", "rejects.jsonl"}.isdisjoint(names)


def _unreadable(path: object, error: OSError) -> SourceError:
    return SourceError("source-unreadable", path=path, reason=error.strerror)
