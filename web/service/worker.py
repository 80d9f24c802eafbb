"""A worker of gunicorn whose threads only compute; what goes over the network is in `connections`."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors, message, wsgi
from gunicorn.workers import base

from web.contract.error_kinds import HTTP_KINDS, REQUEST_LINE
from web.service.access import HAS_LEFT, LEFT
from web.service.connection import Connection
from web.service.connections import Connections
from web.service.repeats import Repeats

# gunicorn cuts its own setting down to this, 8,190: less than a passage of Arabic takes in an address.
message.MAX_REQUEST_LINE = REQUEST_LINE

ENDS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}
_STATUS = {errors.LimitRequestLine: 414, errors.LimitRequestHeaders: 431}  # all else that is no HTTP: 400
_TOO_SLOW = 408
# Seconds of Python that a thread has before another may go on. With the 0.005 of CPython the thread of the connections
# waits so long at each accept, recv and send while others compute: of 600 clients a second each waited .4 s to be read.
_SWITCH = 0.0005
# New objects after which Python looks for some that hold each other: a search leaves none. With the 700 of CPython it
# looks through what is kept of words again and again: a twentieth of the time, and 50 ms of one page in a hundred.
_COLLECTED = 20_000


class Worker(base.Worker):  # type: ignore[misc]  # gunicorn has no types
    """Answers by `cfg.threads` threads, its clients within the bounds of its application."""

    alive: bool

    def init_process(self) -> None:
        """Starts the threads, then serves until told to stop."""
        self._threads = ThreadPoolExecutor(self.cfg.threads)
        sys.setswitchinterval(_SWITCH)
        gc.set_threshold(_COLLECTED)
        super().init_process()

    def init_signals(self) -> None:
        """Listens to what ends it, which its master held back."""
        super().init_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)

    def run(self) -> None:
        """Serves; then answers what has come already, for `cfg.graceful_timeout` seconds at most."""
        self._repeats = Repeats(self.wsgi, self.wsgi.extensions["settings"].service)
        connections = self._connections = Connections(
            self.cfg, self.app.bounds, self._begin, self._refusal, self.PIPE, self._most_bytes
        )
        connections.listen(self.sockets)
        while self.alive and self.ppid == os.getppid():
            self.notify()
            connections.turn()
        self.alive = False
        connections.stop()
        end = time.monotonic() + self.cfg.graceful_timeout
        while len(connections) and time.monotonic() < end:
            self.notify()
            connections.turn()
        connections.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Ends at once."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        super().handle_quit(sig, frame)

    def _most_bytes(self, head: Any) -> int | None:
        """How long the body behind a head may be, where the app says so."""
        access = self.wsgi.extensions.get("access")
        given = dict(head.headers).get("AUTHORIZATION", "")
        return access.most_bytes(head.method, head.path, given) if access else None

    def _begin(self, connection: Connection) -> None:
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        keeps = self.alive and not connection.incoming.head.should_close()
        if again := self._repeats.answer(connection.incoming, keeps):
            connection.answer(again, keeps)
            self._connections.answered(connection, wakes=False)
        else:
            self._threads.submit(self._answer, connection)

    def _answer(self, connection: Connection) -> None:
        try:
            data, keeps = self._response(connection)
        except Exception as error:
            data, keeps = self._refusal(error), False
        connection.answer(data, keeps)
        self._connections.answered(connection)

    def _response(self, connection: Connection) -> tuple[bytes, bool]:
        """The whole answer of the app, and whether the connection is open for another request.

        Nothing is sent where the client left before there was an answer.
        """
        written = _Written()
        incoming = connection.incoming
        response, environ = wsgi.create(incoming.head, written, connection.client, connection.server, self.cfg)
        environ |= incoming.environ() | {"wsgi.multithread": True, HAS_LEFT: connection.has_left}
        # The body is whole: that it came in chunks is no longer the app's concern.
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        if incoming.is_too_large or not self.alive:
            response.force_close()
        parts = self.wsgi(environ, response.start_response)
        try:
            for part in parts:
                response.write(part)
            response.close()
        finally:
            if hasattr(parts, "close"):
                parts.close()
        if response.status_code == LEFT:
            return b"", False
        self._repeats.keep(incoming, environ, response.headers, b"".join(written.parts[1:]))
        return b"".join(written.parts), not response.should_close()

    def _refusal(self, error: Exception | None) -> bytes:
        """The answer to what the app could not see or failed at; to None: the request did not come in time."""
        ours = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName, errors.ConfigurationProblem)
        if error is None:
            return _problem(_TOO_SLOW)
        if isinstance(error, errors.ParseException) and not isinstance(error, ours):
            return _problem(_STATUS.get(type(error), 400))
        self.log.error("Error handling request", exc_info=error)
        return _problem(500)


class _Written:
    """Stands for the socket where gunicorn writes a response: it is kept in memory."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Keeps the data."""
        self.parts.append(data)


def _problem(status: int) -> bytes:
    kind = HTTP_KINDS[status]
    problem = {
        "type": f"/errors/{kind.code}",
        "title": kind.title("en"),
        "title_ar": kind.title("ar"),
        "status": status,
    }
    problem |= {"detail": kind.cure("en"), "detail_ar": kind.cure("ar"), "instance": ""}
    body = json.dumps(problem, ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
