"""HTTP to the nodes of a cluster: connections that are kept, and another node where one does not answer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from urllib3 import connection_from_url
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, TimeoutError

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
    """One address, and the connections to it."""

    def __init__(self, address: str, ca: Path | None) -> None:
        secure = {"ca_certs": ca and str(ca)} if address.startswith("https:") else {}
        self._pool = connection_from_url(address, maxsize=_CONNECTIONS, retries=False, **secure)
        self._prefix = urlsplit(address).path.rstrip("/")
        self.close = self._pool.close
        self.left_out_until = 0.0

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], seconds: float) -> Answer:
        """What the node answers. Raises what urllib3 does."""
        try:
            return self._ask(method, path, body, headers, seconds)
        except ProtocolError:  # a kept connection that the node closed meanwhile: a new one tells whether it is there
            return self._ask(method, path, body, headers, seconds)

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], seconds: float) -> Answer:
        answer = self._pool.urlopen(method, self._prefix + path, body, headers, redirect=False, timeout=seconds)
        return Answer(answer.status, answer.data)


class Transport:
    """Asks the nodes in turn. Threads may share it, processes may not."""

    def __init__(self, addresses: Sequence[str], ca: Path | None, headers: Mapping[str, str], retries: int) -> None:
        self._nodes = [_Node(address, ca) for address in addresses]
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
            except HTTPError as error:
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
        # urllib3 counts a connection that is refused among those that took too long.
        too_late = isinstance(failure, TimeoutError) and not isinstance(failure, NewConnectionError)
        raise (TooLateError if too_late else NotReachedError)(_reason(failure))

    def close(self) -> None:
        """Lets go of the connections."""
        for node in self._nodes:
            node.close()

    def _next(self) -> _Node:
        """The next node in turn of those that answered; where none did, the one that has been left out longest."""
        turn, now = next(self._turns), time.monotonic()
        answering = [node for node in self._nodes if node.left_out_until <= now]
        return answering[turn % len(answering)] if answering else min(self._nodes, key=lambda node: node.left_out_until)


def _reason(failure: HTTPError) -> str:
    """What the system says of a connection that failed, in its own words."""
    cause = failure.__cause__ or failure.__context__
    return getattr(cause, "strerror", None) or str(failure) or type(failure).__name__
