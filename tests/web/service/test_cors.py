"""Whose pages may read the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import configured
from web import create_app

OURS = {"Origin": "https://ours.example"}
PREFLIGHT = {**OURS, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}


@pytest.fixture
def service(seeds_index: Path) -> Callable[..., FlaskClient]:
    return lambda *origins: create_app(configured(index=seeds_index, cors=origins)).test_client()


def allowed(client: FlaskClient, path: str = "/v1/stats", **headers: str) -> str | None:
    return client.get(path, headers=headers or OURS).headers.get("Access-Control-Allow-Origin")


def test_nobody_else_reads_it_by_default(service: Callable[..., FlaskClient]) -> None:
    assert allowed(service()) is None
    headers = service().options("/v1/stats", headers=PREFLIGHT).headers
    assert not any(name.startswith("Access-Control") for name, _ in headers)


def test_a_configured_origin_reads_it_and_caches_know(service: Callable[..., FlaskClient]) -> None:
    client = service("https://ours.example", "https://other.example")
    assert allowed(client) == "https://ours.example"
    assert allowed(client, Origin="https://evil.example") is None
    assert "Origin" in client.get("/v1/stats").headers["Vary"]
    assert "ETag" in client.get("/v1/stats", headers=OURS).headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in client.get("/v1/stats", headers=OURS).headers


def test_any_origin_may_be_let_in(service: Callable[..., FlaskClient]) -> None:
    assert allowed(service("*")) == "*"


def test_a_problem_can_be_read_too_and_the_page_is_not_shared(service: Callable[..., FlaskClient]) -> None:
    client = service("*")
    assert allowed(client, "/v1/search?limit=0") == "*"
    assert allowed(client, "/v1/none") == "*"
    assert allowed(client, "/") is None


def test_a_browser_that_asks_first_is_told(service: Callable[..., FlaskClient]) -> None:
    response = service("https://ours.example").options("/v1/search", headers=PREFLIGHT)
    assert (response.status_code, response.data) == (204, b"")
    assert set(response.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Max-Age"] == "86400"
