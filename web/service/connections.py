"""The connections of a worker: one thread reads requests and sends answers, and waits for no client.

A thread that computes gets a request when its head and body are whole, and leaves its answer in memory. So a client
that sends or reads slowly takes none: it has a socket, some bytes, and a deadline that nothing it does moves.
"""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from queue import SimpleQueue
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from web.service.connection import AT_ONCE, Bounds, Connection, Phase
from web.service.incoming import Incoming, MostBytes

_ACCEPTED = 4  # connections at once
_TICK = 0.25  # seconds between two looks at the deadlines
_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connections:
    """All open connections of a worker.

    `answer` is called with a connection whose request is whole and must see to it that `answered` is called, from
    whatever thread; `refusal` makes the answer to what is no request, or of None to one that came too slowly.
    `wake` is a pipe: what is written to it ends a wait.
    """

    def __init__(
        self,
        config: Any,
        bounds: Bounds,
        answer: Callable[[Connection], object],
        refusal: Callable[[Exception | None], bytes],
        wake: Sequence[int],
        most_bytes: MostBytes = lambda _: None,
    ) -> None:
        self._most_bytes = most_bytes
        self._config, self._bounds, self._answer, self._refusal, self._wake = config, bounds, answer, refusal, wake
        self._open: set[Connection] = set()
        self._answered: SimpleQueue[Connection] = SimpleQueue()
        self._listeners: list[socket.socket] = []
        self._listens = False
        self._looked = 0.0  # at the deadlines, and when
        self._in_hand = 0  # requests that are being answered
        self._accepts_at = 0.0  # the next connection
        self._selector = selectors.DefaultSelector()
        self._selector.register(wake[0], EVENT_READ, self._take_answered)

    def __len__(self) -> int:
        return len(self._open)

    def listen(self, listeners: list[socket.socket]) -> None:
        """Takes in new connections from now on."""
        self._listeners = listeners
        for listener in listeners:
            listener.setblocking(False)

    def stop(self) -> None:
        """Takes in no more; who is idle has `idle` seconds for a request that may be on its way."""
        self._listen(False)
        self._listeners = []
        for one in self._open:
            if one.phase is Phase.READING and not one.incoming.is_begun:
                one.deadline = min(one.deadline, time.monotonic() + self._bounds.idle)

    def close(self) -> None:
        """Closes all of them, whatever they are at."""
        for one in [*self._open]:
            self._close(one)
        self._selector.close()

    def answered(self, connection: Connection, wakes: bool = True) -> None:
        """Gives a connection back; the thread that is within `turn` needs not be woken."""
        self._answered.put(connection)
        if wakes:
            with contextlib.suppress(BlockingIOError):  # a full pipe wakes too
                os.write(self._wake[1], b".")

    def turn(self) -> None:
        """Waits a moment for what clients do, and does what follows from it."""
        if len(self._open) >= self._bounds.connections:
            self._evict()
        now = time.monotonic()
        self._listen(len(self._open) < self._bounds.connections and now >= self._accepts_at)
        rest = self._accepts_at - now
        for key, _ in self._selector.select(rest if 0 < rest < _TICK else _TICK if self._open else 4 * _TICK):
            key.data()
        self._settle_answered()
        now = time.monotonic()
        if now >= self._looked + _TICK:
            self._looked = now
            for one in [one for one in self._open if one.deadline < now]:
                self._expire(one)

    def _listen(self, wanted: bool) -> None:
        if wanted == self._listens:
            return
        self._listens = wanted
        for listener in self._listeners:
            if wanted:
                self._selector.register(listener, EVENT_READ, partial(self._accept, listener))
            else:
                self._selector.unregister(listener)

    def _accept(self, listener: socket.socket) -> None:
        """Takes in a few of those that wait: more would be too many for one worker, one would let a flood wait long."""
        for _ in range(_ACCEPTED):
            try:
                sock, client = listener.accept()
            except OSError as error:  # another worker has it, or it is gone again
                if error.errno in (errno.EMFILE, errno.ENFILE):
                    self._evict()
                return
            self._accepts_at = time.monotonic() + self._in_hand * self._bounds.yields
            self._admit(sock, client, listener)

    def _admit(self, sock: socket.socket, client: Any, listener: socket.socket) -> None:
        sock.setblocking(False)
        connection = Connection(sock, client, listener.getsockname(), self._incoming(client))
        connection.deadline = time.monotonic() + self._bounds.head
        self._open.add(connection)
        self._read(connection)

    def _incoming(self, client: Any) -> Incoming:
        return Incoming(self._config, client, self._bounds.head_bytes, self._bounds.body_bytes, self._most_bytes)

    def _ready(self, connection: Connection) -> None:
        """The socket can be read or, where an answer is to be sent, written."""
        if connection not in self._open:  # closed just now, to make room
            return
        if connection.phase in (Phase.READING, Phase.LINGERING):
            self._read(connection)
        elif connection.phase is Phase.ANSWERING:
            self._hear(connection)
        else:
            connection.send()
            self._settle(connection)

    def _read(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(AT_ONCE)
        except BlockingIOError:
            self._watch(connection, EVENT_READ)
            return
        except OSError:
            data = b""
        connection.read_off += len(data) if connection.phase is Phase.LINGERING else 0
        if not data or connection.read_off > self._bounds.read_off * connection.incoming.body_bytes:
            self._close(connection)
        elif connection.phase is Phase.READING:
            self._take(connection, data)

    def _hear(self, connection: Connection) -> None:
        """What comes while an answer is computed: the next request, up to a bound, or the end of the client's side."""
        rest = connection.incoming.rest
        try:
            data, stays = connection.socket.recv(AT_ONCE), self._bounds.after_end
        except BlockingIOError:
            return
        except OSError:
            data, stays = b"", 0
        rest += data
        if not data:
            connection.left_at = time.monotonic() + stays
        if not data or len(rest) > AT_ONCE:
            self._watch(connection, 0)

    def _take(self, connection: Connection, data: bytes | bytearray) -> None:
        incoming = connection.incoming
        before = incoming.is_begun, incoming.head is not None
        try:
            incoming.take(data)
        except Exception as error:
            self._refuse(connection, error)
            return
        if incoming.is_whole:
            connection.phase, connection.deadline, connection.left_at = Phase.ANSWERING, inf, inf
            self._watch(connection, EVENT_READ)
            self._in_hand += 1
            self._answer(connection)
            return
        if before != (True, incoming.head is not None):
            seconds = self._bounds.head if incoming.head is None else self._bounds.body
            # Who may write has time for its documents, at the least rate at which answers must be taken.
            connection.deadline = time.monotonic() + seconds + incoming.more_bytes / self._bounds.slowest
        if incoming.expects_to_go_on():
            with contextlib.suppress(OSError):
                connection.socket.send(_GO_ON)
        self._watch(connection, EVENT_READ)

    def _refuse(self, connection: Connection, error: Exception | None) -> None:
        self._watch(connection, 0)
        connection.answer(self._refusal(error), keeps=False)
        self._settle(connection)

    def _take_answered(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake[0], AT_ONCE)
        self._settle_answered()

    def _settle_answered(self) -> None:
        while not self._answered.empty():
            self._in_hand -= 1
            self._settle(self._answered.get())

    def _settle(self, connection: Connection) -> None:
        """What comes after sending: more of it, the next request, the last bytes of a refused client, or nothing."""
        now = time.monotonic()
        if connection.unsent:
            if connection.phase is not Phase.SENDING:
                connection.phase = Phase.SENDING
                connection.deadline = now + self._bounds.send + len(connection.unsent) / self._bounds.slowest
                self._watch(connection, EVENT_WRITE)
                self._make_room(connection)
        elif connection.keeps:
            self._await_next(connection)
        elif connection.end():
            # Most clients look for an answer when they have sent all; who may write has time for that.
            more = connection.incoming.body_bytes - self._bounds.body_bytes
            seconds = self._bounds.linger + more / self._bounds.slowest
            connection.phase, connection.deadline = Phase.LINGERING, now + seconds
            self._watch(connection, EVENT_READ)
        else:
            self._close(connection)

    def _await_next(self, connection: Connection) -> None:
        rest = connection.incoming.rest
        connection.incoming = self._incoming(connection.client)
        connection.phase, connection.deadline = Phase.READING, time.monotonic() + self._bounds.idle
        if rest:
            self._take(connection, rest)
        else:
            self._watch(connection, EVENT_READ)

    def _expire(self, connection: Connection) -> None:
        if connection.phase is Phase.READING and connection.incoming.is_begun:
            self._refuse(connection, None)
        else:
            self._close(connection)

    def _evict(self) -> None:
        """Closes the connection that has kept the service waiting longest."""
        waiting = [one for one in self._open if one.phase in (Phase.READING, Phase.LINGERING)]
        if waiting:
            self._close(min(waiting, key=lambda one: one.deadline))

    def _make_room(self, newest: Connection) -> None:
        """Closes the slowest readers while all answers together are too large for the memory."""
        now = time.monotonic()
        sending = [one for one in self._open if one.phase is Phase.SENDING]
        total = sum(one.unsent.nbytes for one in sending)
        for slowest in sorted(sending, key=lambda one: one.rate(now)):
            if total > self._bounds.unsent_bytes and slowest is not newest:
                total -= slowest.unsent.nbytes
                self._close(slowest)

    def _watch(self, connection: Connection, events: int) -> None:
        if events and not connection.watched:
            self._selector.register(connection.socket, events, partial(self._ready, connection))
        elif events and events != connection.watched:
            self._selector.modify(connection.socket, events, partial(self._ready, connection))
        elif connection.watched and not events:
            self._selector.unregister(connection.socket)
        connection.watched = events

    def _close(self, connection: Connection) -> None:
        self._watch(connection, 0)
        connection.close()
        self._open.discard(connection)
