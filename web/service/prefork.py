"""gunicorn as this service runs it; importing this fails where gunicorn does not run (Windows)."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http import errors as refused
from gunicorn.http import message
from gunicorn.workers.gthread import ThreadWorker

from web.contract.error_kinds import HTTP_KINDS, REQUEST_LINE
from web.service.log import JsonLines

# gunicorn cuts its own setting down to this, 8,190: less than a passage of Arabic takes in an address.
message.MAX_REQUEST_LINE = REQUEST_LINE

_LINGER = 1.0  # seconds without a byte
_CHUNKS = 4
_ENDS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}
_STATUS = {refused.LimitRequestLine: 414, refused.LimitRequestHeaders: 431}  # all else that is no HTTP: 400


def serve(make_app: Callable[[], Flask], listener: socket.socket, ready: Callable[[], None], workers: int = 0) -> None:
    """Serves on `listener` until told to stop, then ends the process: 0 after SIGTERM, 130 after SIGINT.

    `workers` is how many processes; 0 for one a core, at most 4.
    """
    _Master(_Application(make_app, listener, ready, workers or min(os.cpu_count() or 1, 4))).run()


class _Worker(ThreadWorker):  # type: ignore[misc]
    def init_signals(self) -> None:
        super().init_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answers what is no request that the app could see, in the form of all our problems."""
        ours = (refused.InvalidResponseHeader, refused.InvalidResponseHeaderName, refused.ConfigurationProblem)
        if not isinstance(exc, refused.ParseException) or isinstance(exc, ours):
            super().handle_error(req, client, addr, exc)
            return
        with contextlib.suppress(OSError):
            client.sendall(_refusal(_STATUS.get(type(exc), 400)))
            _read_off(client)


class _Log(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


def _read_off(client: socket.socket) -> None:
    """Takes in what is still on its way: closed on it, a connection is reset and its answer lost."""
    client.shutdown(socket.SHUT_WR)
    client.settimeout(_LINGER)
    for _ in range(_CHUNKS):
        if not client.recv(REQUEST_LINE):
            break


def _refusal(status: int) -> bytes:
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


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(
        self, make_app: Callable[[], Flask], listener: socket.socket, ready: Callable[[], None], workers: int
    ) -> None:
        self.make_app = make_app
        self.settings: dict[str, Any] = {
            "bind": f"fd://{listener.detach()}",
            # A search is all computing, so one process a core. Threads add no speed; they wait, 5 s at most, on
            # connections that a browser opens and does not use (two of those stopped two sync workers for 10 s).
            "workers": workers,
            "worker_class": _Worker,
            "logger_class": _Log,
            "threads": 32,
            "preload_app": True,
            "timeout": 10,
            "graceful_timeout": 15,
            "max_requests": 500_000,
            "max_requests_jitter": 50_000,
            "limit_request_line": REQUEST_LINE,
            "loglevel": "warning",
            "when_ready": lambda master: ready(),
            # Would otherwise leave a socket in the home folder.
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.make_app()


class _Master(Arbiter):  # type: ignore[misc]
    interrupted = False

    def spawn_worker(self) -> int:
        """Starts a worker; what tells it to end waits until it can hear that.

        A worker begins with the handlers of its master, which only note a signal: it would be lost, and the end of the
        service would take until the worker is killed, 15 s later.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
        try:
            return int(super().spawn_worker())
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)

    def handle_int(self) -> None:
        self.interrupted = True
        super().handle_int()

    def halt(self, reason: str | None = None, exit_status: int = 0) -> None:
        super().halt(reason, exit_status or (130 if self.interrupted else 0))
