"""The JSON API: shapes, links, conditional requests."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search import Index
from search.model.limits import Limits
from tests.conftest import configured
from web import create_app

PUTIN = quote("بوتين")
BOOK = quote("كتاب")


def test_search_finds_all_seeds(client: FlaskClient) -> None:
    response = client.get(f"/v1/search?q={PUTIN}")
    assert response.status_code == 200
    assert response.content_type == "application/json"
    page = response.get_json()
    assert page["total"] == 5
    assert sorted(hit["id"][:3] for hit in page["hits"]) == ["000", "001", "002", "003", "004"]


def test_search_has_the_keys_of_the_contract(client: FlaskClient) -> None:
    page = client.get(f"/v1/search?q={PUTIN}&limit=1").get_json()
    assert list(page) == [
        *("total", "total_places", "total_partial", "partial_from", "took_ms", "timed_out", "query", "index", "hits"),
        *("facets", "authors", "suggestion", "more", "links"),
    ]
    assert list(page["query"]) == ["text", "parsed", "match", "dropped", "notices", "repaired"]
    assert list(page["index"]) == ["generation", "engine", "documents"]
    assert list(page["hits"][0]) == [
        *(
            "id",
            "title",
            "title_html",
            "url",
            "date",
            "source",
            "category",
            "score",
            "similar",
            "missing",
            "pinned",
            "snippets",
        ),
        *("places", "total_places"),
    ]
    assert list(page["hits"][0]["snippets"][0]) == ["text", "html", "marks"]
    assert sorted(page["facets"]) == ["category", "source", "year"]


def test_search_answers_in_readable_arabic(client: FlaskClient) -> None:
    assert "بوتين".encode() in client.get(f"/v1/search?q={PUTIN}").data


def test_snippets_say_the_same_in_text_html_and_marks(client: FlaskClient) -> None:
    hits = client.get(f"/v1/search?q={PUTIN}").get_json()["hits"]
    snippets = [snippet for hit in hits for snippet in hit["snippets"]]
    assert snippets
    for snippet in snippets:
        assert html.unescape(re.sub(r"</?mark>", "", snippet["html"])) == snippet["text"]
        marked = [html.unescape(word) for word in re.findall(r"<mark>(.*?)</mark>", snippet["html"])]
        assert marked == [snippet["text"][start:end] for start, end in snippet["marks"]]
        assert marked


def test_links_lead_through_all_pages(shelf: FlaskClient) -> None:
    url = f"/v1/search?offset=0&limit=10&q={BOOK}"
    seen: list[str] = []
    followed = []
    while url:
        page = shelf.get(url).get_json()
        seen += [hit["id"] for hit in page["hits"]]
        followed.append(page["links"]["self"])
        url = page["links"]["next"]
    assert sorted(seen) == [f"shelf/{number:02}" for number in range(23)]
    assert followed == [f"/v1/search?q={BOOK}", f"/v1/search?q={BOOK}&offset=10", f"/v1/search?q={BOOK}&offset=20"]


def test_links_keep_every_parameter(shelf: FlaskClient) -> None:
    source = quote("دار المشرق").replace("%20", "+")
    asked = f"sort=newest&source={source}&limit=2&q={BOOK}&from=2020-01-01&match=all"
    links = shelf.get(f"/v1/search?{asked}").get_json()["links"]
    assert links["self"] == f"/v1/search?q={BOOK}&source={source}&from=2020-01-01&match=all&sort=newest&limit=2"
    assert links["next"] == f"{links['self']}&offset=2"


def test_filters_narrow_and_repeat(shelf: FlaskClient) -> None:
    def total(filters: str) -> int:
        return int(shelf.get(f"/v1/search?q={BOOK}&{filters}").get_json()["total"])

    east, west = quote("دار المشرق"), quote("دار المغرب")
    assert total(f"source={west}") == 8
    assert total(f"source={east}&source={west}") == 23
    assert total(f"category={quote('أدب')}") == 3
    assert total("from=2022-01-01&to=2022-12-31") == 6


def test_search_without_words_says_so(client: FlaskClient) -> None:
    for query in ("", quote("َُِ"), quote("؟!..")):
        page = client.get(f"/v1/search?q={query}").get_json()
        assert page["total"] == 0
        assert [notice["code"] for notice in page["query"]["notices"]] == ["no-words"]


def test_document_comes_whole(shelf: FlaskClient) -> None:
    assert shelf.get("/v1/documents/shelf/07").get_json() == {
        "id": "shelf/07",
        "title": "كتاب رقم 7",
        "text": "هذا كتاب في التاريخ.\nوفيه فصل ثانٍ.",
        "date": "2023-03-05",
        "source": "دار المشرق",
        "category": "تاريخ",
        "url": "https://books.example/7",
    }


def test_document_id_may_hold_any_character(poison: FlaskClient) -> None:
    response = poison.get("/v1/documents/" + quote("..//odd id?#%2F/", safe=""))
    assert response.status_code == 200
    assert response.get_json()["title"] == "سمّ في المعرّف"


def test_stats_publish_the_limits(client: FlaskClient) -> None:
    stats = client.get("/v1/stats").get_json()
    assert stats["documents"] == 5
    assert stats["limits"]["query_characters"] == 4_000


def test_health_needs_no_index(client_of: Callable[..., FlaskClient]) -> None:
    response = client_of().get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "alive"})


def test_readiness_names_the_generation(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.get_json() == {
        "status": "ready",
        "generation": "gen-000001",
        "documents": 5,
        "engine": "whole",
    }


def test_readiness_comes_with_the_index(
    client_of: Callable[..., FlaskClient], shelf_index: Path, tmp_path: Path
) -> None:
    waiting = client_of(index=tmp_path / "index")
    assert waiting.get("/readyz").status_code == 503
    shutil.copytree(shelf_index, tmp_path / "index")
    assert waiting.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", [f"/v1/search?q={PUTIN}", "/v1/stats", f"/?q={PUTIN}", "/"])
def test_unchanged_answer_costs_no_bytes(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_tag_follows_the_answer_not_the_spelling_of_the_request(client: FlaskClient) -> None:
    tags = [
        client.get(f"/v1/search?{query}").headers["ETag"]
        for query in (f"q={PUTIN}&limit=10", f"limit=10&q={PUTIN}&sort=", f"q={PUTIN}&limit=3")
    ]
    assert tags[0] == tags[1] != tags[2]
    assert tags[0].startswith('W/"gen-000001-')


def test_tag_changes_with_an_index_deleted_and_built_anew(
    client_of: Callable[..., FlaskClient], build: Callable[..., Path]
) -> None:
    first, second = (
        client_of(index=build([{"id": "1", "text": text}])).get(f"/v1/search?q={BOOK}").headers["ETag"]
        for text in ("كتاب", "كتاب آخر")
    )
    assert first != second


@pytest.mark.parametrize("path", [f"/v1/search?q={PUTIN}", "/v1/stats", "/healthz", "/readyz", "/", f"/?q={PUTIN}"])
def test_head_answers_as_get_without_a_body(client: FlaskClient, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.data) == (200, b"")


def search(client: FlaskClient, query: str) -> dict[str, Any]:
    response = client.get(f"/v1/search?{query}")
    assert response.status_code == 200, response.text
    page: dict[str, Any] = response.get_json()
    return page


def test_facets_are_chosen(shelf: FlaskClient) -> None:
    assert list(search(shelf, f"q={BOOK}&facets=year,source")["facets"]) == ["year", "source"]
    assert search(shelf, f"q={BOOK}&facets=")["facets"] == {}
    assert search(shelf, f"q={BOOK}&facets=category")["facets"]["category"][0] == {"value": "تاريخ", "count": 20}
    assert shelf.get(f"/v1/search?q={BOOK}&facets=title").status_code == 400


def test_fields_of_hits_are_chosen(shelf: FlaskClient) -> None:
    page = search(shelf, f"q={BOOK}&fields=score,id&limit=1")
    assert [list(hit) for hit in page["hits"]] == [["id", "score"]]
    assert page["links"]["next"].endswith("&fields=id,score")
    assert shelf.get(f"/v1/search?q={BOOK}&fields=id,text").status_code == 400
    assert shelf.get("/v1/documents/shelf/07?fields=url").get_json() == {"url": "https://books.example/7"}


def test_the_tag_round_words_is_chosen_and_marks_stay(poison: FlaskClient) -> None:
    word = quote("سمّ")
    for tag, opening, closing in (("em", "<em>", "</em>"), ("none", "", "")):
        for hit, plain in zip(
            search(poison, f"q={word}&highlight={tag}")["hits"], search(poison, f"q={word}")["hits"], strict=True
        ):
            for marked, default in zip(hit["snippets"], plain["snippets"], strict=True):
                assert marked["html"] == default["html"].replace("<mark>", opening).replace("</mark>", closing)
                assert (marked["text"], marked["marks"]) == (default["text"], default["marks"])
                assert set(re.findall(r"<[^>]*>", marked["html"])) <= {opening, closing}
            assert hit["title_html"] == plain["title_html"].replace("<mark>", opening).replace("</mark>", closing)
    assert poison.get(f"/v1/search?q={word}&highlight=script").status_code == 400


def test_snippets_are_as_many_and_as_long_as_asked(client: FlaskClient) -> None:
    for hit in search(client, f"q={PUTIN}&snippets=1&snippet_length=40")["hits"]:
        assert [len(snippet["text"]) <= 44 for snippet in hit["snippets"]] == [True]
    assert {len(hit["snippets"]) for hit in search(client, f"q={PUTIN}&snippets=0")["hits"]} == {0}


def test_links_keep_what_is_shown(shelf: FlaskClient) -> None:
    asked = f"q={BOOK}&limit=2&snippets=1&snippet_length=80&facets=year&fields=id&highlight=em"
    links = search(shelf, asked)["links"]
    assert (
        links["self"] == f"/v1/search?q={BOOK}&limit=2&snippets=0&snippet_length=80&facets=year&fields=id&highlight=em"
    )
    assert search(shelf, links["next"].partition("?")[2])["links"]["self"] == links["next"]


@pytest.fixture
def narrow(shelf_index: Path) -> FlaskClient:
    """A shelf whose window ends at 10 hits, a cursor's at 20."""
    return create_app(configured(index=shelf_index, limits=Limits(window=10, cursor_window=20))).test_client()


def test_beyond_the_window_a_cursor_leads_on(narrow: FlaskClient) -> None:
    url, seen, followed = f"/v1/search?q={BOOK}&sort=newest&limit=4", [], []
    while url:
        page = narrow.get(url).get_json()
        assert page["links"]["self"] == url
        seen += [hit["id"] for hit in page["hits"]]
        followed.append("cursor=" in url)
        url = page["links"]["next"]
    assert followed == [False, False, True, True, True]
    whole = [hit["id"] for hit in search(narrow, f"q={BOOK}&limit=10&sort=newest")["hits"]]
    assert len(set(seen)) == len(seen) == 20
    assert seen[:10] == whole


def test_a_cursor_fits_one_query_and_one_generation(narrow: FlaskClient, build: Callable[..., Path]) -> None:
    deep = search(narrow, f"q={BOOK}&limit=5&offset=5")["links"]["next"]
    assert narrow.get(deep).status_code == 200
    assert narrow.get(deep.replace("limit=5", "limit=3")).status_code == 200
    assert narrow.get(f"{deep}&fields=id").status_code == 200
    other = create_app(configured(index=build([{"id": "1", "text": "كتاب"}]))).test_client()
    strange = [
        narrow.get(deep.replace(BOOK, PUTIN)),
        narrow.get(f"{deep}&sort=newest"),
        narrow.get(f"{deep}&offset=5"),
        narrow.get(f"/v1/search?q={BOOK}&cursor=AAAA"),
        narrow.get(f"/v1/search?q={BOOK}&cursor={quote('ب' * 16)}"),
        other.get(deep),
    ]
    for response in strange:
        assert response.status_code == 409
        assert response.get_json(force=True)["type"] == "/errors/cursor-expired"


def test_a_page_too_deep_is_a_problem_of_its_own(client: FlaskClient) -> None:
    assert client.get(f"/v1/search?q={PUTIN}&offset=9990&limit=10").status_code == 200
    response = client.get(f"/v1/search?q={PUTIN}&offset=9991&limit=10")
    assert response.status_code == 404
    problem = response.get_json(force=True)
    assert problem["type"] == "/errors/page-too-deep"
    assert problem["errors"][0]["parameter"] == "offset"


def test_analyze_shows_every_level_and_the_rules(client: FlaskClient) -> None:
    answer = client.get(f"/v1/analyze?text={quote('في المدارس')}").get_json()
    assert answer["text"] == "في المدارس"
    assert [(token["text"], token["start"], token["end"]) for token in answer["tokens"]] == [
        ("في", 0, 2),
        ("المدارس", 3, 10),
    ]
    school = answer["tokens"][1]
    assert (school["exact"], school["lemma"]) == ("المدارس", "مدرسه")
    assert school["rules"] == ["ال: ال", "noun مَدَارِس: broken plural"]
    assert client.get("/v1/analyze").get_json() == {"text": "", "tokens": []}
    assert client.get(f"/v1/analyze?text={'a' * 4_001}").status_code == 400
    assert client.get("/v1/analyze?q=a").status_code == 400


def test_analyze_takes_a_text_of_many_letters_but_not_of_so_many_more_words(client: FlaskClient) -> None:
    """Some signs are several words: 4,000 of ﷺ made an answer of 8 MB."""
    assert len(client.get(f"/v1/analyze?text={quote('ب ' * 2_000)}").get_json()["tokens"]) == 2_000
    refused = client.get(f"/v1/analyze?text={quote('ﷺ' * 4_000)}")
    assert refused.status_code == 400
    assert "2000 tokens" in refused.get_json(force=True)["detail"]


def test_an_answer_that_has_not_changed_is_not_searched_for(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"/v1/search?q={PUTIN}")
    monkeypatch.setattr(Index, "page", None)
    again = client.get(f"/v1/search?q={PUTIN}", headers={"If-None-Match": f'"x", {first.headers["ETag"]}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/v1/suggest?q=a", "/v1/stats", "/v1/openapi.json", "/help", "/healthz", "/metrics"])
def test_options_tell_the_methods_and_nothing_else(client: FlaskClient, path: str) -> None:
    response = client.options(path)
    assert (response.status_code, response.data) == (204, b"")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_hijri_day_narrows_as_in_a_query(shelf: FlaskClient) -> None:
    def total(query: str) -> int:
        return int(shelf.get(f"/v1/search?{query}").get_json()["total"])

    assert total(f"q={BOOK}&from=1444-08-13") == total(f"q={BOOK}+{quote('تاريخ:>=1444-08-13')}") == 5
    body = shelf.get(f"/v1/search?q={BOOK}&from=1200-01-01").get_json()
    assert (body["status"], body["errors"][0]["parameter"]) == (400, "from")
    assert "1200-05-30م" in body["detail"]
    assert "1200-05-30م" in body["detail_ar"]


def test_a_sure_repair_is_offered_and_shown_where_that_is_asked_for(client: FlaskClient) -> None:
    def answer(query: str) -> dict[str, Any]:
        body: dict[str, Any] = client.get(f"/v1/search?{query}").get_json()
        return body

    offered, shown, off = (answer(f"q=Putin{repair}") for repair in ("", "&repair=auto&limit=2", "&repair=off"))
    assert (offered["total"], offered["query"]["repaired"]) == (0, None)
    assert offered["suggestion"] == {"query": "بوتين", "reason": "name", "total": 5}
    assert (shown["total"], shown["suggestion"], len(shown["hits"])) == (5, None, 2)
    assert (shown["query"]["text"], shown["query"]["repaired"], shown["query"]["parsed"]) == ("Putin", "بوتين", "بوتين")
    assert answer(shown["links"]["next"].partition("?")[2])["total"] == 5
    assert (off["total"], off["suggestion"], off["query"]["repaired"]) == (0, None, None)
    assert client.get("/v1/search?q=Putin&repair=yes").status_code == 400
