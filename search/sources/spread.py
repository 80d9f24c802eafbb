"""Documents spread evenly over files, read before all others: what is typical of them all.

Only JSON lines are looked through so, where a line costs next to nothing that is not read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from io import BytesIO

from search.model.document import Document
from search.model.gzipped import DAMAGES, unpacked
from search.model.reject import UnfitError
from search.sources import jsonl
from search.sources.files import SourceFile
from search.sources.source import Source, Task

_ENDINGS = (".jsonl", ".jsonl.gz")
_MOST_BYTES = 1 << 30  # looked through
_MOST_HELD = 24 << 20  # bytes of lines


def spread_documents(files: Sequence[SourceFile], task: Task, few: int, most: int) -> Iterator[Document] | None:
    """Half of `most` documents or more, fewer of long ones; none of `few` short ones. None where a file is no lines.

    What is damaged or cannot be read ends them early: whoever reads the files meets it again.
    """
    if all(file.leads_to is None and file.name.lower().endswith(_ENDINGS) for file in files):
        return _spread(files, task, few, most)
    return None


def _spread(files: Sequence[SourceFile], task: Task, few: int, most: int) -> Iterator[Document]:
    held, size, step = list[bytes](), 0, 1
    number = -1
    for number, line in enumerate(_lines(files, task)):
        if number % step == 0:
            held.append(line)
            size += len(line)
            if len(held) > most or size > _MOST_HELD:
                held, step = held[::2], 2 * step
                size = sum(map(len, held))
    if number < few and step == 1:
        return
    source = Source("", "", size, task, stream=lambda: BytesIO(b"".join(held)))
    with contextlib.suppress(UnfitError):
        yield from (one.item for one in jsonl.read(source) if isinstance(one.item, Document))


def _lines(files: Sequence[SourceFile], task: Task) -> Iterator[bytes]:
    """The lines that are no longer than a document may be."""
    left = _MOST_BYTES
    for file in files:
        try:
            with file.source(task).open() as raw:
                lines = unpacked(raw) if file.name.lower().endswith(".gz") else raw
                while left > 0 and (line := lines.readline(task.most_bytes)):
                    left -= len(line)
                    if line.endswith(b"\n"):
                        yield line
        except (OSError, *DAMAGES):
            return
