"""Members of a zip file, as a document of an office or a book is: each of a size that it may have, by its name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from search.model.reject import UnfitError
from search.sources.source import Readable, Source

_TIMES = 200  # as large unpacked as packed: text reaches 15 and repeated markup 60, a bomb a thousand
_SMALL = 10_000_000  # bytes unpacked that are never a bomb
MOST_UNPACKED = 200_000_000  # bytes of one member of a document, which are markup for the most part


@contextmanager
def opened(source: Source) -> Iterator[zipfile.ZipFile]:
    """The zip file of a source. Raises `UnfitError` for one that is damaged."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            yield archive
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, UnfitError):
            raise
        raise unfit(error) from None


def unfit(error: Exception) -> UnfitError:
    """What is wrong with a zip file that raised this."""
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return UnfitError("encrypted")
    return UnfitError("zip-damaged", reason=str(error)[:200])


@contextmanager
def member(archive: zipfile.ZipFile, name: str) -> Iterator[Readable]:
    """A member as a stream that ends where a bomb would begin. Raises `UnfitError` where there is none."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise UnfitError("not-in-zip", member=name[:200]) from None
    check_size(info)
    with archive.open(info) as stream:
        yield _Bounded(stream, min(info.file_size, MOST_UNPACKED))


def check_size(info: zipfile.ZipInfo) -> None:
    """Raises `UnfitError` for a member that is a bomb by its own account."""
    if info.flag_bits & 1:
        raise UnfitError("encrypted")
    if info.file_size > MOST_UNPACKED or (
        info.file_size > _SMALL and info.file_size > _TIMES * max(1, info.compress_size)
    ):
        raise UnfitError("bomb", megabytes=info.file_size // 1_000_000)


def text_of(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """All bytes of a member. Raises `UnfitError` for more than `most`."""
    with member(archive, name) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise UnfitError("file-too-large", most=most)
    return data


def has(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether there is a member of this name."""
    return name in archive.NameToInfo


class _Bounded:
    """A stream of no more bytes than its member declared."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._left = most

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise UnfitError("bomb", megabytes=MOST_UNPACKED // 1_000_000)
        return data
