"""The files of `tests/sources/hostile_files.py` read as sources: does the run end, is each named, how much memory."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from pathlib import Path

from benchmarks import common
from search.model.document import Document
from search.model.reject import Reject
from search.sources import Task, find_files, read_files
from tests.sources.hostile_files import FILES, write


def run() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        memory = _Memory()
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


class _Memory:
    """The most memory that this process and those below it hold together, looked at 50 times a second."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._ended = False
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended:
            self.peak = max(self.peak, sum(map(_megabytes, _tree(os.getpid()))))
            time.sleep(0.02)

    def end(self) -> None:
        self._ended = True
        self._thread.join()


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _megabytes(pid: int) -> float:
    """What a process holds, shared pages by its share of them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
