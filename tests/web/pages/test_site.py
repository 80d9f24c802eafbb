"""What is whoever runs the service's own: pages, logo, icon, style, and what robots, phones and frames may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.settings import OwnText
from tests.conftest import configured
from web import create_app

Own = Callable[..., FlaskClient]


@pytest.fixture
def own(seeds_folder: Path) -> Own:
    return lambda **config: create_app(configured(index=seeds_folder, **config)).test_client()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/about", "يبحث في 5 وثائق."),
        ("/privacy", "لا يُحفظ ما تبحث عنه"),
        ("/accessibility", "بلوحة المفاتيح وحدها"),
    ],
)
def test_the_pages_about_the_site_are_there_unasked(client: FlaskClient, path: str, said: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert said in response.text
    assert response.text.count("<h1>") == 1


def test_what_is_kept_is_said_as_it_is_set(own: Own) -> None:
    assert "علامة تميّز الاستعلامات" in own(log_requests=True).get("/privacy").text
    assert "تُحفظ نصوص البحث" in own(log_queries=True).get("/privacy").text


def test_about_is_there_without_an_index(client_of: Callable[..., FlaskClient]) -> None:
    assert client_of().get("/about").status_code == 200


def test_own_pages_are_markdown_in_which_nothing_runs(own: Own, tmp_path: Path) -> None:
    page = tmp_path / "about.md"
    page.write_text(
        "# أرشيفنا\n\nنص **مهم** و[رابط](https://a.example).\n\n<script>alert(1)</script>\n\n[x](javascript:alert(2))",
        encoding="utf-8",
    )
    html = own(about=page).get("/about").text
    assert "<h1>أرشيفنا</h1>" in html
    assert html.count("<h1>") == 1
    assert "<strong>مهم</strong>" in html
    assert '<a href="https://a.example">رابط</a>' in html
    assert "<script>alert" not in html
    assert 'href="javascript' not in html


def test_a_page_that_cannot_be_read_gives_way_to_ours(own: Own, tmp_path: Path) -> None:
    assert "يبحث في 5 وثائق." in own(about=tmp_path / "none.md").get("/about").text


def test_robots_read_documents_and_no_searches(own: Own) -> None:
    robots = own().get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert "Disallow: /*?\n" in robots.text
    assert "Disallow: /\n" not in robots.text
    assert own(robots=False).get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_the_icon_is_ours_or_the_own_one(own: Own, tmp_path: Path) -> None:
    assert own().get("/favicon.ico").mimetype == "image/png"
    icon = tmp_path / "icon.ico"
    icon.write_bytes(b"\0\0\1\0")
    response = own(icon=icon).get("/favicon.ico")
    assert (response.mimetype, response.data) == ("image/x-icon", b"\0\0\1\0")


def test_the_logo_is_there_where_it_is_set(own: Own, tmp_path: Path) -> None:
    assert own().get("/own/logo").status_code == 404
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    response = own(logo=logo).get("/own/logo")
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]  # nothing in a picture runs
    assert own(logo=tmp_path / "none.svg").get("/own/logo").status_code == 404


def test_the_style_is_the_own_colour_and_then_the_own_sheet(own: Own, tmp_path: Path) -> None:
    assert own().get("/own/style.css").text == ""
    sheet = tmp_path / "custom.css"
    sheet.write_text(".top { border: 0 }")
    css = own(accent="#ffd700", css=sheet).get("/own/style.css")
    assert css.mimetype == "text/css"
    assert "--accent: #ffd700; --on-accent: #111111;" in css.text  # dark letters on a light colour
    assert css.text.endswith(".top { border: 0 }")
    assert "--on-accent: #ffffff;" in own(accent="#0f5c56").get("/own/style.css").text


def test_a_phone_keeps_it_under_its_own_name(own: Own) -> None:
    response = own(name=OwnText({"": "أرشيف الأخبار"}), accent="#0f5c56").get("/manifest.webmanifest")
    assert response.mimetype == "application/manifest+json"
    manifest = response.get_json(force=True)
    assert (manifest["name"], manifest["dir"], manifest["theme_color"]) == ("أرشيف الأخبار", "rtl", "#0f5c56")
    assert own().get(manifest["icons"][0]["src"]).status_code == 200


def test_only_the_origins_that_are_named_may_show_it_in_a_frame(own: Own) -> None:
    assert "frame-ancestors 'none'" in own().get("/").headers["Content-Security-Policy"]
    framed = own(frame_ancestors=("https://www.example",)).get("/").headers["Content-Security-Policy"]
    assert framed.endswith("frame-ancestors https://www.example")
