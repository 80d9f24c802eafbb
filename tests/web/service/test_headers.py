"""Security and caching headers of every kind of response."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers


def headers_of(client: FlaskClient, path: str) -> Headers:
    with client.get(path) as response:  # a static file stays open until then
        return response.headers


@pytest.mark.parametrize(
    "path", ["/", "/?q=a", "/doc/none", "/v1/search?q=a", "/v1/x", "/healthz", "/static/style.css"]
)
def test_every_response_is_locked_down(client: FlaskClient, path: str) -> None:
    headers = headers_of(client, path)
    policy = headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/?q=a", "/doc/000_65ff194bb9956bd1?q=a", "/help", "/settings", "/errors"])
def test_pages_hold_no_inline_code(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
        if attributes == ' type="application/ld+json"':  # no code: what the document is, for search engines
            assert "<" not in content
            continue
        assert re.fullmatch(r' type="module" src="/static/[a-z]+\.js\?v=[0-9a-f]+"', attributes)
        assert content == ""


def test_errors_are_not_kept(client: FlaskClient) -> None:
    for path in ("/v1/search?q=a&limit=0", "/doc/none", "/?q=%D8"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_static_files_named_by_content_are_kept_for_ever(client: FlaskClient) -> None:
    page = client.get("/").text
    addresses = re.findall(r'<link [^>]*href="(/static/[^"]*)"', page)
    addresses += re.findall(r'<script [^>]*src="(/static/[^"]*)"', page)
    assert len(addresses) == 9
    for address in addresses:
        assert headers_of(client, address)["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers_of(client, "/static/style.css")["Cache-Control"] == "no-cache"


def test_missing_static_file_is_not_kept(client: FlaskClient) -> None:
    response = client.get("/static/none.woff2")
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/static/../__init__.py", "/static/%2e%2e/__init__.py", "/static//etc/passwd"])
def test_static_folder_cannot_be_left(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/?q=a",
            "/doc/000_65ff194bb9956bd1?q=a",
            "/help",
            "/settings",
            "/errors",
            "/v1/docs",
            "/opensearch.xml",
        ),
        *("/feed.xml?q=a", "/suggestions.json?q=a", "/v1/search?q=a&snippets=0", "/v1/suggest?q=a", "/v1/stats"),
        *("/v1/documents/000_65ff194bb9956bd1", "/v1/analyze?text=a", "/v1/openapi.json", "/v1/docs"),
    ],
)
def test_an_unchanged_answer_is_sent_once_whichever_way_its_tag_was_learnt(client: FlaskClient, path: str) -> None:
    headers = client.head(path).headers
    with client.get(path) as response:
        assert response.status_code == 200
        assert response.headers["ETag"] == headers["ETag"]
    again = client.get(path, headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_options_have_no_content(client: FlaskClient) -> None:
    response = client.options("/v1/search")
    assert (response.status_code, response.data) == (204, b"")
    assert "Content-Type" not in response.headers
