"""Near-duplicates on the page and in the API: a line under the hit that opens them."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.conftest import configured
from tests.indexing.test_near_duplicates import OTHER, STORY
from tests.web.browsing import Watched, comes_to
from tests.web.conftest import Build
from tests.web.serving import serving
from web import create_app

Q = quote("حديقة")


@pytest.fixture(scope="module")
def index(build: Build) -> Path:
    said = {"source": "france24", "category": "internationalNews", "date": "2018-07-13"}
    rows = [{"id": f"wire/{number}", "text": STORY, **said} for number in range(4)]
    return build([*rows, {"id": "club", "text": OTHER + " حديقة"}])


@pytest.fixture(scope="module")
def client(index: Path) -> FlaskClient:
    return create_app(configured(index=index)).test_client()


def test_the_page_counts_near_duplicates_and_opens_them(client: FlaskClient) -> None:
    page = client.get(f"/?q={Q}").text
    address, told = re.findall(r'<p class="similar"><a dir="rtl" href="([^"]*)">([^<]*)</a>', page)[0]
    assert (page.count("<article "), told) == (2, "3 نسخ مشابهة")
    assert html.unescape(address) == f"/?q={Q}&similar_to=wire%2F0"
    opened = client.get(html.unescape(address)).text
    assert (opened.count("<article "), "نسخ وثيقة واحدة" in opened) == (4, True)


def test_the_english_page_reads_its_own_words_from_the_left_beside_arabic_texts(client: FlaskClient) -> None:
    assert re.search(r'<p class="similar"><a dir="ltr" [^>]*>3 similar copies</a>', client.get(f"/?q={Q}&lang=en").text)
    partial = client.get(f"/?q={Q} {quote('مشتل')}&lang=en").text
    assert '<p class="missing"><bdi dir="ltr">Not in it: <bdi>مشتل</bdi></bdi></p>' in partial


def test_the_api_counts_and_opens_them_too(client: FlaskClient) -> None:
    body = client.get(f"/v1/search?q={Q}&limit=1").json
    assert (body["total"], body["hits"][0]["id"], body["hits"][0]["similar"]) == (5, "club", 0)
    last = client.get(body["links"]["next"]).json
    assert (last["hits"][0]["id"], last["hits"][0]["similar"], last["links"]["next"]) == ("wire/0", 3, None)
    apart = client.get(f"/v1/search?q={Q}&collapse=false").json
    assert (len(apart["hits"]), apart["links"]["self"]) == (5, f"/v1/search?q={Q}&collapse=false")
    opened = client.get(f"/v1/search?q={Q}&similar_to=wire/2").json
    assert [hit["id"] for hit in opened["hits"]] == ["wire/0", "wire/1", "wire/2", "wire/3"]


@pytest.mark.parametrize(("asked", "status"), [("similar_to=gone", 404), ("collapse=maybe", 400)])
def test_what_cannot_be_opened_is_said(client: FlaskClient, asked: str, status: int) -> None:
    assert client.get(f"/v1/search?q={Q}&{asked}").status_code == status
    assert client.get(f"/?q={Q}&{asked}").status_code == status


def test_what_stands_beside_a_hit_and_a_count_has_room(index: Path, browser: Any) -> None:
    with serving(index) as (site, _):
        page = Watched(browser, viewport={"width": 320, "height": 700}).page
        page.goto(f"{site}/?q={Q} {quote('مشتل')}&lang=en")
        assert page.locator(".similar a").bounding_box()["height"] < 40  # one line
        assert page.locator(".hits h2").first.bounding_box()["y"] < 200
        ends = (
            """() => [".citation", ".hits h2"].map(one => document.querySelector(one).getBoundingClientRect().right)"""
        )
        said, title = page.evaluate(ends)
        assert said == title  # below the beginning of an Arabic title
        page.set_viewport_size({"width": 1000, "height": 700})
        tops = (
            """() => [...document.querySelectorAll(".menus > .menu")].map(menu => menu.getBoundingClientRect().top)"""
        )
        assert len(page.evaluate(tops)) == 3
        comes_to(page, lambda: len(set(page.evaluate(tops))), 1)  # one row, however long the count is
        page.goto(f"{site}/advanced")
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.locator("select").bounding_box()["width"] > 100  # «في العنوان» is whole
        page.context.close()
