"""The help page: every example in it works on the index at hand."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import search
from search.answering import searcher
from tests.conftest import configured
from web import create_app
from web.pages.help import _COUNTING, EXAMPLES


def test_every_example_finds_what_the_page_says(client: FlaskClient) -> None:
    page = client.get("/help").text
    rows = re.findall(r'<dt><a href="([^"]*)">.*?<span class="muted">\((.*?)\)</span>', page, re.DOTALL)
    assert len(rows) == sum(len(examples) for examples in EXAMPLES.values())
    for address, counted in rows:
        answer = client.get(html.unescape(address))
        assert answer.status_code == 200
        assert f'<p class="count">{counted} <span' in answer.text


def test_example_that_finds_nothing_here_is_no_link(shelf: FlaskClient) -> None:
    page = shelf.get("/help").text
    assert "<dt><bdi>كور*</bdi></dt>" in page
    assert "لا نتائج" not in page


def test_no_example_is_misread(client: FlaskClient) -> None:
    for examples in EXAMPLES.values():
        for example in examples:
            notices = client.get("/v1/search", query_string={"q": example.q}).get_json()["query"]["notices"]
            assert [notice["code"] for notice in notices if notice["code"] != "relaxed"] == [], example


def test_the_examples_are_counted_once_and_not_searched(seeds_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    find = searcher.find
    monkeypatch.setattr(searcher, "find", lambda plan, window: counted.append(plan.request.q) or find(plan, window))
    monkeypatch.setattr(search.Index, "page", None)
    client = create_app(configured(index=seeds_index)).test_client()
    first, second = client.get("/help"), client.get("/help")
    assert first.text == second.text
    assert sorted(counted) == sorted({example.q for examples in EXAMPLES.values() for example in examples})


def test_who_comes_while_nothing_is_counted_waits_for_no_count(seeds_index: Path) -> None:
    """Sixty who ask at once would each count all examples: what nobody has counted yet is left out."""
    client = create_app(configured(index=seeds_index)).test_client()
    with _COUNTING:
        page = client.get("/help").text
    assert page.count("<dt><a href=") == sum(len(examples) for examples in EXAMPLES.values())
    assert 'class="muted">(' not in page
    assert 'class="muted">(' in client.get("/help").text


@pytest.mark.usefixtures("standing_clock")
def test_the_page_counts_for_the_limit_of_a_client(seeds_index: Path) -> None:
    client = create_app(configured(index=seeds_index, rate_limit=1)).test_client()
    assert [client.get("/help").status_code for _ in range(2)] == [200, 429]
