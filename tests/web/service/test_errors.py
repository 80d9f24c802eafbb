"""One shape of problem on the API, one kind of page on the site, never a traceback."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

import search
from tests.conftest import configured
from web import create_app

PUTIN = quote("بوتين")


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    problem: dict[str, Any] = response.get_json(force=True)
    assert list(problem)[:7] == ["type", "title", "title_ar", "status", "detail", "detail_ar", "instance"]
    assert problem["type"] == f"/errors/{code}"
    assert problem["status"] == status
    assert all(problem[name] for name in ("title", "title_ar", "detail", "detail_ar"))
    return problem


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("q=a&pages=2", "pages"),
        ("q=%D8", "q"),
        ("q=a%00b", "q"),
        ("q=a&limit=1000", "limit"),
        ("q=a&from=soon", "from"),
        ("q=" + PUTIN * 801, "q"),
    ],
)
def test_bad_parameter_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    problem = assert_problem(client.get(f"/v1/search?{query}"), 400, "invalid-query")
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert problem["instance"] == "/v1/search"


@pytest.mark.parametrize("path", ["/v1/documents/none", "/v1/documents/%00", "/v1/documents/%D8", "/v1/documents/../x"])
def test_missing_document_is_a_problem(client: FlaskClient, path: str) -> None:
    assert_problem(client.get(path), 404, "document-not-found")


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/nothing", "/v1/documents/", "/healthz/x"])
def test_unknown_api_path_is_a_problem(client: FlaskClient, path: str) -> None:
    assert_problem(client.get(path), 404, "not-found")


@pytest.mark.parametrize("path", ["/v1/suggest?q=a", "/v1/stats", "/healthz"])
def test_other_methods_are_told_what_is_allowed(client: FlaskClient, path: str) -> None:
    response = client.post(path)
    assert_problem(response, 405, "method-not-allowed")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_large_body_is_refused(client: FlaskClient) -> None:
    assert_problem(client.get("/v1/search?q=a", data=b"x" * 65_537), 413, "too-large")
    assert client.get("/v1/search?q=a", data=b"x" * 65_536).status_code == 200


@pytest.mark.parametrize("path", ["/v1/search?q=a", "/v1/stats", "/v1/documents/x", "/readyz"])
def test_missing_index_asks_to_come_back(client_of: Callable[..., FlaskClient], path: str) -> None:
    response = client_of().get(path)
    problem = assert_problem(response, 503, "index-missing")
    assert problem["detail"].endswith(f"tell whoever runs it the number {problem['request_id']}")
    assert response.headers["Retry-After"] == "5"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", f"/?q={PUTIN}", "/doc/x"])
def test_missing_index_is_a_kind_page(client_of: Callable[..., FlaskClient], path: str) -> None:
    response = client_of().get(path)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "لم يُبنَ الفهرس بعد" in response.text


def test_a_reader_sees_no_path_of_the_server_and_the_log_does(
    client_of: Callable[..., FlaskClient], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/", "/doc/x", "/help", "/v1/search?q=a", "/readyz"):
        response = client_of().get(path, headers={"X-Request-Id": "seen-1"})
        assert response.status_code == 503
        assert str(tmp_path) not in response.text
        assert "bahith rebuild" not in response.text
        assert "seen-1" in response.text
    assert all(str(tmp_path) in record.getMessage() for record in caplog.records)
    assert {vars(record)["fields"]["request_id"] for record in caplog.records} == {"seen-1"}


def test_damaged_index_is_a_problem(seeds_index: Path, tmp_path: Path, client_of: Callable[..., FlaskClient]) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(seeds_index, damaged)
    (manifest,) = damaged.glob("gen-*/manifest.json")
    manifest.write_text("{")
    assert_problem(client_of(index=damaged).get("/readyz"), 503, "index-corrupt")


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/nothing", 404, "لا شيء في هذا العنوان"),
        ("/doc/none", 404, "الوثيقة غير موجودة"),
        ("/doc/", 404, "لا شيء في هذا العنوان"),
        ("/errors/none", 404, "لا شيء في هذا العنوان"),
        ("/?q=%D8", 400, "لا يمكن استعمال هذا الاستعلام"),
        ("/?q=%00", 400, "لا يمكن استعمال هذا الاستعلام"),
        ("/?q=a&limit=1000", 400, "لا يمكن استعمال هذا الاستعلام"),
        ("/doc/none?q=%D8", 400, "لا يمكن استعمال هذا الاستعلام"),
        ("/?q=" + PUTIN * 2_000, 400, "أطول من 4000 حرف"),
    ],
)
def test_site_errors_are_arabic_pages(client: FlaskClient, path: str, status: int, text: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    assert text in response.text
    assert 'role="search"' in response.text


def test_site_tells_what_methods_are_allowed(client: FlaskClient) -> None:
    response = client.post("/help")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "لا يقبل هذه الطريقة" in response.text


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, seeds_index: Path) -> FlaskClient:
    """A client of an app of its own: others have kept answers to what is asked here."""

    def fail(*_: object) -> None:
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr(search.Index, "page", fail)
    return create_app(configured(index=seeds_index)).test_client()


def test_unexpected_error_is_logged_and_not_shown(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    response = broken.get("/v1/search?q=a")
    assert_problem(response, 500, "internal-error")
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "secret of the machine" in caplog.text


def test_unexpected_error_is_a_kind_page(broken: FlaskClient) -> None:
    response = broken.get("/?q=a")
    assert response.status_code == 500
    assert "حدث خطأ عندنا" in response.text
    assert "secret" not in response.text


def test_every_type_resolves_to_a_page_that_explains_it(client: FlaskClient) -> None:
    listed = client.get("/errors").text
    for code in ("invalid-query", "document-not-found", "index-missing", "not-found", "internal-error"):
        assert code in listed
        response = client.get(f"/errors/{code}")
        assert response.status_code == 200
        assert code in response.text


def test_app_opens_nothing_by_itself(tmp_path: Path) -> None:
    create_app(configured(index=tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []


def ways_out(page: str) -> list[str]:
    """Where the links of the notice lead."""
    return re.findall(r'href="([^"]*)"', page.split('<section class="notice">')[1].split("</section>")[0])


def test_a_reader_meets_a_sentence_and_one_way_out(client: FlaskClient, client_of: Callable[..., FlaskClient]) -> None:
    missing = client.get("/none")
    assert missing.status_code == 404
    assert "لا صفحة بهذا العنوان" in missing.text
    assert "/v1/docs" not in missing.text.split("</main>")[0]
    assert ways_out(missing.text) == ["/"]
    assert ways_out(client.get("/none?lang=en").text) == ["/?lang=en"]
    unbuilt = client_of().get(f"/?q={PUTIN}")
    assert unbuilt.status_code == 503
    assert ways_out(unbuilt.text) == [f"/?q={PUTIN}"]


@pytest.mark.usefixtures("standing_clock")
def test_who_asks_too_often_is_told_when_to_come_back(seeds_index: Path) -> None:
    client = create_app(configured(index=seeds_index, rate_limit=20)).test_client()
    *answered, page = (client.get(f"/?q={PUTIN}&limit={limit}") for limit in range(1, 22))
    assert ({one.status_code for one in answered}, page.status_code) == ({200}, 429)
    assert "يُسمح بإرسال 20 طلبًا في الدقيقة؛ عُد بعد 3 ثوانٍ" in page.text
    assert len(ways_out(page.text)) == 1


def test_one_fault_of_a_query_has_one_notice(client: FlaskClient) -> None:
    notices = client.get("/v1/search", query_string={"q": "تاريخ:xyz"}).get_json()["query"]["notices"]
    assert [notice["code"] for notice in notices] == ["date"]


def test_past_the_last_hit_no_link_leads_to_another_empty_page(client: FlaskClient) -> None:
    page = client.get(f"/?q={PUTIN}&offset=9990").text
    assert "offset=" not in page.replace("offset=9990", "")
    assert 'rel="prev"' not in page
