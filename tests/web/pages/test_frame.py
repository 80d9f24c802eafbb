"""What is kept of a page of results: it is made for readers who see it alike, and holds nothing of an answer."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.settings.site import OwnText
from tests.conftest import configured
from web import create_app

BOOK, SEA = quote("كتاب"), quote("تاريخ & <b>'")


def without_time(page: str) -> str:
    return re.sub(r'<span class="muted time">.*?</span>', "", page)


@pytest.mark.parametrize(
    ("path", "base", "cookie"),
    [
        (f"/?q={BOOK}&lang=en", "http://localhost/", ""),
        (f"/?q={BOOK}", "https://elsewhere.example/under", ""),
        (f"/?q={BOOK}", "http://localhost/", "settings=theme%3Ddark%26numerals%3Darab%26instant%3Doff"),
        (f"/?q={BOOK}&source={quote('دار المشرق')}&sort=newest&offset=10", "http://localhost/", ""),
        (f"/?q={SEA}", "http://localhost/", ""),
    ],
)
def test_a_page_is_the_same_whatever_was_asked_for_before(
    shelf: FlaskClient, path: str, base: str, cookie: str
) -> None:
    fresh = create_app(shelf.application.extensions["settings"]).test_client()
    headers = {"Cookie": cookie} if cookie else {}
    alone = fresh.get(path, base_url=base, headers=headers).text
    for before in (f"/?q={BOOK}", f"/?q={quote('فصل ثان')}&lang=en", f"/?q={BOOK}&limit=20&match=all"):
        shelf.get(before)
    assert without_time(shelf.get(path, base_url=base, headers=headers).text) == without_time(alone)


def test_a_name_of_the_site_that_reads_as_a_template_stands_as_it_is(shelf: FlaskClient) -> None:
    folder = shelf.application.extensions["settings"].index
    app = create_app(configured(index=folder, name=OwnText({"": "{{ 7 * 7 }} {% x %} & <b>"})))
    page = app.test_client().get(f"/?q={BOOK}").text
    assert "<span>{{ 7 * 7 }} {% x %} &amp; &lt;b&gt;</span></a>" in page


def test_a_style_that_changes_has_another_address(
    shelf: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def address(app: Flask) -> str:
        found = re.search(r'href="(/static/style.css[^"]*)"', app.test_client().get(f"/?q={BOOK}").text)
        assert found is not None
        return found[1]

    app = create_app(shelf.application.extensions["settings"])
    for file in Path(app.static_folder or "").iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    app.static_folder = str(tmp_path)
    monkeypatch.setattr("web.service.addresses.time.monotonic", lambda: 1.0)
    before = address(app)
    (tmp_path / "style.css").write_text("body { color: red }", encoding="utf-8")
    monkeypatch.setattr("web.service.addresses.time.monotonic", lambda: 2.0)
    assert address(app) != before
