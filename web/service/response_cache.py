"""LRU cache of responses: what is asked again of the same generation is not searched and rendered again.

Each worker has its own, of so many bytes. A response of a generation that has been replaced is never given, because the
generation is part of its key.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, g, request

from web.service.compression import compress, takes_gzip
from web.service.current_index import index

_OVERHEAD = 2_000  # bytes that a response takes beside its body
_SHARE = 16  # no response takes more than this part of the room


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A body, compressed if it was sent so, its headers, and what the metrics and the log say of its search."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    outcome: str
    log_fields: dict[str, Any]

    @property
    def size(self) -> int:
        """The bytes that it takes."""
        return len(self.body) + _OVERHEAD


class ResponseCache:
    """The last responses, at most so many bytes of them; those asked for longest ago make room.

    >>> cache = ResponseCache(100_000)
    >>> cache.put(b"1", CachedResponse(b"first", (), "found", {}))
    >>> cache.get(b"1").body, cache.get(b"2")
    (b'first', None)
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._responses: OrderedDict[bytes, CachedResponse] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes) -> CachedResponse | None:
        """The response of a key, if it is still here."""
        with self._lock:
            if key in self._responses:
                self._responses.move_to_end(key)
            return self._responses.get(key)

    def put(self, key: bytes, response: CachedResponse) -> None:
        """Puts a response in, unless it is large; others go for it."""
        if response.size > self.most // _SHARE:
            return
        with self._lock:
            self._drop(key)
            self._responses[key] = response
            self.size += response.size
            while self.size > self.most:
                self._drop(next(iter(self._responses)))

    def _drop(self, key: bytes) -> None:
        if dropped := self._responses.pop(key, None):
            self.size -= dropped.size


def init_app(app: Flask, megabytes: float) -> None:
    """Makes the cache of one process."""
    app.extensions["response_cache"] = ResponseCache(int(megabytes * 1_000_000))


def cached(generation: str, asked: tuple[object, ...], make: Callable[[], Response]) -> Response:
    """The response to what was asked of a generation: from the cache, or the one that `make` gives.

    Only a whole answer to a search (as `api.note` says) is put in, and none over which the generation has changed.
    """
    cache: ResponseCache = current_app.extensions["response_cache"]
    if not cache.most:
        return make()
    started = time.perf_counter()
    compressed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    key = blake2b(repr((generation, request.endpoint, compressed, *asked)).encode(), digest_size=16).digest()
    if known := cache.get(key):
        g.outcome, g.log_fields = known.outcome, known.log_fields | {"kept": True}
        g.timings, g.repeatable = {"kept": (time.perf_counter() - started) * 1000}, generation
        return Response(known.body, headers=known.headers)
    response = make()
    if g.get("outcome") in ("found", "nothing") and generation == index().tag():
        compress(response)
        cache.put(key, CachedResponse(response.get_data(), tuple(response.headers), g.outcome, g.log_fields))
    return response
