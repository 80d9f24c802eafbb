"""One connection of a worker: what a client has sent, what it is yet to be sent, and within what bounds.

A client that ends its side of a connection while it waits for an answer has most likely left: nothing tells it from
one that has said all and still reads, which HTTP allows. So its answer is computed for another moment, and no longer,
and not where others wait.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from enum import Enum, auto
from math import inf
from typing import Any

from search.model.limits import Limits
from web.contract.error_kinds import REQUEST_LINE
from web.service.incoming import Incoming

AT_ONCE = 65_536  # bytes read


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many seconds a client may take, and how much a worker holds for all of them."""

    head: float = 10  # from its first byte; a new connection may be as long without one
    body: float = 10  # from the end of the head
    send: float = 10  # for an answer to be taken,
    slowest: int = 16_384  # and a second more for each so many bytes of it
    idle: float = 2  # between two requests
    linger: float = 1  # for reading off what comes after a refusal
    after_end: float = 0.5  # that an answer is computed for a client that has ended its side, and may yet read
    yields: float = 0.0002  # for each request in hand: a new connection is left so long to a worker that has fewer
    connections: int = 500
    head_bytes: int = 2 * REQUEST_LINE
    body_bytes: int = Limits().request_bytes
    unsent_bytes: int = 160_000_000  # of all answers that wait for their clients
    read_off: int = 4  # after a refusal, times what the body may have


class Phase(Enum):
    """What a connection is doing."""

    READING = auto()
    ANSWERING = auto()  # it belongs to a thread that computes
    SENDING = auto()
    LINGERING = auto()


class Connection:
    """One client: what it has sent of its request, what it is yet to be sent, and until when it may take."""

    def __init__(self, sock: socket.socket, client: Any, server: Any, incoming: Incoming) -> None:
        self.socket, self.client, self.server = sock, client, server
        self.incoming = incoming
        self.phase = Phase.READING
        self.deadline = inf
        self.watched = 0  # the events that are waited for
        self.unsent = memoryview(b"")
        self.keeps = False  # open for another request when all is sent
        self.left_at = inf  # when its answer is no longer worth computing; told when the client ends its side
        self.began_to_send = 0.0
        self.sent = self.read_off = 0  # bytes

    def has_left(self, others_wait: bool = False) -> bool:
        """Whether nobody waits for the answer, as far as that is known.

        A client that has ended its side and may yet read has no moment more where others wait.
        """
        return self.left_at < inf if others_wait else time.monotonic() >= self.left_at

    def answer(self, data: bytes, keeps: bool) -> None:
        """Sends what the client takes at once; the rest, and what comes after it, is left to `Connections`."""
        self.unsent, self.keeps = memoryview(data), keeps
        self.began_to_send, self.sent = time.monotonic(), 0
        self.send()

    def send(self) -> None:
        """Sends as much as the client takes now."""
        try:
            while self.unsent:
                count = self.socket.send(self.unsent)
                self.unsent = self.unsent[count:]
                self.sent += count
        except BlockingIOError:
            pass
        except OSError:
            self.unsent, self.keeps = memoryview(b""), False

    def end(self) -> bool:
        """Says that nothing more will be sent; whether something may yet come, which an early close would answer with a
        reset, and the last bytes sent could be lost."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
            return self.socket.recv(AT_ONCE) != b""
        except BlockingIOError:
            return not self.incoming.is_whole or self.incoming.is_too_large
        except OSError:
            return False

    def close(self) -> None:
        """Closes the socket."""
        self.unsent = memoryview(b"")
        self.socket.close()

    def rate(self, now: float) -> float:
        """Bytes a second that the client has taken of its answer."""
        return self.sent / max(now - self.began_to_send, 1e-3)
