"""Source files to documents: one reader per format, and the walk that finds the files.

>>> from pathlib import Path
>>> [file.path.name for file in find_files([Path("seeds")])][:1]
['000_65ff194bb9956bd1.txt']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from search.messages import Message
from search.model.reject import Reject
from search.model.schema import Schema
from search.sources import files, jsonl, text
from search.sources.files import SourceFile, SourceItem

__all__ = ["Reject", "SourceFile", "SourceItem", "find_files", "read"]

_READERS = {".txt": text.read, ".jsonl": jsonl.read, ".jsonl.gz": jsonl.read}


def find_files(paths: Sequence[Path], follow_links: bool = False) -> list[SourceFile]:
    """The files of a known format at and below the paths, in the order of the paths, then of the names.

    A link in a folder that leads out of it is there as what cannot be read, unless `follow_links`. Raises
    `SourceMissingError` for a path that is not there, `SourceError` for one that cannot be read or holds no such file.
    """
    return [file for path in paths for file in files.find(path, tuple(_READERS), follow_links)]


def read(file: SourceFile, most_bytes: int, schema: Schema) -> Iterator[SourceItem]:
    """The documents and rejects of a file, see `SourceItem`; one has at most `most_bytes`."""
    if file.leads_to is not None:
        outside = Message("reject.link-outside", {"target": str(file.leads_to)})
        yield SourceItem(Reject(str(file.path), None, outside), file.size)
        return
    reader = _READERS[file.ending]
    try:
        yield from reader(file.path, file.name, most_bytes, schema)
    except OSError as error:
        unreadable = Message("reject.unreadable", {"reason": error.strerror or str(error)})
        yield SourceItem(Reject(str(file.path), None, unreadable), file.size)
