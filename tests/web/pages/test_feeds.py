"""opensearch.xml and the RSS feed of a search are XML that says what the page says."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote
from xml.etree import ElementTree

from flask.testing import FlaskClient

from tests.web.conftest import Build

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
BOOK = quote("كتاب")


def test_browsers_learn_how_to_search(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml")
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(response.text)
    assert root.findtext(f"{OPENSEARCH}ShortName") == "باحث"
    templates = {url.get("type"): url.get("template") for url in root.iter(f"{OPENSEARCH}Url")}
    assert templates["text/html"] == "http://localhost/?q={searchTerms}"
    assert templates["application/rss+xml"] == "http://localhost/feed.xml?q={searchTerms}"
    assert templates["application/x-suggestions+json"] == "http://localhost/suggestions.json?q={searchTerms}"
    assert 'href="/opensearch.xml" type="application/opensearchdescription+xml"' in client.get("/").text


def test_address_bars_get_completions(client: FlaskClient) -> None:
    response = client.get("/suggestions.json", query_string={"q": "بوتي"})
    assert response.mimetype == "application/x-suggestions+json"
    typed, completions = json.loads(response.data)
    assert typed == "بوتي"
    assert completions[0] == "بوتين"
    assert json.loads(client.get("/suggestions.json").data) == ["", []]
    assert client.get("/suggestions.json?q=%D8").status_code == 400


def test_feed_is_the_newest_of_a_search(shelf: FlaskClient) -> None:
    response = shelf.get(f"/feed.xml?q={BOOK}&category={quote('أدب')}")
    assert response.mimetype == "application/rss+xml"
    channel = ElementTree.fromstring(response.text).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "كتاب – باحث"
    assert channel.findtext(f"{OPENSEARCH}totalResults") == "3"
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["كتاب رقم 22", "كتاب رقم 21", "كتاب رقم 20"]
    assert items[0].findtext("link") == "http://localhost/doc/shelf/22"
    assert items[0].findtext("pubDate") == "Sat, 05 Mar 2022 00:00:00 GMT"
    assert items[0].findtext("description") == "هذا كتاب في التاريخ."


def test_feed_without_a_query_is_refused(shelf: FlaskClient) -> None:
    assert shelf.get("/feed.xml").status_code == 400
    assert shelf.get(f"/feed.xml?q={BOOK}&from=soon").status_code == 400


def test_feed_stays_xml_whatever_the_document_holds(build: Build, client_of: Callable[..., FlaskClient]) -> None:
    odd = [{"id": "<&\"'>", "title": "كتاب ]]> <b>&amp; \u0001\ufffe\u202e", "text": "كتاب \uffff </description><x>"}]
    root = ElementTree.fromstring(client_of(index=build(odd)).get(f"/feed.xml?q={BOOK}").text)
    assert root.findtext("channel/item/title") == "كتاب ]]> <b>&amp;  "  # a control parts words, as a blank
    assert root.findtext("channel/item/description") == "كتاب  </description><x>"
