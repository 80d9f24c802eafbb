"""What a reader chooses, kept in one cookie, by forms that need no JavaScript."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

BOOK = quote("كتاب")


def test_form_shows_what_is_chosen(client: FlaskClient) -> None:
    page = client.get("/settings").text
    checked = re.findall(r'name="([a-z]+)" value="([a-z0-9]+)" checked', page)
    assert dict(checked) == {
        "numerals": "latn",
        "calendar": "gregorian",
        "theme": "auto",
        "size": "3",
        "marks": "shown",
        "instant": "on",
        "keys": "on",
    }


def test_choice_is_kept_and_leads_back(shelf: FlaskClient) -> None:
    response = shelf.post("/settings", data={"numerals": "arab", "calendar": "both", "back": f"/?q={BOOK}"})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/?q={BOOK}"
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("settings=")
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"):
        assert attribute in cookie
    page = shelf.get(f"/?q={BOOK}").text
    assert "٢٣ نتيجة" in page
    assert re.search(r"٥ مارس ٢٠٢\d</time> <span class=\"hijri\">\(.* هـ\)</span>", page)


def test_one_choice_leaves_the_others(client: FlaskClient) -> None:
    client.post("/settings", data={"theme": "dark"})
    client.post("/settings", data={"keys": "off"})
    page = client.get("/").text
    assert 'data-theme="dark" data-keys="off"' in page
    assert '<meta name="color-scheme" content="dark">' in page
    assert "aria-keyshortcuts" not in page


def test_default_is_not_stored(client: FlaskClient) -> None:
    client.post("/settings", data={"theme": "dark"})
    response = client.post("/settings", data={"theme": "auto"})
    assert response.headers["Set-Cookie"].startswith("settings=;")


@pytest.mark.parametrize("cookie", ["theme=<script>", "size=99", "=", "%D8%FF", "a" * 3000, "theme=dark&theme=x;"])
def test_odd_cookie_counts_as_none(client: FlaskClient, cookie: str) -> None:
    client.set_cookie("settings", cookie)
    page = client.get("/").text
    assert 'data-theme="auto"' in page


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/a\r\nX: y",
    ],
)
def test_nobody_is_sent_away(client: FlaskClient, back: str) -> None:
    response = client.post("/settings", data={"theme": "dark", "back": back})
    assert response.headers["Location"] == "/"
    assert 'name="back" value="/"' in client.get(f"/settings?back={quote(back)}").text


def test_unknown_values_change_nothing(client: FlaskClient) -> None:
    response = client.post("/settings", data={"theme": "pink", "password": "x", "size": "6"})
    assert response.status_code == 303
    assert response.headers["Set-Cookie"].startswith("settings=;")


def test_instant_results_can_be_switched_off(client: FlaskClient) -> None:
    assert "/static/instant.js" in client.get("/?q=a").text
    client.post("/settings", data={"instant": "off"})
    assert "/static/instant.js" not in client.get("/?q=a").text
