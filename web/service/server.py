"""Serving on gunicorn, or on waitress where there is no fork."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack
from threading import Thread
from types import FrameType

from flask import Flask

from search.answering.preparation import prepare
from search.errors import BahithError
from search.indexing.drain import Drainer
from search.settings import Settings
from web import create_app
from web.contract.error_kinds import REQUEST_LINE
from web.service import log
from web.service.keys import read_keys


class PortTakenError(BahithError):
    """The address cannot be listened on."""

    code = "port-taken"


def serve(settings: Settings, announce: Callable[[str], None] = lambda address: None) -> None:
    """Serves until told to stop, then ends the process: 0 after SIGTERM, 130 after SIGINT.

    `announce` gets the address once requests are answered; port 0 takes a free one.
    Raises `PortTakenError` when the address is in use or not this machine's, `KeyFileError`.
    """
    service = settings.service
    if service.keys:
        read_keys(service.keys)  # said here, not by a worker that cannot start
    errors = log.begin(service)
    listener = listen(service.host, service.port)
    address = _address(listener)

    def app() -> Flask:
        prepare()  # once, before the workers are forked
        made = create_app(settings, follows=True)
        made.extensions["last_errors"] = errors
        return made

    try:
        from web.service import prefork
        from web.service.connection import Bounds
        from web.service.drain_process import DrainProcess
    except ImportError:
        if service.keys:
            Thread(target=Drainer(settings).run, daemon=True).start()
        _serve_threads(app(), listener, lambda: announce(address), settings)
    else:
        seconds = service.deadline
        bounds = Bounds(seconds, seconds, seconds, body_bytes=settings.limits.request_bytes)
        beside = DrainProcess(settings) if service.keys else None  # nobody may write without one

        prefork.serve(app, listener, lambda: announce(address), service.workers, bounds, beside)


def listen(host: str, port: int) -> socket.socket:
    """A socket that holds the address from now on; it is handed to the server, so nobody can come between."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as failed:
            listener = failed.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(128)
            failed.pop_all()
    except (OSError, OverflowError) as error:
        raise _unusable(host, port, error) from error
    return listener


def _unusable(host: str, port: int, error: Exception) -> PortTakenError:
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return PortTakenError("port-taken", host=host, port=port)
    return PortTakenError("cannot-listen", host=host, port=port, reason=str(error))


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _serve_threads(app: Flask, listener: socket.socket, ready: Callable[[], None], settings: Settings) -> None:
    import waitress

    server = waitress.create_server(
        app,
        sockets=[listener],
        threads=4,
        connection_limit=500,
        channel_timeout=max(1, round(settings.service.deadline)),  # without a byte: it knows no deadline
        cleanup_interval=1,
        max_request_header_size=2 * REQUEST_LINE,
        max_request_body_size=max(settings.limits.request_bytes, settings.limits.write_bytes),
        clear_untrusted_proxy_headers=False,  # they are read only where `proxies` says so
    )
    signals: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        signals.append(number)
        raise SystemExit

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ready()
    server.run()
    raise SystemExit(130 if signal.SIGINT in signals else 0)
