"""Gzip, read by zlib-ng: less than half of the time of Python's own, and errors of its own where data is damaged."""

from __future__ import annotations

from typing import BinaryIO, cast

from zlib_ng import gzip_ng, zlib_ng

_NO_BLOCK: type[Exception] = zlib_ng.error  # type: ignore[assignment]  # its stub calls the class an instance
DAMAGES = (gzip_ng.BadGzipFile, EOFError, _NO_BLOCK)  # what reading raises of data that is damaged or cut off


def unpacked(packed: BinaryIO) -> BinaryIO:
    """What is packed in a stream; reading it may raise `DAMAGES`."""
    return cast(BinaryIO, gzip_ng.GzipNGFile(fileobj=packed))  # type: ignore[no-untyped-call]  # it has no types
