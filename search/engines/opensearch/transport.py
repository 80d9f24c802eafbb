"""HTTP to the nodes of a cluster: connections that are kept, and another node where one does not answer."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
import weakref
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

BUSY = (502, 503, 504, 429)  # of a node, or a proxy before it, that cannot answer now
_LEFT_OUT = 60.0  # seconds for which a node that did not answer is asked last
_CONNECTIONS = 32  # to each node, kept open


class NotReachedError(Exception):
    """No node answered; says why the last one did not."""


class TooLateError(NotReachedError):
    """The last node that was asked did not answer in time."""


class Answer(NamedTuple):
    """What a node says."""

    status: int
    body: bytes


class _Node:
    """One address, and the connections to it that nobody uses at the moment."""

    def __init__(self, address: str, context: ssl.SSLContext | None) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port
        self._prefix = parts.path.rstrip("/")
        self._context = context if parts.scheme == "https" else None
        self._idle: list[HTTPConnection] = []
        self.left_out_until = 0.0
        self.close = weakref.finalize(self, _close, self._idle)  # of a client that is dropped, too

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], seconds: float) -> Answer:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = None
        if connection is not None:
            connection.sock.settimeout(seconds)
            with contextlib.suppress(ConnectionError):  # the node has closed it meanwhile
                return self._ask(connection, method, path, body, headers)
        return self._ask(self._connect(seconds), method, path, body, headers)

    def _ask(
        self, connection: HTTPConnection, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        try:
            connection.request(method, self._prefix + path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.read())
        except BaseException:
            connection.close()
            raise
        if response.will_close or len(self._idle) >= _CONNECTIONS:
            connection.close()
        else:
            self._idle.append(connection)
        return answer

    def _connect(self, seconds: float) -> HTTPConnection:
        connection = (
            HTTPSConnection(self._host, self._port, timeout=seconds, context=self._context)
            if self._context
            else HTTPConnection(self._host, self._port, timeout=seconds)
        )
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def _close(connections: list[HTTPConnection]) -> None:
    while connections:
        connections.pop().close()


class Transport:
    """Asks the nodes in turn. Threads may share it, processes may not."""

    def __init__(self, addresses: Sequence[str], ca: Path | None, headers: Mapping[str, str], retries: int) -> None:
        secure = any(address.startswith("https:") for address in addresses)
        context = ssl.create_default_context(cafile=ca) if secure else None
        self._nodes = [_Node(address, context) for address in addresses]
        self._headers = headers
        self._retries = retries
        self._turns = count()

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], seconds: float) -> Answer:
        """What a node answers within so many seconds; another one is asked where one does not, or is busy.

        Raises `NotReachedError`.
        """
        busy: Answer | None = None  # which says more than that another node is not there
        for _ in range(self._retries + 1):
            node = self._next()
            try:
                answer = node.ask(method, path, body, {**self._headers, **headers}, seconds)
            except (OSError, HTTPException) as error:
                node.left_out_until = time.monotonic() + _LEFT_OUT
                failure = error
            else:
                if answer.status not in BUSY:
                    node.left_out_until = 0.0
                    return answer
                node.left_out_until = time.monotonic() + _LEFT_OUT
                busy = answer
        if busy:
            return busy
        kind = TooLateError if isinstance(failure, TimeoutError) else NotReachedError
        raise kind(getattr(failure, "strerror", None) or str(failure) or type(failure).__name__)

    def close(self) -> None:
        """Lets go of the connections that nobody uses."""
        for node in self._nodes:
            node.close()

    def _next(self) -> _Node:
        """The next node in turn of those that answered; where none did, the one that has been left out longest."""
        turn, now = next(self._turns), time.monotonic()
        answering = [node for node in self._nodes if node.left_out_until <= now]
        return answering[turn % len(answering)] if answering else min(self._nodes, key=lambda node: node.left_out_until)
