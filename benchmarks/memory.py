"""The most memory that a process and those below it hold while something runs."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path


class Memory:
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
