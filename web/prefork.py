"""gunicorn as this service runs it; importing this fails where gunicorn does not run (Windows)."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter


def serve(make_app: Callable[[], Flask], listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serves on `listener` until told to stop, then ends the process: 0 after SIGTERM, 130 after SIGINT."""
    _Master(_Application(make_app, listener, ready)).run()


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, make_app: Callable[[], Flask], listener: socket.socket, ready: Callable[[], None]) -> None:
        self.make_app = make_app
        self.settings: dict[str, Any] = {
            "bind": f"fd://{listener.detach()}",
            # A search is all computing, so one process a core. Threads add no speed; they wait, 5 s at most, on
            # connections that a browser opens and does not use (two of those stopped two sync workers for 10 s).
            "workers": min(os.cpu_count() or 1, 4),
            "worker_class": "gthread",
            "threads": 32,
            "preload_app": True,
            "timeout": 10,
            "graceful_timeout": 15,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "limit_request_line": 8190,  # 512 Arabic letters are 3,072 bytes in a URL, filters come on top
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

    def handle_int(self) -> None:
        self.interrupted = True
        super().handle_int()

    def halt(self, reason: str | None = None, exit_status: int = 0) -> None:
        super().halt(reason, exit_status or (130 if self.interrupted else 0))
