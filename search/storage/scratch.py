"""What a build has no memory for, in files without a name; they lie in the system's folder for temporary files."""

from __future__ import annotations

import contextlib
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import IO
from weakref import finalize

from search.storage.disk import explained_disk_errors

_AT_ONCE = 2**16  # bytes; a signature has 32


class Scratch:
    """Bytes on disk, written one after the other; they are gone with it. Raises `DiskFullError`."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._size = 0
        with _explained_errors():
            self._file = TemporaryFile()  # noqa: SIM115  # closed with this
        finalize(self, _close, self._file)

    def write(self, content: bytes | bytearray | memoryview) -> None:
        """Adds to them."""
        self._waiting += content
        if len(self._waiting) > _AT_ONCE:
            self._put()

    def content(self) -> mmap | bytes:
        """All of them, mapped."""
        self._put()
        return mmap(self._file.fileno(), 0, access=ACCESS_READ) if self._size else b""

    def _put(self) -> None:
        with _explained_errors():
            self._file.write(self._waiting)
            self._file.flush()
        self._size += len(self._waiting)
        self._waiting.clear()


def _explained_errors() -> contextlib.AbstractContextManager[None]:
    return explained_disk_errors(Path(gettempdir()))


def _close(file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # the disk has no room for what is still in its buffer
        file.close()
