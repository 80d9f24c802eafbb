"""Source files to documents: one reader per format, and the walk that finds the files.

>>> from pathlib import Path
>>> [file.path.name for file in find_files([Path("seeds")])][:1]
['000_65ff194bb9956bd1.txt']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from search.messages import Message
from search.model.document import Document
from search.model.id_set import IdSet
from search.model.reject import Reject
from search.sources import files
from search.sources.confined import read_confined
from search.sources.files import SourceFile
from search.sources.furniture import Repeated, with_furniture
from search.sources.sitemap import with_addresses
from search.sources.source import SourceItem, Task

__all__ = ["Reject", "SourceFile", "SourceItem", "Task", "find_files", "read", "read_files"]


def find_files(paths: Sequence[Path], follow_links: bool = False) -> list[SourceFile]:
    """The files of a known format at and below the paths, in the order of the paths, then of the names.

    A link in a folder that leads out of it is there as what cannot be read, unless `follow_links`. In the place of a
    sitemap stand the files of its mirror, each with its address. Raises `SourceMissingError` for a path that is not
    there, `SourceError` for one that cannot be read or holds no such file.
    """
    return with_addresses([file for path in paths for file in files.find(path, follow_links)])


def read_files(found: Sequence[SourceFile], task: Task) -> Iterator[tuple[SourceFile, SourceItem]]:
    """The documents and rejects of files, in their order, each with the file that it is of.

    What may take all memory or no end of time is read by other processes, which have limits. An id that comes a second
    time is a reject.
    """
    seen = IdSet()
    repeated = Repeated()
    inside = {str(file.path): file for file in found if file.leads_to is None}
    for file in found:
        if file.leads_to is not None:
            yield file, _outside(file)
    for source, item in read_confined(file.source(task) for file in inside.values()):
        if isinstance(document := item.item, Document):
            if seen.add(document.id):
                item = SourceItem(with_furniture(document, repeated), item.bytes_read, item.line)
            else:
                item = source.reject("second-id", item.line, id=repr(document.id))
        yield inside[source.place], item


def read(file: SourceFile, task: Task) -> Iterator[SourceItem]:
    """The documents and rejects of one file, see `SourceItem`."""
    return (item for _, item in read_files([file], task))


def _outside(file: SourceFile) -> SourceItem:
    outside = Message("reject.link-outside", {"target": str(file.leads_to)})
    return SourceItem(Reject(str(file.path), None, outside), file.size)
