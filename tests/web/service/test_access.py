"""Who may pass: keys, limits, media types, and what happens when too much is asked at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

import search
from tests.conftest import configured
from web import create_app
from web.service.access import HAS_LEFT
from web.service.keys import KeyFile, KeyFileError
from web.service.turns import AT_ONCE, Turns

PUTIN = quote("بوتين")
Client = Callable[..., FlaskClient]


@pytest.fixture
def service(seeds_index: Path) -> Client:
    return lambda **config: create_app(configured(index=seeds_index, **config)).test_client()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys"
    file.write_text(f"# ours\n\nnews {sha256(b'secret').hexdigest()}\nslow {sha256(b'other').hexdigest()} 2\n")
    return file


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("path", [f"/v1/search?q={PUTIN}", "/v1/stats", "/v1/analyze?text=a", "/metrics"])
def test_the_api_needs_a_key_where_there_are_keys(service: Client, keys: Path, path: str) -> None:
    client = service(keys=keys)
    for headers in ({}, bearer("guess"), {"Authorization": "Basic c2VjcmV0"}, {"Authorization": "Bearer"}):
        response = client.get(path, headers=headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.get_json(force=True)["type"] == "/errors/key-missing"
    assert client.get(path, headers=bearer("secret")).status_code == 200


@pytest.mark.parametrize("path", ["/", f"/?q={PUTIN}", "/healthz", "/readyz", "/v1/openapi.json", "/v1/docs"])
def test_the_page_and_the_documentation_need_none(service: Client, keys: Path, path: str) -> None:
    assert service(keys=keys).get(path).status_code == 200
    assert service(keys=keys).get(path, headers=bearer("guess")).status_code == 401


def test_a_changed_file_of_keys_counts_and_a_damaged_one_does_not(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.service.keys._LOOK_EVERY", 0)
    file = KeyFile(keys)
    assert file.find("secret") is not None
    keys.write_text("news nonsense\n")
    assert file.find("secret") is not None
    keys.write_text(f"new {sha256(b'fresh').hexdigest()}\n")
    assert (file.find("secret"), getattr(file.find("fresh"), "name", None)) == (None, "new")


@pytest.mark.parametrize("text", ["news", "news 123", f"{'a' * 64}", f"news {'a' * 64} 0", None])
def test_a_file_of_keys_that_cannot_be_used_is_said_at_the_start(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "keys"
    if text is not None:
        file.write_text(text)
    with pytest.raises(KeyFileError, match="keys"):
        create_app(configured(keys=file))


@pytest.mark.usefixtures("standing_clock")
def test_a_client_may_ask_so_often_and_is_told(service: Client) -> None:
    client = service(rate_limit=3)
    answers = [client.get(f"/v1/search?q={PUTIN}") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    refused = answers[3]
    assert refused.get_json(force=True)["type"] == "/errors/too-many-requests"
    assert refused.headers["RateLimit-Limit"] == "3"
    assert refused.headers["Retry-After"] == "20"
    assert client.get("/").status_code == 429
    for path in ("/healthz", "/v1/docs", "/static/style.css"):
        with client.get(path) as response:
            assert response.status_code == 200
    other = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.get(f"/v1/search?q={PUTIN}", environ_overrides=other).status_code == 200


@pytest.mark.usefixtures("standing_clock")
def test_a_key_may_have_a_limit_of_its_own(service: Client, keys: Path) -> None:
    client = service(keys=keys, rate_limit=1)
    slow = [client.get("/v1/stats", headers=bearer("other")).status_code for _ in range(3)]
    assert slow == [200, 200, 429]
    assert [client.get("/v1/stats", headers=bearer("secret")).status_code for _ in range(2)] == [200, 429]


@pytest.mark.usefixtures("standing_clock")
def test_proxies_are_believed_only_when_they_are_counted(service: Client) -> None:
    def ask(client: FlaskClient, address: str) -> int:
        return client.get("/v1/stats", headers={"X-Forwarded-For": address}).status_code

    direct, proxied = service(rate_limit=1), service(rate_limit=1, proxies=1)
    assert [ask(direct, address) for address in ("192.0.2.1", "192.0.2.2")] == [200, 429]
    assert [ask(proxied, address) for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [200, 200, 429]
    assert ask(proxied, "192.0.2.1:81") == 429


@pytest.mark.parametrize(
    ("config", "link"),
    [
        ({}, "http://localhost/"),
        ({"proxies": 1}, "https://localhost/"),
        ({"proxies": 1, "forwarded_host": True}, "https://other.example/"),
        ({"forwarded_host": True}, "http://localhost/"),
    ],
)
def test_the_name_of_the_site_is_believed_only_where_that_is_said(
    service: Client, config: dict[str, Any], link: str
) -> None:
    told = {"X-Forwarded-Host": "other.example", "X-Forwarded-Proto": "https"}
    assert f'template="{link}' in service(**config).get("/opensearch.xml", headers=told).text


def test_a_request_of_http_1_1_names_its_host(service: Client) -> None:
    def ask(version: str) -> str:
        environ = EnvironBuilder(path="/v1/stats", environ_overrides={"SERVER_PROTOCOL": version}).get_environ()
        del environ["HTTP_HOST"]
        return run_wsgi_app(service().application, environ)[1][:3]

    assert (ask("HTTP/1.1"), ask("HTTP/1.0")) == ("400", "200")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("application/*", 200),
        ("text/html", 406),
    ],
)
def test_who_takes_no_json_is_told(service: Client, accept: str, status: int) -> None:
    response = service().get(f"/v1/search?q={PUTIN}", headers={"Accept": accept})
    assert response.status_code == status
    if status == 406:
        assert response.content_type == "application/problem+json"
        assert response.get_json(force=True)["type"] == "/errors/not-acceptable"


def test_too_much_at_once_is_refused_and_health_still_answers(service: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    going, inside = threading.Event(), threading.Semaphore(0)
    page = search.Index.page

    def slowly(*arguments: Any, **named: Any) -> Any:
        inside.release()
        going.wait(60)
        return page(*arguments, **named)

    monkeypatch.setattr(search.Index, "page", slowly)
    client = service()
    client.application.extensions["access"].turns = Turns(patience=0.05)
    answers: list[int] = []

    def ask() -> None:
        answers.append(client.application.test_client().get("/v1/search?q=a").status_code)

    asking = [threading.Thread(target=ask) for _ in range(AT_ONCE)]
    for thread in asking:
        thread.start()
    for _ in asking:
        assert inside.acquire(timeout=60)
    refused = client.get("/v1/search?q=a")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "2"
    assert refused.get_json(force=True)["type"] == "/errors/busy"
    assert client.get("/healthz").status_code == 200
    going.set()
    for thread in asking:
        thread.join()
    assert answers == [200] * AT_ONCE
    assert client.get("/v1/search?q=a").status_code == 200


def test_nothing_is_computed_for_who_has_left_and_the_turn_is_given_back(
    service: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client = service(log_requests=True)
    path = f"/v1/search?q={PUTIN}"
    with caplog.at_level("INFO", "bahith.requests"):
        for _ in range(2 * AT_ONCE):
            response = client.get(path, environ_overrides={HAS_LEFT: lambda others_wait: True})
            assert (response.status_code, response.data) == (499, b"")
    assert [record.fields["status"] for record in caplog.records] == [499] * 2 * AT_ONCE
    found = client.get(path)
    assert found.status_code == 200
    assert "kept" not in found.headers["Server-Timing"]


def test_who_leaves_while_a_search_goes_on_ends_it(service: Client) -> None:
    looks = iter([False, False, True])
    left = service().get(f"/v1/search?q={PUTIN}", environ_overrides={HAS_LEFT: lambda others_wait: next(looks)})
    assert left.status_code == 499
    assert next(looks, None) is None
