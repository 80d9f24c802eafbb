"""Requests that repeat one: their answers are given from the response cache by the thread of the connections.

A request with the head of one that was answered is answered alike, as long as the generation and the day are the same.
So it needs none of the checks, which that one has passed, no turn and no thread. Where there are keys or a limit of
requests, each request is checked, and nothing is given like this.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date as Date
from email.utils import formatdate
from hashlib import blake2b
from typing import Any

from flask import Flask

from search.errors import BahithError
from search.settings import Service
from web.service.incoming import Incoming
from web.service.observability import REPEATABLE, Observability, Repeatable
from web.service.response_cache import CachedResponse, ResponseCache

_NOT_READ = frozenset({"REFERER", "USER-AGENT", "X-FORWARDED-FOR", "X-REQUEST-ID"})  # by anything that makes an answer
_OF_ONE = frozenset({"server-timing", "x-request-id"})  # headers that each answer has of its own


class Repeats:
    """The answers of an app that repeated requests get; one thread asks for them, others keep them."""

    def __init__(self, app: Flask, service: Service) -> None:
        self._cache: ResponseCache = app.extensions["response_cache"]
        self._observability: Observability = app.extensions["observability"]
        self._index = app.extensions["bahith"]
        self._on = bool(self._cache.most) and not service.keys and not service.rate_limit
        self._any = False  # nothing is looked for, and no index opened, before the first is kept

    def answer(self, incoming: Incoming, keeps: bool) -> bytes | None:
        """The whole answer to a request, None where it is for the app; `keeps`: its connection stays open."""
        if not self._any or not _is_plain(incoming):
            return None
        started = time.perf_counter()
        try:
            known = self._cache.get(_key(incoming.head, self._index.get().tag()))
        except BahithError:
            return None
        if known is None:
            return None
        given = next((value for name, value in incoming.head.headers if name == "X-REQUEST-ID"), "")
        own = self._observability.tell_again(known, given, started)
        return _written(known, own, keeps) + known.body

    def keep(
        self, incoming: Incoming, environ: dict[str, Any], headers: Iterable[tuple[str, str]], body: bytes
    ) -> None:
        """Keeps an answer that the app has given, where it may be given again."""
        told: Repeatable | None = environ.get(REPEATABLE)
        if not self._on or told is None or not _is_plain(incoming):
            return
        shared = tuple((name, value) for name, value in headers if name.lower() not in _OF_ONE)
        self._cache.put(_key(incoming.head, told.generation), CachedResponse(body, shared, told.outcome, told.fields))
        self._any = True


def _is_plain(incoming: Incoming) -> bool:
    head = incoming.head
    return head.method == "GET" and head.version == (1, 1) and not incoming.body and not incoming.is_too_large


def _key(head: Any, generation: str) -> bytes:
    read = [header for header in head.headers if header[0] not in _NOT_READ]
    asked = (generation, Date.today(), head.scheme, head.uri, read)
    return blake2b(repr(asked).encode(), digest_size=16).digest()


def _written(known: CachedResponse, own: Iterable[tuple[str, str]], keeps: bool) -> bytes:
    """The head of an answer."""
    connection = ("Connection", "keep-alive" if keeps else "close")
    headers = (("Server", "gunicorn"), ("Date", formatdate(usegmt=True)), connection, *known.headers, *own)
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
    return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode("latin-1")
