"""Nothing that comes from a query or a document becomes markup, but <mark>."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

import search
from web.shown import web_address

POISON_WORD = quote("سمّ")
OUR_TAGS = {
    *("html", "head", "meta", "title", "link", "body", "header", "main", "nav", "section", "article", "div", "span"),
    *("h1", "h2", "p", "ul", "ol", "li", "a", "bdi", "time", "mark", "details", "summary"),
    *("form", "label", "input", "button", "fieldset", "legend", "footer", "aside", "script", "dl", "dt", "dd", "kbd"),
}
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" autofocus onfocus="alert(1)',
    "</title><svg onload=alert(1)>",
    "</mark><b>سمّ</b>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;script&gt;",
    "<!--",
    "\u202e<script>",
]


class Structure(HTMLParser):
    """The tags, attribute names and addresses of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.addresses += [value or "" for name, value in attributes if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_only_our_markup(page: str) -> Structure:
    structure = Structure(page)
    assert structure.tags <= OUR_TAGS
    assert not {name for name in structure.attributes if name.startswith("on") or name in ("style", "srcdoc")}
    assert all(re.match(r"https?://|/|#", address) for address in structure.addresses)
    return structure


@pytest.mark.parametrize("payload", PAYLOADS)
def test_query_is_only_text(poison: FlaskClient, payload: str) -> None:
    for path in ("/", "/doc/" + quote("..//odd id?#%2F/", safe="")):
        response = poison.get(f"{path}?q={quote(payload + ' سمّ')}")
        assert response.status_code == 200
        assert_only_our_markup(response.text)


@pytest.mark.parametrize("name", ["source", "category", "from", "sort", "match", "limit", "q", "<b>"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_parameters_are_only_text(poison: FlaskClient, name: str, payload: str) -> None:
    response = poison.get(f"/?q={POISON_WORD}&{quote(name)}={quote(payload)}")
    assert response.status_code in (200, 400)
    assert_only_our_markup(response.text)


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
    smuggled = search.Document("spoof", "سمّ", "سمّ", url=url)
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
