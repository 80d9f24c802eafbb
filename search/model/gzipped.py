"""Gzip, read by zlib-ng, which is quicker than Python's own; of damaged data all that is whole comes first."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO, cast

from zlib_ng import zlib_ng

_ERROR: type[Exception] = zlib_ng.error  # type: ignore[assignment]  # its stub calls the class an instance
DAMAGES = (EOFError, _ERROR)  # what reading raises of data that is damaged or cut off
_GZIP = 31  # with its head and its checksum, as zlib numbers the formats
_READ = 1 << 15  # bytes


def unpacked(packed: BinaryIO) -> BinaryIO:
    """What is packed in a stream, all members of it; reading behind the last whole byte may raise `DAMAGES`.

    >>> import gzip, io
    >>> cut = gzip.compress(b"one")[:-1] + gzip.compress(b"two")
    >>> unpacked(io.BytesIO(cut)).readline(3)
    b'one'
    """
    return cast(BinaryIO, BufferedReader(_Unpacked(_pieces(packed)), _READ))


class _Unpacked(RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._left = self._left or memoryview(next(self._pieces, b""))
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _pieces(packed: BinaryIO) -> Iterator[bytes]:
    """What is unpacked, piece by piece, none of them empty."""
    unpacker: Any = None  # its stub lacks `copy`
    while data := packed.read(_READ):
        while data:
            if unpacker is None:
                data = data.lstrip(b"\0")  # which some programs fill the last block with
                unpacker = zlib_ng.decompressobj(_GZIP) if data else None
                continue
            before = unpacker.copy()
            try:
                piece = unpacker.decompress(data)
            except _ERROR:
                yield from _whole(before, data)
                raise
            if piece:
                yield piece
            data = unpacker.unused_data
            if unpacker.eof:
                unpacker = None
    if unpacker:
        raise EOFError("it ends before its end mark")


def _whole(unpacker: Any, data: bytes) -> Iterator[bytes]:
    """What is unpacked of data before its damage, byte by byte."""
    for at in range(len(data)):
        try:
            piece = unpacker.decompress(data[at : at + 1])
        except _ERROR:
            return
        if piece:
            yield piece
