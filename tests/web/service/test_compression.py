"""gzip: for those who take it, where it pays, and the same tag."""

from __future__ import annotations

import gzip
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PUTIN = quote("بوتين")
GZIP = {"Accept-Encoding": "br, gzip"}


@pytest.mark.parametrize("path", ["/v1/docs", "/v1/openapi.json", f"/?q={PUTIN}", "/static/style.css", "/metrics"])
def test_large_text_is_compressed_for_who_takes_it(client: FlaskClient, path: str) -> None:
    with client.get(path) as plain, client.get(path, headers=GZIP) as packed:
        assert_packed(path, plain, packed)


def assert_packed(path: str, plain: TestResponse, packed: TestResponse) -> None:
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) == packed.content_length < len(plain.data)
    assert packed.headers.get("ETag") == plain.headers.get("ETag")
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    if path not in ("/metrics", f"/?q={PUTIN}"):  # these hold times
        assert gzip.decompress(packed.data) == plain.data


@pytest.mark.parametrize("path", ["/healthz", "/static/fonts/plex-arabic-400.6010e7fd.woff2", "/v1/none"])
def test_what_is_small_or_packed_or_a_problem_stays_as_it_is(client: FlaskClient, path: str) -> None:
    with client.get(path, headers=GZIP) as response:
        assert "Content-Encoding" not in response.headers


def test_an_unchanged_answer_is_told_to_who_has_it_packed(client: FlaskClient) -> None:
    first = client.get(f"/v1/search?q={PUTIN}", headers=GZIP)
    again = client.get(f"/v1/search?q={PUTIN}", headers={**GZIP, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_head_tells_the_length_that_get_would_have(client: FlaskClient) -> None:
    for headers in ({}, GZIP):
        got, told = client.get("/v1/stats", headers=headers), client.head("/v1/stats", headers=headers)
        assert told.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.data))
        assert told.headers["ETag"] == got.headers["ETag"]
