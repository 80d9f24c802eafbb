"""Nothing that comes from a query or a document becomes markup, but <mark>."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

import search
from search.model.display import displayable
from tests.web.conftest import Build
from tests.web.payloads import PAYLOADS
from web.pages.template_filters import web_address

POISON_WORD = quote("سمّ")
OUR_TAGS = {
    *("html", "head", "meta", "title", "link", "body", "header", "main", "nav", "section", "article", "div", "span"),
    *("h1", "h2", "p", "ul", "ol", "li", "a", "bdi", "time", "mark", "details", "summary"),
    *("form", "label", "input", "button", "fieldset", "legend", "footer", "aside", "script", "dl", "dt", "dd", "kbd"),
    *("dialog", "svg", "rect", "select", "option"),
}


class Structure(HTMLParser):
    """The tags, attribute names and addresses of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.scripts += [value or "" for name, value in attributes if tag == "script" and name == "src"]
        self.addresses += [value or "" for name, value in attributes if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_only_our_markup(page: str) -> Structure:
    structure = Structure(page)
    assert structure.tags <= OUR_TAGS
    assert not {name for name in structure.attributes if name.startswith("on") or name in ("style", "srcdoc")}
    assert all(re.match(r"https?://|/|#", address) for address in structure.addresses)
    assert all(address.startswith("/static/") for address in structure.scripts)
    return structure


@pytest.fixture(scope="module")
def infested_index(build: Build) -> Path:
    """A document for each payload, which stands in every field that may hold it."""
    return build(
        [
            {
                "id": str(number),
                "title": f"سمّ {payload}",
                "text": f"سمّ {payload}\n{payload} سمّ",
                "source": payload,
                "category": f"{number % 20} {payload}",
                "url": "https://example.org/" + "".join(payload.split()),
                "date": "2024-05-12",
            }
            for number, payload in enumerate(PAYLOADS)
        ]
    )


@pytest.fixture
def infested(infested_index: Path, app_of: Callable[[Path], Flask]) -> FlaskClient:
    return app_of(infested_index).test_client()


def test_there_are_a_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) >= 100


@pytest.mark.parametrize("payload", PAYLOADS)
def test_query_and_filters_are_only_text(infested: FlaskClient, payload: str) -> None:
    for name in ("q", "source", "from"):
        asked = {"q": "سمّ", name: payload if name != "q" else f"سمّ {payload}"}
        response = infested.get("/", query_string=asked)
        assert response.status_code in (200, 302, 400)
        assert_only_our_markup(response.text)


@pytest.mark.parametrize(("number", "payload"), list(enumerate(PAYLOADS)))
def test_reader_and_feed_are_only_text(infested: FlaskClient, number: int, payload: str) -> None:
    response = infested.get(f"/doc/{number}", query_string={"q": f"سمّ {payload}"})
    assert response.status_code == 200
    shown = assert_only_our_markup(response.text).text
    assert displayable(payload).split("\n")[0].strip() in shown
    feed = ElementTree.fromstring(infested.get("/feed.xml", query_string={"q": "سمّ", "source": payload}).text)
    # Sources that differ in case are one: the title is of either.
    title = (feed.findtext("channel/item/title") or "").casefold()
    assert displayable(payload).casefold().split() == title.split()[1:]


def test_hundred_hits_are_only_text(infested: FlaskClient) -> None:
    for offset in range(0, len(PAYLOADS), 50):
        page = infested.get(f"/?q={POISON_WORD}&limit=50&offset={offset}&collapse=false").text
        shown = assert_only_our_markup(page).text
        assert page.count("<article ") == min(50, len(PAYLOADS) - offset)
        assert shown.count("alert(1)") > 20


@pytest.mark.parametrize("name", ["sort", "match", "limit", "offset", "hit", "<b>"])
def test_parameters_are_only_text(poison: FlaskClient, name: str) -> None:
    for payload in PAYLOADS[::5]:
        response = poison.get("/", query_string={"q": "سمّ", name: payload})
        assert response.status_code in (200, 302, 400)
        assert_only_our_markup(response.text)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "within"),
        ("/", "lang"),
        ("/values/source", "find"),
        ("/values/source", "source"),
        ("/chosen", "id"),
        ("/advanced", "from"),
        ("/help", "lang"),
        *(("/advanced", field) for field in ("q", "all", "phrase", "either", "near", "none", "words", "where")),
    ],
)
def test_forms_are_only_text(infested: FlaskClient, path: str, name: str) -> None:
    for payload in PAYLOADS[::5]:
        asked = {"q": "سمّ", name: payload, **({"go": "1"} if path == "/advanced" and name != "q" else {})}
        response = infested.get(path, query_string=asked)
        assert response.status_code in (200, 302, 400)
        assert_only_our_markup(response.text)


@pytest.mark.parametrize("kind", ["csv", "ris", "bib", "jsonl"])
def test_exports_hold_one_record_a_document(infested: FlaskClient, kind: str) -> None:
    text = infested.get(f"/export.{kind}", query_string={"q": "سمّ"}).text
    starts = {"csv": None, "ris": "TY  - ", "bib": "@misc{", "jsonl": '{"id"'}[kind]
    lines = [*csv.reader(io.StringIO(text))][1:] if starts is None else text.split("\n")
    assert sum(starts is None or line.startswith(starts) for line in lines) == len(PAYLOADS)


def test_document_fields_are_only_text(poison: FlaskClient) -> None:
    structure = assert_only_our_markup(poison.get(f"/?q={POISON_WORD}").text)
    assert "<script>alert('title')</script>" in structure.text
    assert "<svg onload=alert(3)>" in structure.text
    assert '"><iframe src="javascript:alert(4)">' in structure.text


def test_reader_is_only_text(poison: FlaskClient) -> None:
    response = poison.get(
        f"/doc/{quote('poison/<script>alert(' + chr(34) + 'id' + chr(34) + ')</script>')}?q={POISON_WORD}"
    )
    assert response.status_code == 200
    structure = assert_only_our_markup(response.text)
    assert '<b onclick="alert(2)">سمّ</b> &lt;i&gt;' in structure.text


def test_api_html_has_only_marks(poison: FlaskClient) -> None:
    hits = poison.get(f"/v1/search?q={POISON_WORD}").get_json()["hits"]
    assert len(hits) == 2
    for hit in hits:
        for piece in [hit["title_html"], *(snippet["html"] for snippet in hit["snippets"])]:
            assert Structure(piece).tags <= {"mark"}


def test_error_pages_are_only_text(poison: FlaskClient) -> None:
    for path in ("/<script>alert(1)</script>", "/doc/<script>alert(1)</script>", "/errors/<script>"):
        response = poison.get(quote(path))
        assert response.status_code == 404
        assert_only_our_markup(response.text)


@pytest.mark.parametrize("path", [f"/?q={POISON_WORD}", f"/doc/{quote('..//odd id?#%2F/', safe='')}?q={POISON_WORD}"])
def test_bidi_controls_are_not_shown(poison: FlaskClient, path: str) -> None:
    page = poison.get(path).text
    assert "آخر" in page
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", Structure(page).text)


def test_bidi_controls_of_the_query_are_not_shown(poison: FlaskClient) -> None:
    page = poison.get(f"/?q={quote(chr(0x202E) + 'لاشيء')}").text
    assert "\u202e" not in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "\x01javascript:x"])
def test_script_address_is_no_link(
    poison: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    source = tmp_path / "spoof.jsonl"
    source.write_text(json.dumps({"id": "spoof", "text": "سمّ", "url": url}), encoding="utf-8")
    with pytest.raises(search.BahithError, match="url must begin with http"):
        search.rebuild([source], tmp_path / "index")
    smuggled = search.Document.of("spoof", "سمّ", "سمّ", url=url)
    monkeypatch.setattr(search.Index, "document", lambda index, id: smuggled)
    page = poison.get("/doc/spoof").text
    assert "اقرأ الأصل" not in page
    assert_only_our_markup(page)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/a?b", "example.org"),
        ("HTTP://EXAMPLE.org:80", "example.org"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("//example.org", None),
        ("https://[", None),
        ("https://", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, host: str | None) -> None:
    assert web_address(url) == host
