"""ResponseCache that are kept: what is asked again while the index stays as it is, is not searched and written again.

Each worker keeps its own, so many bytes of them at most; those asked for longest ago make room. An answer of a
generation that has been replaced is never given, because the generation is part of what it is found by.
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

_OVERHEAD = 2_000  # bytes that an answer takes beside its body
_SHARE = 16  # no answer takes more than this part of the room


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """An answer, packed if it was sent so, and what the metrics and the log are told of it."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    outcome: str
    told: dict[str, Any]


class ResponseCache:
    """The last answers, at most so many bytes of them.

    >>> answers = ResponseCache(100_000)
    >>> answers.keep(b"1", CachedResponse(b"first", (), "found", {}))
    >>> answers.get(b"1").body, answers.get(b"2")
    (b'first', None)
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._kept: OrderedDict[bytes, CachedResponse] = OrderedDict()
        self._lock = Lock()

    def get(self, name: bytes) -> CachedResponse | None:
        """The answer of this name, if it is still here."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def keep(self, name: bytes, answer: CachedResponse) -> None:
        """Keeps an answer, unless it is large; others go for it."""
        if _size(answer) > self.most // _SHARE:
            return
        with self._lock:
            self._drop(name)
            self._kept[name] = answer
            self.size += _size(answer)
            while self.size > self.most:
                self._drop(next(iter(self._kept)))

    def _drop(self, name: bytes) -> None:
        if dropped := self._kept.pop(name, None):
            self.size -= _size(dropped)


def init_app(app: Flask, megabytes: float) -> None:
    """Makes room for the answers of one process."""
    app.extensions["response_cache"] = ResponseCache(int(megabytes * 1_000_000))


def answered(generation: str, asked: tuple[object, ...], make: Callable[[], Response]) -> Response:
    """The answer to what was asked of a generation: a kept one, or the one that `make` gives.

    Only a whole answer to a search (as `api.note` tells) is kept, and none over which the generation has changed.
    """
    answers: ResponseCache = current_app.extensions["response_cache"]
    if not answers.most:
        return make()
    started = time.perf_counter()
    packed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    name = blake2b(repr((generation, request.endpoint, packed, *asked)).encode(), digest_size=16).digest()
    if kept := answers.get(name):
        g.outcome, g.told = kept.outcome, kept.told | {"kept": True}
        g.timings = {"kept": (time.perf_counter() - started) * 1000}
        return Response(kept.body, headers=kept.headers)
    response = make()
    if g.get("outcome") in ("found", "nothing") and generation == index().tag():
        compress(response)
        answers.keep(name, CachedResponse(response.get_data(), tuple(response.headers), g.outcome, g.told))
    return response


def _size(answer: CachedResponse) -> int:
    return len(answer.body) + _OVERHEAD
