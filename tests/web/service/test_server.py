"""The real server as a process: it announces itself, answers, and ends as it is told to."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from tests.conftest import configured
from web.service.server import PortTakenError, listen, serve

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from search.settings import Service, Settings
from web.service.server import serve
if sys.argv[2] == "waitress":
    sys.modules["gunicorn"] = None
serve(Settings(index=Path(sys.argv[1]), service=Service(port=0, proxies=1)), lambda address: print(address, flush=True))
"""


@contextmanager
def running(kind: str, index: Path, home: Path) -> Iterator[tuple[subprocess.Popen[str], http.client.HTTPConnection]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(index), kind],
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            address = re.fullmatch(r"http://(127\.0\.0\.1):(\d+)/\n", process.stdout.readline())
            assert address is not None
            yield process, http.client.HTTPConnection(address[1], int(address[2]), timeout=60)
        finally:
            process.kill()


@pytest.fixture(scope="module", params=["gunicorn", "waitress"])
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "gunicorn" and os.name == "nt":
        pytest.skip("gunicorn does not run on Windows")
    pytest.importorskip(request.param)
    return str(request.param)


@pytest.fixture(scope="module")
def connection(
    kind: str, seeds_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[http.client.HTTPConnection]:
    with running(kind, seeds_index, tmp_path_factory.mktemp("home")) as (_, connection):
        yield connection


def get(connection: http.client.HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def test_server_answers_from_its_announcement_on(connection: http.client.HTTPConnection) -> None:
    assert get(connection, "/healthz") == (200, '{"status":"alive"}\n')
    status, body = get(connection, f"/v1/search?q={quote('بوتين')}")
    assert status == 200
    assert '"total":5' in body


def test_server_answers_whatever_is_sent(connection: http.client.HTTPConnection) -> None:
    assert get(connection, "/v1/search?q=" + quote("ب" * 4_000))[0] == 200
    assert get(connection, "/v1/search?q=" + quote("ب" * 10_000))[0] == 400
    assert get(connection, "/?q=%D8")[0] == 400
    assert get(connection, "/healthz")[0] == 200


def test_what_a_proxy_tells_is_believed_where_there_is_one(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/opensearch.xml", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"})
    body = connection.getresponse().read().decode()
    connection.close()
    assert 'template="https://127.0.0.1' in body


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_server_ends_on_a_signal(kind: str, seeds_index: Path, number: int, code: int, tmp_path: Path) -> None:
    with running(kind, seeds_index, tmp_path) as (process, connection):
        assert get(connection, "/readyz")[0] == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert out == ""
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_what_the_first_query_waits_for_is_made_before_the_workers_are_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gunicorn")
    done: list[str] = []

    def fork(app: Callable[[], Flask], listener: socket.socket, *others: object) -> None:
        app()
        listener.close()
        done.append("forked")

    monkeypatch.setattr("web.service.server.prepare", lambda: done.append("prepared"))
    monkeypatch.setattr("web.service.prefork.serve", fork)
    monkeypatch.setattr("web.service.log.begin", lambda service: None)
    serve(configured(port=0))
    assert done == ["prepared", "forked"]


def test_taken_port_is_said_with_its_cure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"port {port} of 127.0.0.1 is taken .* --port") as caught:
            listen("127.0.0.1", port)
    assert f"المنفذ {port}" in caught.value.text("ar")
    assert caught.value.exit_code == 1


def test_foreign_address_is_said_with_its_cure() -> None:
    with pytest.raises(PortTakenError, match="cannot listen on 192.0.2.1 port 0: .* --host"):
        listen("192.0.2.1", 0)


def test_connections_that_say_nothing_hold_nobody_up(
    connection: http.client.HTTPConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Browsers open connections before they need them; two of them once stopped the whole service for ten seconds."""
    page = f"/?q={quote('بوتين')}"
    assert get(connection, page)[0] == 200  # what the first one has to load is no matter here
    idle = [socket.create_connection((connection.host, connection.port)) for _ in range(20)]
    monkeypatch.setattr(connection, "timeout", 9)
    assert get(connection, page)[0] == 200
    assert get(connection, "/healthz")[0] == 200
    for one in idle:
        one.close()
