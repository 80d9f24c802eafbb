"""The files of `tests/sources/hostile_files.py` read as sources: does the run end, is each named, how much memory."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks import common
from benchmarks.memory import Memory
from search.model.document import Document
from search.model.reject import Reject
from search.sources import Task, find_files, read_files
from tests.sources.hostile_files import FILES, write


def run() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        memory = Memory()
        started = time.monotonic()
        named: dict[str, str] = {}
        documents, slowest, last = [], ("", 0.0), started
        for file, (item, *_) in read_files(find_files([Path(folder)]), Task()):
            now = time.monotonic()
            slowest = max(slowest, (file.name, now - last), key=lambda one: one[1])
            last = now
            if isinstance(item, Reject):
                named.setdefault(file.name, item.reason.text("en"))
            elif isinstance(item, Document):
                documents.append(file.name)
        seconds = time.monotonic() - started
        memory.end()
    for name, reason in sorted(named.items()):
        print(f"{name}: {reason[:150]}")
    silent = sorted(FILES.keys() - named.keys())
    common.show(
        files=len(FILES),
        named=len(named),
        not_named=silent,
        documents=documents,
        seconds=seconds,
        slowest=slowest,
        peak_mb=memory.peak,
    )
