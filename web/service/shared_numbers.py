"""Numbers that all workers of a service share: no file to clean up, no other process to run.

A mapped, nameless file that exists before the workers are forked is theirs together. The lock is one of the system on
that file: it is let go of when its holder dies, so a killed worker stops nobody.
"""

from __future__ import annotations

import mmap
import os
from tempfile import TemporaryFile
from threading import Lock
from types import TracebackType
from weakref import finalize

try:
    import fcntl
except ImportError:  # Windows: one process, the threads' lock is enough
    fcntl = None  # type: ignore[assignment]


class SharedNumbers:
    """Floats by place, all 0 at first; read and write them inside `with`.

    >>> numbers = SharedNumbers(2)
    >>> with numbers:
    ...     numbers.cells[1] += 2.5
    >>> list(numbers.cells)
    [0.0, 2.5]
    """

    def __init__(self, count: int) -> None:
        with TemporaryFile() as file:
            file.truncate(8 * count)
            self._lock_file = os.dup(file.fileno())
            finalize(self, os.close, self._lock_file).atexit = False
            self.cells = memoryview(mmap.mmap(file.fileno(), 8 * count)).cast("d")
        self._threads = Lock()

    def __enter__(self) -> None:
        self._threads.acquire()
        if fcntl:
            fcntl.lockf(self._lock_file, fcntl.LOCK_EX)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if fcntl:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN)
        self._threads.release()
