"""gunicorn as this service runs it; importing this fails where gunicorn does not run (Windows)."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from web.contract.error_kinds import REQUEST_LINE
from web.service.connection import Bounds
from web.service.drain_process import DrainProcess
from web.service.worker import ENDS, Worker


def serve(
    make_app: Callable[[], Flask],
    listener: socket.socket,
    ready: Callable[[], None],
    workers: int,
    bounds: Bounds,
    beside: DrainProcess | None = None,
) -> None:
    """Serves on `listener` until told to stop, then ends the process: 0 after SIGTERM, 130 after SIGINT.

    `workers` is how many processes; 0 for one a core, at most 4. `bounds` are those of their clients;
    `beside` is a process that is kept running with them.
    """
    master = _Master(_Application(make_app, listener, ready, workers or min(os.cpu_count() or 1, 4), bounds))
    master.beside = beside
    master.run()


class _Log(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()  # to where all else is logged
        self.error_log.propagate = True


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(
        self,
        make_app: Callable[[], Flask],
        listener: socket.socket,
        ready: Callable[[], None],
        workers: int,
        bounds: Bounds,
    ) -> None:
        self.make_app, self.bounds = make_app, bounds
        self.settings: dict[str, Any] = {
            "bind": f"fd://{listener.detach()}",
            # A search is all computing, so one process a core. Threads add no speed; most of them wait for a turn.
            "workers": workers,
            "worker_class": Worker,
            "logger_class": _Log,
            "threads": 64,  # more than `turns.MOST`, so that who waits for a turn keeps nobody from /healthz
            "preload_app": True,
            "timeout": 10,
            "graceful_timeout": 15,
            "max_requests": 500_000,
            "max_requests_jitter": 50_000,
            "limit_request_line": REQUEST_LINE,
            "loglevel": "warning",
            # Nobody is a proxy to gunicorn, loopback neither: `--proxies` says what is believed.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "secure_scheme_headers": {},
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
    beside: DrainProcess | None = None

    def murder_workers(self) -> None:
        """Once a second: looks after the workers, and the process beside them."""
        super().murder_workers()
        if self.beside:
            self.beside.keep(self.LISTENERS)

    def stop(self, graceful: bool = True) -> None:
        """Ends the workers, and the process beside them when it has finished what it is at."""
        super().stop(graceful)
        if self.beside:
            self.beside.end()

    def spawn_worker(self) -> int:
        """Starts a worker; what tells it to end waits until it can hear that.

        A worker begins with the handlers of its master, which only note a signal: it would be lost, and the end of the
        service would take until the worker is killed, 15 s later.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
        try:
            return int(super().spawn_worker())
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)

    def handle_int(self) -> None:
        self.interrupted = True
        super().handle_int()

    def halt(self, reason: str | None = None, exit_status: int = 0) -> None:
        super().halt(reason, exit_status or (130 if self.interrupted else 0))
