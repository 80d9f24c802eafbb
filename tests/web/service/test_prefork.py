"""The service on gunicorn: what never reaches the app, what workers share, what a killed or replaced worker costs."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from subprocess import PIPE, Popen
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.web.serving import ROOT, serving
from web.service.turns import AT_ONCE

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the workers in /proc of Linux")

PUTIN = quote("بوتين")
POST = b"POST /v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
Server = tuple[str, "Popen[str]"]


@pytest.fixture(scope="module")
def server(seeds_index: Path) -> Iterator[Server]:
    with serving(seeds_index, "--workers", "2") as server:
        yield server


def workers(process: Popen[str]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def two_workers(process: Popen[str], without: frozenset[int] = frozenset()) -> frozenset[int]:
    """The workers, once there are two and none of `without`; a server is ready as soon as its first worker is."""
    deadline = time.monotonic() + 60
    while len(found := frozenset(workers(process))) != 2 or found & without:
        assert time.monotonic() < deadline, (found, without)
        time.sleep(0.02)
    return found


def answer(address: str, request: bytes) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall(request)
        head, _, body = b"".join(iter(lambda: connection.recv(65_536), b"")).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    return int(lines[0].split()[1]), dict(line.lower().split(": ", 1) for line in lines[1:]), body


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"GET /v1/search?q=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "address-too-long"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"b" * 9_000 + b"\r\n\r\n", 431, "headers-too-large"),
        (b"NONSENSE\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400, "bad-request"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nx\r\n{}\r\n0\r\n\r\n", 400, "bad-request"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}!!0\r\n\r\n", 400, "bad-request"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n30d40\r\n" + b" " * 200_000, 413, "too-large"),
        (POST + b"Content-Length: 200000\r\n\r\n" + b" " * 200_000, 413, "too-large"),
        (POST + b"Expect: 100-continue\r\nContent-Length: 200000\r\n\r\n", 413, "too-large"),
        (b"GET /v1/stats HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "bad-request"),
    ],
    ids=[
        "line",
        "header",
        "nonsense",
        "version",
        "length",
        "chunk",
        "end of chunk",
        "chunks",
        "body",
        "asked",
        "no host",
    ],
)
def test_what_is_no_request_gets_a_problem_in_both_languages(
    server: Server, request_: bytes, status: int, code: str
) -> None:
    found, headers, body = answer(server[0], request_)
    assert (found, headers["content-type"]) == (status, "application/problem+json")
    problem = json.loads(body)
    assert (problem["type"], problem["status"]) == (f"/errors/{code}", status)
    assert re.search("[ء-ي]", problem["title_ar"] + problem["detail_ar"])
    assert urlopen(server[0] + problem["type"]).status == 200


@pytest.mark.parametrize(
    "rest",
    [
        b'Content-Length: 13\r\n\r\n{"q": "kind"}',
        b'Expect: 100-continue\r\nContent-Length: 13\r\n\r\n{"q": "kind"}',
        b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"q":\r\n8\r\n "kind"}\r\n0\r\n\r\n',
    ],
    ids=["length", "asked", "chunks"],
)
def test_a_body_is_read_whichever_way_it_comes(server: Server, rest: bytes) -> None:
    assert answer(server[0], POST + b"Connection: close\r\n" + rest)[0] == 200


def test_nobody_is_a_proxy_unless_it_is_said(server: Server) -> None:
    """gunicorn takes a request from loopback for one of a proxy that may set the scheme and the root."""
    told = b"SCRIPT_NAME: /elsewhere\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n"
    request = b"GET /opensearch.xml HTTP/1.1\r\nHost: here.example\r\nConnection: close\r\n" + told + b"\r\n"
    status, _, body = answer(server[0], request)
    assert status == 200
    assert b"http://here.example/" in body
    assert not re.search(b"https://here|elsewhere|evil", body)


ENDLESS = """
from dataclasses import replace
from search.model.deadline import Deadline
from search.settings import Service, Settings
from web import create_app
from web.service import log, prefork
from web.service.connection import Bounds
from web.service.server import listen

def search():
    deadline = Deadline(replace(Settings().limits, hard_ms=600_000))
    while not deadline.is_over():
        pass

app = create_app(Settings(service=Service(log_requests=True)))
app.view_functions["api.search"] = search
log.begin(Service())
listener = listen("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
prefork.serve(lambda: app, listener, lambda: None, 1, Bounds(after_end=0.1))
"""


def test_the_work_of_a_client_ends_when_it_leaves() -> None:
    with Popen([sys.executable, "-c", ENDLESS], cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = "127.0.0.1", int(process.stdout.readline())
        for _ in range(AT_ONCE):
            with socket.create_connection(address) as client:
                client.sendall(b"GET /v1/search?q=x HTTP/1.1\r\nHost: x\r\n\r\n")
        logged = [json.loads(process.stderr.readline()) for _ in range(AT_ONCE)]
        assert [line["status"] for line in logged] == [499] * AT_ONCE
        with urlopen(f"http://127.0.0.1:{address[1]}/v1/analyze?text=a", timeout=30) as response:
            assert response.status == 200
        process.terminate()


def test_slow_clients_take_no_thread_of_the_others(seeds_index: Path) -> None:
    """So many stay for ever within their deadline; a worker has 32 threads and answers four searches at a time."""
    unfinished = [b"GET /v1/search?q=a HTTP/1.1\r\nX: "] * 40 + [POST + b"Content-Length: 60000\r\n\r\n{"] * 40
    with serving(seeds_index, "--workers", "1", "--deadline", "600") as (address, process), ExitStack() as held:
        parts = urlsplit(address)
        for sent in unfinished:
            connection = held.enter_context(socket.create_connection((parts.hostname, parts.port)))
            connection.sendall(sent)
        with urlopen(f"{address}/v1/search?q={PUTIN}", timeout=30) as response:
            assert json.load(response)["total"] == 5


def test_clients_that_hold_their_sockets_stall_no_worker(seeds_index: Path) -> None:
    """Each was waited for two seconds in the thread that also says that the worker is alive."""
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with serving(seeds_index, "--workers", "1") as (address, process), ExitStack() as held:
        parts = urlsplit(address)
        urlopen(f"{address}/healthz").close()
        before = workers(process)
        for _ in range(20):
            connection = held.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=60))
            connection.sendall(request)
            while connection.recv(65_536):
                pass
        assert workers(process) == before


def test_metrics_are_those_of_all_workers(server: Server) -> None:
    def count() -> float:
        with urlopen(f"{server[0]}/metrics") as response:
            found = re.search(r'requests_total\{route="/v1/stats",status="200"\} (\d+)', response.read().decode())
        return float(found[1]) if found else 0

    before = count()
    for _ in range(30):
        urlopen(f"{server[0]}/v1/stats").close()
    assert count() - before == 30


def test_a_limit_and_keys_hold_over_workers_and_their_deaths(seeds_index: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"news {sha256(b'secret').hexdigest()} 4\n")
    began = time.monotonic()
    with serving(seeds_index, "--workers", "2", "--keys", str(keys)) as (address, process):

        def ask(secret: str) -> int:
            try:
                request = Request(f"{address}/v1/stats", headers={"Authorization": f"Bearer {secret}"})
                with urlopen(request) as response:
                    return int(response.status)
            except HTTPError as error:
                return error.code

        assert ask("guess") == 401
        first = [ask("secret") for _ in range(3)]
        killed = min(two_workers(process))
        os.kill(killed, signal.SIGKILL)
        two_workers(process, frozenset({killed}))
        second = [ask("secret") for _ in range(15)]
    came_back = (time.monotonic() - began) / 15  # of four a minute
    assert first == [200] * 3
    assert set(second) <= {200, 429}
    assert 1 <= second.count(200) <= 1 + came_back


def test_a_killed_worker_is_replaced_and_a_reload_loses_nothing(seeds_index: Path) -> None:
    with serving(seeds_index, "--workers", "2") as (address, process):
        killed = min(two_workers(process))
        os.kill(killed, signal.SIGKILL)
        old = two_workers(process, frozenset({killed}))
        process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 60
        while old & set(workers(process)):
            with urlopen(f"{address}/v1/search?q={PUTIN}") as response:
                assert json.load(response)["total"] == 5
            assert time.monotonic() < deadline
        with urlopen(f"{address}/v1/search?q={PUTIN}") as response:
            assert json.load(response)["total"] == 5


TOLD_EARLY = """
import os, signal, sys
from pathlib import Path
from web.service import server
from web.service.worker import Worker
from search.settings import Service, Settings

ready = Worker.init_signals

def told_before(worker):
    if worker.age == 1:
        print(os.getpid(), flush=True)
        os.kill(os.getpid(), signal.SIGTERM)
    ready(worker)

Worker.init_signals = told_before
server.serve(Settings(index=Path(sys.argv[1]), service=Service(port=0, workers=2)))
"""


def test_a_worker_that_is_told_to_end_before_it_listens_to_that_ends(seeds_index: Path) -> None:
    program = [sys.executable, "-c", TOLD_EARLY, str(seeds_index)]
    with Popen(program, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = int(process.stdout.readline())
            assert two_workers(process, frozenset({told}))
        finally:
            process.terminate()
    assert process.returncode == 0


def test_requests_are_logged_as_json_lines_on_stderr(seeds_index: Path) -> None:
    with serving(seeds_index, "--log-requests") as (address, process):
        urlopen(f"{address}/v1/search?q={PUTIN}").close()
        assert process.stderr is not None
        line = json.loads(process.stderr.readline())
    assert (line["route"], line["status"], line["total"]) == ("/v1/search", 200, 5)
    assert "query" not in line
