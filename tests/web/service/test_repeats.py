"""A request that repeats one gets its answer at once: only where it is the same answer, and told like any other."""

from __future__ import annotations

import json
import logging
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

pytest.importorskip("gunicorn.workers.base", exc_type=ImportError)

from flask import Flask
from gunicorn.config import Config
from werkzeug.test import create_environ

import search
from tests.conftest import configured
from tests.web.serving import serving
from web import create_app
from web.service.incoming import Incoming
from web.service.repeats import Repeats

ADDRESS = f"/v1/search?q={quote('بوتين')}"
Ask = Callable[..., "str | None"]


def incoming(headers: str = "", address: str = ADDRESS, method: str = "GET") -> Incoming:
    found = Incoming(Config(), ("192.0.2.1", 80), 10_000, 100)
    assert found.take(f"{method} {address} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
    return found


def served(app: Flask) -> Ask:
    """Asks as a worker does: the app where there is no answer yet; gives what was given at once, as text."""
    repeats = Repeats(app, app.extensions["settings"].service)

    def ask(headers: str = "", address: str = ADDRESS, method: str = "GET") -> str | None:
        request = incoming(headers, address, method)
        if again := repeats.answer(request, keeps=True):
            return again.decode()
        named = dict(line.split(": ", 1) for line in headers.splitlines())
        environ = create_environ(address, method=method, headers=named)
        given: list[list[tuple[str, str]]] = []
        body = b"".join(app(environ, lambda status, headers: given.append(headers)))  # type: ignore[arg-type]
        repeats.keep(request, environ, given[0], body)
        return None

    return ask


@pytest.fixture
def asking(seeds_index: Path) -> Callable[..., Ask]:
    return lambda **config: served(create_app(configured(index=seeds_index, **config)))


def test_what_was_kept_is_given_at_once_from_the_third_time_on(asking: Callable[..., Ask]) -> None:
    ask = asking()
    assert (ask(), ask()) == (None, None)
    head, _, body = str(ask()).partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert f"Content-Length: {len(body.encode())}" in head
    assert json.loads(body)["total"] == 5


@pytest.mark.parametrize(
    "other",
    [
        {"headers": "Cookie: settings=theme%3Ddark\r\n"},
        {"headers": "Accept-Encoding: gzip\r\n"},
        {"headers": "X-Forwarded-Proto: https\r\n"},
        {"headers": 'If-None-Match: W/"1"\r\n'},
        {"headers": "Origin: https://elsewhere.example\r\n"},
        {"address": ADDRESS + "&limit=2"},
        {"method": "HEAD"},
        {"method": "OPTIONS"},
    ],
    ids=lambda other: next(iter(other.values())).split(":")[0],
)
def test_another_request_goes_to_the_app(asking: Callable[..., Ask], other: dict[str, str]) -> None:
    ask = asking()
    assert [ask() is None for _ in range(3)] == [True, True, False]
    assert ask(**other) is None


def test_the_program_that_asks_and_the_name_of_a_request_make_no_other(asking: Callable[..., Ask]) -> None:
    ask = asking()
    for _ in range(2):
        ask("User-Agent: one\r\nX-Request-Id: a-1\r\n")
    assert "\r\nX-Request-Id: b-2\r\n" in str(ask("User-Agent: two\r\nX-Request-Id: b-2\r\n"))
    unfit = str(ask("X-Request-Id: <b>\r\n"))
    assert re.search(r"\r\nX-Request-Id: [0-9a-f]{16}\r\n", unfit)
    assert unfit.count("X-Request-Id") == unfit.count("Server-Timing") == 1


@pytest.mark.parametrize("config", [{"rate_limit": 1_000}, {"cache": 0}], ids=["a limit of requests", "no cache"])
def test_nothing_is_given_at_once_where_each_request_is_checked_or_nothing_kept(
    asking: Callable[..., Ask], config: dict[str, Any]
) -> None:
    ask = asking(**config)
    assert [ask() for _ in range(4)] == [None] * 4


def test_nor_where_there_are_keys(asking: Callable[..., Ask], tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"one {'0' * 64}\n", encoding="utf-8")
    ask = asking(keys=keys)
    assert [ask(address="/?q=a") for _ in range(4)] == [None] * 4


def test_a_new_generation_and_a_new_day_are_answered_by_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    source = tmp_path / "documents.jsonl"
    source.write_text(json.dumps({"id": "1", "text": "بوتين"}), encoding="utf-8")
    search.rebuild([source], tmp_path / "index")
    ask = served(create_app(configured(index=tmp_path / "index")))
    assert [ask() is None for _ in range(3)] == [True, True, False]
    search.rebuild([source], tmp_path / "index")
    assert [ask() is None for _ in range(3)] == [True, True, False]

    class Tomorrow:
        @staticmethod
        def today() -> str:
            return "another day"

    monkeypatch.setattr("web.service.repeats.Date", Tomorrow)
    assert [ask() is None for _ in range(2)] == [True, False]  # the app has it still


def test_it_is_counted_and_logged_like_any_other(seeds_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(configured(index=seeds_index, log_requests=True))
    ask = served(app)
    with caplog.at_level(logging.INFO, "bahith.requests"):
        ask(), ask()
        ask("X-Request-Id: third\r\n")
    lines = [record.fields for record in caplog.records]  # type: ignore[attr-defined]
    third = lines[2]
    assert (third["request_id"], third["kept"], third["status"]) == ("third", True, 200)
    same = ("method", "route", "bytes", "total", "generation", "query_hash")
    assert {name: third[name] for name in same} == {name: lines[1][name] for name in same}
    metrics = app.test_client().get("/metrics").text
    assert 'bahith_http_requests_total{route="/v1/search",status="200"} 3\n' in metrics
    assert 'bahith_searches_total{outcome="found"} 3\n' in metrics
    assert "bahith_searches_kept_total 2\n" in metrics


def test_a_server_gives_one_client_after_the_other_the_same_bytes(seeds_index: Path) -> None:
    """Requests sent ahead on one connection are answered in turn, some by a thread and some at once."""
    asked = f"GET {ADDRESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    last = asked.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n")
    with serving(seeds_index, "--workers", "1") as (address, _):
        parts = urlsplit(address)
        answers = []
        for times in (1, 1, 200):
            with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
                connection.sendall(times * asked + last)
                whole = b"".join(iter(lambda: connection.recv(65_536), b""))
            found = re.split(rb"(?=HTTP/1\.1 200 OK\r\n)", whole)[1:]
            assert len(found) == times + 1
            answers += [one.partition(b"\r\n\r\n")[2] for one in found]
    assert len(set(answers)) == 1
