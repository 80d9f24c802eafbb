"""ResponseCache that are kept: the same request of the same generation is searched once, and nothing stale is given."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

import search
from search.answering.plan import Plan
from search.model.results import Page
from tests.conftest import configured
from web import create_app
from web.service.response_cache import CachedResponse, ResponseCache

PUTIN = quote("بوتين")


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that were really searched."""
    asked: list[str] = []
    page = search.Index.page

    def watched(self: search.Index, plan: Plan) -> Page:
        asked.append(plan.request.q)
        return page(self, plan)

    monkeypatch.setattr(search.Index, "page", watched)
    return asked


@pytest.fixture
def seeds(seeds_index: Path) -> Callable[..., FlaskClient]:
    return lambda **config: create_app(configured(index=seeds_index, **config)).test_client()


# The API knows the entity tag of an answer without having it, so that its 304 is not one that was kept.
@pytest.mark.parametrize(("address", "kept"), [("/v1/search", 2), ("/", 3)])
def test_what_is_asked_again_is_searched_once_and_answered_alike(
    seeds: Callable[..., FlaskClient], searched: list[str], address: str, kept: int
) -> None:
    client = seeds()
    first, second = (client.get(f"{address}?q={PUTIN}") for _ in range(2))
    assert searched == ["بوتين"]
    assert second.data == first.data
    same = ("Content-Type", "ETag", "Vary", "Cache-Control", "Content-Security-Policy", "Content-Length")
    assert [second.headers.getlist(name) for name in same] == [first.headers.getlist(name) for name in same]
    assert "kept;dur=" in second.headers["Server-Timing"]
    assert "kept;dur=" not in first.headers["Server-Timing"]
    assert client.get(f"{address}?q={PUTIN}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.head(f"{address}?q={PUTIN}").data == b""
    assert searched == ["بوتين"]
    assert f"bahith_searches_kept_total {kept}\n" in client.get("/metrics").text


def test_equal_requests_share_an_answer_and_others_do_not(
    seeds: Callable[..., FlaskClient], searched: list[str]
) -> None:
    client = seeds()
    one = client.get(f"/v1/search?q={PUTIN}&limit=3&sort=newest")
    assert client.get(f"/v1/search?sort=newest&limit=3&q={PUTIN}&offset=").data == one.data
    assert len(searched) == 1
    for other in ("&limit=2", "&limit=3", "&limit=3&fields=id", "&limit=3&highlight=em", "&limit=3&level=exact"):
        client.get(f"/v1/search?q={PUTIN}{other}")
    assert len(searched) == 6
    posted = client.post("/v1/search", json={"q": "بوتين", "limit": 3, "sort": "newest"})
    assert posted.get_json()["hits"] == one.get_json()["hits"]
    assert "ETag" not in posted.headers


def test_packed_and_plain_answers_are_kept_apart(seeds: Callable[..., FlaskClient]) -> None:
    client = seeds()
    for _ in range(2):
        plain = client.get(f"/v1/search?q={PUTIN}")
        packed = client.get(f"/v1/search?q={PUTIN}", headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(packed.data))["hits"] == plain.get_json()["hits"]


def test_a_page_is_kept_for_who_sees_it_so(seeds: Callable[..., FlaskClient]) -> None:
    client = seeds()
    assert client.get(f"/?q={PUTIN}").text.count('data-theme="auto"') == 1
    client.post("/settings", data={"theme": "dark", "numerals": "arab"})
    dark = client.get(f"/?q={PUTIN}").text
    assert 'data-theme="dark"' in dark
    assert "٥ نتائج" in dark
    elsewhere = client.get(f"/?q={PUTIN}", base_url="https://elsewhere.example/under").text
    assert f'<link rel="canonical" href="https://elsewhere.example/under/?q={PUTIN}">' in elsewhere
    assert 'action="/under/"' in elsewhere


def test_a_new_generation_is_answered_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    source = tmp_path / "documents.jsonl"
    client = create_app(configured(index=tmp_path / "index")).test_client()
    totals = []
    for count in (1, 2):
        rows = [{"id": str(n), "text": f"بوتين في الدور {n}"} for n in range(count)]
        source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        search.rebuild([source], tmp_path / "index")
        totals += [client.get(f"/v1/search?q={PUTIN}&collapse=false").get_json()["total"] for _ in range(2)]
    assert totals == [1, 1, 2, 2]


def test_a_partial_answer_and_an_error_are_not_kept(
    seeds: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = seeds(), search.Index.page

    def late(self: search.Index, plan: Plan) -> Page:
        return replace(page(self, plan), timed_out=True)

    with monkeypatch.context() as patched:
        patched.setattr(search.Index, "page", late)
        assert client.get(f"/v1/search?q={PUTIN}").get_json()["timed_out"]
    assert not client.get(f"/v1/search?q={PUTIN}").get_json()["timed_out"]
    assert [client.get("/v1/search?q=a&limit=0").status_code for _ in range(2)] == [400, 400]


def test_nothing_is_kept_where_there_is_no_room(seeds: Callable[..., FlaskClient], searched: list[str]) -> None:
    client = seeds(cache=0)
    for _ in range(2):
        assert "kept" not in client.get(f"/v1/search?q={PUTIN}").headers["Server-Timing"]
    assert len(searched) == 2


def test_those_asked_for_longest_ago_make_room() -> None:
    answers = ResponseCache(100_000)
    for number in range(1_000):
        answers.put(b"%d" % number, CachedResponse(b"x" * 500, (), "found", {}))
        assert answers.get(b"0")  # asked for all the time
        assert answers.size <= 100_000
    assert answers.get(b"999")
    assert answers.get(b"1") is None
    answers.put(b"999", CachedResponse(b"y", (), "found", {}))
    assert answers.size <= 100_000
    answers.put(b"large", CachedResponse(b"x" * 10_000, (), "found", {}))
    assert answers.get(b"large") is None
