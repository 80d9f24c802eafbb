"""Metrics, logs and timings of requests."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.conftest import configured
from web import create_app
from web.service.log import JsonLines
from web.service.metrics import Metrics

PUTIN = quote("بوتين")


@pytest.fixture
def service(seeds_index: Path) -> Callable[..., FlaskClient]:
    return lambda **config: create_app(configured(index=seeds_index, **config)).test_client()


def values(client: FlaskClient) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.]+', line) for line in lines)
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_requests_are_counted_by_route_and_status(service: Callable[..., FlaskClient]) -> None:
    client = service()
    for query in (f"q={PUTIN}", "q=xyzzy", "q=a&limit=0"):
        client.get(f"/v1/search?{query}")
    client.get("/v1/documents/none")
    client.get("/none")
    found = values(client)
    assert found['bahith_http_requests_total{route="/v1/search",status="200"}'] == 2
    assert found['bahith_http_requests_total{route="/v1/search",status="400"}'] == 1
    assert found['bahith_http_requests_total{route="/v1/documents/{id}",status="404"}'] == 1
    assert found['bahith_http_requests_total{route="other",status="404"}'] == 1
    assert found['bahith_http_request_seconds_count{route="/v1/search"}'] == 3
    assert found['bahith_http_request_seconds_bucket{route="/v1/search",le="+Inf"}'] == 3
    assert found['bahith_searches_total{outcome="found"}'] == 1
    assert found['bahith_searches_total{outcome="nothing"}'] == 1
    assert found["bahith_index_documents"] == 5
    assert found["bahith_index_generation"] == 1


def test_metrics_come_without_an_index(client_of: Callable[..., FlaskClient]) -> None:
    assert values(client_of())["bahith_index_ready"] == 0


def test_a_histogram_counts_up_to_each_bound() -> None:
    metrics = Metrics(["/a"])
    for seconds in (0.0005, 0.001, 0.3, 9.0):
        metrics.request("/a", 200, seconds)
    bounds = ["0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "+Inf"]
    counts = [2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4]
    found = [line for line in metrics.lines() if "_bucket" in line]
    expected = [
        f'bahith_http_request_seconds_bucket{{route="/a",le="{bound}"}} {count}'
        for bound, count in zip(bounds, counts, strict=True)
    ]
    assert found == expected
    assert 'bahith_http_request_seconds_sum{route="/a"} 9.301500' in list(metrics.lines())


def test_an_odd_status_is_counted_as_other() -> None:
    metrics = Metrics(["/a"])
    metrics.request("/a", 418, 0.1)
    assert 'bahith_http_requests_total{route="/a",status="other"} 1' in list(metrics.lines())


def test_where_the_time_went_is_said(service: Callable[..., FlaskClient]) -> None:
    timing = service().get(f"/v1/search?q={PUTIN}").headers["Server-Timing"]
    assert re.fullmatch(r"search;dur=[0-9.]+, total;dur=[0-9.]+", timing)


def test_a_request_keeps_the_name_that_a_proxy_gave_it(service: Callable[..., FlaskClient]) -> None:
    client = service()
    assert client.get("/healthz", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    for odd in ("", "a b", "x" * 65, 'a"b'):
        name = client.get("/healthz", headers={"X-Request-Id": odd}).headers["X-Request-Id"]
        assert re.fullmatch("[0-9a-f]{16}", name)
    problem = client.get("/v1/none", headers={"X-Request-Id": "abc-2"}).get_json(force=True)
    assert problem["request_id"] == "abc-2"


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "bahith.requests"]


def test_the_log_tells_a_request_without_its_query(
    service: Callable[..., FlaskClient], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bahith.requests")
    client = service(log_requests=True)
    for query in (PUTIN, PUTIN, "a"):
        client.get(f"/v1/search?q={query}")
    lines = logged(caplog)
    assert [line["query_hash"] == lines[0]["query_hash"] for line in lines] == [True, True, False]
    assert lines[0]["route"] == "/v1/search"
    assert (lines[0]["method"], lines[0]["status"], lines[0]["total"]) == ("GET", 200, 5)
    assert (lines[0]["generation"], lines[0]["key"]) == ("gen-000001", None)
    assert lines[0]["ms"] > 0
    assert lines[0]["bytes"] > 1000
    assert "بوتين" not in json.dumps(lines, ensure_ascii=False)
    assert PUTIN not in json.dumps(lines)


def test_the_log_tells_the_query_when_it_is_told_to(
    service: Callable[..., FlaskClient], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bahith.requests")
    service(log_queries=True).get(f"/v1/search?q={PUTIN}")
    assert [line["query"] for line in logged(caplog)] == ["بوتين"]


def test_nothing_is_logged_by_default(service: Callable[..., FlaskClient], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bahith.requests")
    service().get(f"/v1/search?q={PUTIN}")
    assert logged(caplog) == []


def test_a_line_holds_the_traceback_of_an_error() -> None:
    try:
        raise ValueError("odd\nvalue")
    except ValueError as error:
        record = logging.LogRecord("web", logging.ERROR, "", 0, "failed", (), (ValueError, error, error.__traceback__))
    text = JsonLines().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert (line["level"], line["logger"], line["message"]) == ("error", "web", "failed")
    assert "odd\nvalue" in line["traceback"]
