"""What the index asks of the disk: that a file is written, unchanged, locked; and the errors of the disk, explained."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

from search.errors import DiskFullError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

_CHUNK = 1 << 20


def checksum(path: Path) -> str:
    """The CRC-32 of a file."""
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return f"{crc:08x}"


def sync(path: Path) -> None:
    """Returns when a file or folder is on the disk."""
    if os.name == "nt":
        return  # a folder cannot be opened there, and a file only for writing
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_synced(path: Path, text: str) -> None:
    """Writes a file; it is on the disk when this returns."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def try_lock(handle: int) -> bool:
    """Locks an open file for this process alone, until it is closed; False when another one holds it."""
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


@contextlib.contextmanager
def explained_disk_errors(root: Path) -> Iterator[None]:
    """Turns what an engine or the system says of a full disk into `DiskFullError`; other errors pass."""
    try:
        yield
    except Exception as error:
        if not _says_full(error, root):
            raise
        if _has_no_inodes(root):
            raise DiskFullError("no-inodes", root=root) from error
        free = shutil.disk_usage(root).free // 1_000_000
        raise DiskFullError("disk-full", root=root, free=free) from error


def _has_no_inodes(root: Path) -> bool:
    """Whether no further file can be made, however much room there is."""
    if not hasattr(os, "statvfs"):
        return False
    found = os.statvfs(root)
    return found.f_files > 0 and found.f_favail == 0


def _says_full(error: Exception, root: Path) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    words = ("No space left", "os error 28", "File too large", "os error 27", "quota exceeded")
    # A writer thread of Tantivy that met a full disk says only that it was killed. Without a folder it wrote nothing.
    return any(word in str(error) for word in words) or (root.is_dir() and shutil.disk_usage(root).free < _CHUNK)
