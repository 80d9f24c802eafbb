"""A request as it comes in, in whatever pieces: its head, then its body. Nothing in here waits for a client."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from gunicorn.http.errors import (
    ChunkMissingTerminator,
    InvalidChunkSize,
    InvalidHeader,
    LimitRequestHeaders,
    NoMoreData,
)
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

_BARE_LF = re.compile(rb"(?<!\r)\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})(?:[ \t]*;[\t -~\x80-\xff]*)?")  # the line before a chunk: its size
_TRAILER = re.compile(rb"[!#-'*+.^-z|~0-9A-Z-]+:[\t -~\x80-\xff]*")
_LINE = 8_190  # bytes of one of these lines, as of a header
_TRAILERS = 100

MostBytes = Callable[[Any], int | None]  # of the body that follows a head; None for what any may have


class Incoming:
    """What a client has sent of one request; `rest` is what it sent behind it, of the next."""

    def __init__(
        self, config: Any, client: Any, head_bytes: int, body_bytes: int, most_bytes: MostBytes = lambda _: None
    ) -> None:
        self.head: Any = None  # gunicorn's Request, once the head is whole
        self.body = bytearray()
        self.is_too_large = False  # the body is over the limit; no more of it is read
        self.is_whole = False
        self.rest = bytearray()
        self.body_bytes = body_bytes  # that the body may have, once the head is whole of whoever sends it
        self._config, self._client = config, client
        self._head_bytes, self._most_bytes = head_bytes, most_bytes
        self._any_bytes = body_bytes
        self._searched = 0
        self._chunks: _Chunks | None = None
        self._length = 0

    @property
    def is_begun(self) -> bool:
        """Whether anything has come."""
        return self.head is not None or bool(self.rest)

    def take(self, data: bytes | bytearray) -> bool:
        """Takes the next bytes in; whether the request is whole now. Raises gunicorn's `ParseException`."""
        self.rest += data
        if self.head is None:
            self._take_head()
        if self.head is not None:
            self.is_whole = self._take_body()
            if self.is_whole:
                self.head._expected_100_continue = False  # or gunicorn would say it
        return self.is_whole

    @property
    def more_bytes(self) -> int:
        """How much longer the body may be than that of any request, where whoever sends it may write."""
        return max(0, min(self._length, self.body_bytes) - self._any_bytes)

    def expects_to_go_on(self) -> bool:
        """Whether the client waits for `100 Continue` before its body; true once."""
        if self.head is None or not self.head._expected_100_continue:
            return False
        self.head._expected_100_continue = False
        return True

    def environ(self) -> dict[str, Any]:
        """What the body adds to the environment of WSGI, whichever way it came."""
        added: dict[str, Any] = {"wsgi.input": BytesIO(bytes(self.body))}
        if self._chunks:
            added["CONTENT_LENGTH"] = str(self.body_bytes + 1 if self.is_too_large else len(self.body))
        return added

    def _take_head(self) -> None:
        end = self.rest.find(b"\r\n\r\n", max(0, self._searched - 3))
        if end < 0 and len(self.rest) <= self._head_bytes and not _BARE_LF.search(self.rest, self._searched):
            self._searched = len(self.rest)
            return
        size = end + 4 if end >= 0 else len(self.rest)
        try:
            self.head = Request(self._config, IterUnreader([bytes(self.rest[:size])]), self._client)
        except (NoMoreData, StopIteration):
            raise LimitRequestHeaders("the head does not end") from None
        del self.rest[:size]
        self.body_bytes = self._most_bytes(self.head) or self.body_bytes
        for name, value in self.head.headers:
            if name == "TRANSFER-ENCODING":
                self._chunks = _Chunks(self.body, self.body_bytes)
            elif name == "CONTENT-LENGTH":
                self._length = int(value)

    def _take_body(self) -> bool:
        if self._chunks:
            whole = self._chunks.take(self.rest)
            self.is_too_large = self._chunks.is_too_large
            return whole or self.is_too_large
        if self._length > self.body_bytes:
            self.is_too_large = True
            return True
        part = self.rest[: self._length - len(self.body)]
        self.body += part
        del self.rest[: len(part)]
        return len(self.body) == self._length


class _Chunks:
    """A body in chunks, put together in `body` as they come."""

    def __init__(self, body: bytearray, most: int) -> None:
        self.is_too_large = False
        self._body, self._most = body, most
        self._left = 0  # of the chunk that is being read
        self._in_chunk = False  # from the line of its size to the end of line behind it
        self._trailers: int | None = None  # how many, once the last chunk was read

    def take(self, data: bytearray) -> bool:
        """Takes from the front of `data` what belongs to the body; whether that was its end.

        Raises `ParseException` for what are no chunks.
        """
        while not self.is_too_large:
            if self._in_chunk:
                if not self._take_chunk(data):
                    return False
            elif (line := self._line(data)) is None:
                return False
            elif self._trailers is None:
                self._begin(line)
            elif not line:
                return True
            else:
                self._pass_over(line)
        return False

    def _take_chunk(self, data: bytearray) -> bool:
        part = data[: self._left]
        self._body += part
        self._left -= len(part)
        del data[: len(part)]
        if self._left or len(data) < 2:
            return False
        if data[:2] != b"\r\n":
            raise ChunkMissingTerminator(bytes(data[:2]))
        del data[:2]
        self._in_chunk = False
        return True

    def _begin(self, line: bytes) -> None:
        size = _CHUNK.fullmatch(line)
        if not size:
            raise InvalidChunkSize(line)
        self._left = int(size[1], 16)
        self._in_chunk = self._left > 0
        self._trailers = None if self._left else 0
        self.is_too_large = len(self._body) + self._left > self._most

    def _pass_over(self, line: bytes) -> None:
        assert self._trailers is not None
        self._trailers += 1
        if self._trailers > _TRAILERS:
            raise LimitRequestHeaders("trailers")
        if not _TRAILER.fullmatch(line):
            raise InvalidHeader(line)

    def _line(self, data: bytearray) -> bytes | None:
        end = data.find(b"\r\n", 0, _LINE + 2)
        if end < 0:
            if len(data) > _LINE:
                raise InvalidChunkSize(bytes(data[:20]))
            return None
        line = bytes(data[:end])
        del data[: end + 2]
        return line
