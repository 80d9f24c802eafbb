"""Near-duplicates on the page and in the API: a line under the hit that opens them."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.conftest import configured
from tests.indexing.test_near_duplicates import OTHER, STORY
from tests.web.conftest import Build
from web import create_app

Q = quote("حديقة")


@pytest.fixture(scope="module")
def client(build: Build) -> FlaskClient:
    rows = [{"id": f"wire/{number}", "text": STORY} for number in range(4)]
    return create_app(configured(index=build([*rows, {"id": "club", "text": OTHER + " حديقة"}]))).test_client()


def test_the_page_counts_near_duplicates_and_opens_them(client: FlaskClient) -> None:
    page = client.get(f"/?q={Q}").text
    address, told = re.findall(r'<p class="similar"><a href="([^"]*)">([^<]*)</a>', page)[0]
    assert (page.count("<article "), told) == (2, "3 نسخ مشابهة")
    assert html.unescape(address) == f"/?q={Q}&similar_to=wire%2F0"
    opened = client.get(html.unescape(address)).text
    assert (opened.count("<article "), "نسخ وثيقة واحدة" in opened) == (4, True)


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
