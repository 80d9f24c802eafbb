"""The page in Chromium, served by the real command."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.web.browsing import Watched, loading

PUTIN = quote("بوتين")


def test_typing_a_query_finds_five_marked_hits(site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(site)
    page.locator("#q:focus").wait_for()
    page.keyboard.type("بوتين")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert page.locator("ol.hits > li").count() == 5
    assert "5 نتائج" in page.locator(".count").inner_text()
    mark = page.locator(".hits mark").first
    assert mark.inner_text() == "بوتين"
    assert mark.is_visible()
    background = "element => getComputedStyle(element).backgroundColor"
    assert mark.evaluate(background) != page.locator("html").evaluate(background)
    assert page.locator("#q").input_value() == "بوتين"
    assert watched.said == []


def test_page_reads_from_the_right(site: str, watched: Watched) -> None:
    watched.page.goto(f"{site}/?q={PUTIN}")
    assert watched.page.evaluate("document.dir") == "rtl"
    assert watched.page.locator("html").get_attribute("lang") == "ar"
    box, button = (watched.page.locator(f".search {name}").bounding_box() for name in ("input[type=search]", "button"))
    assert box["x"] > button["x"]


def test_page_asks_nobody_else(site: str, watched: Watched) -> None:
    for path in ("/", f"/?q={PUTIN}", f"/doc/000_65ff194bb9956bd1?q={PUTIN}", "/errors"):
        watched.page.goto(site + path, wait_until="networkidle")
    assert watched.asked
    assert {url for url in watched.asked if not url.startswith(f"{site}/")} == set()
    assert watched.said == []


def test_fonts_are_the_vendored_ones(site: str, watched: Watched) -> None:
    watched.page.goto(f"{site}/doc/000_65ff194bb9956bd1", wait_until="networkidle")
    loaded = watched.page.evaluate("""async () => [...await document.fonts.ready]
        .filter(font => font.status === "loaded").map(font => font.family)""")
    assert {name.strip('"') for name in loaded} == {"Plex Arabic", "Naskh"}


def test_site_works_without_javascript(shelf_site: str, browser: Any) -> None:
    watched = Watched(browser, java_script_enabled=False)
    page = watched.page
    page.goto(shelf_site)
    page.fill("#q", "كتاب")
    page.press("#q", "Enter")
    page.wait_for_url("**/?q=*")
    assert page.locator("ol.hits > li").count() == 10
    page.click("text=التالي")
    page.wait_for_url("**offset=10")
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/doc/**")
    assert page.locator("article.text mark").first.is_visible()
    page.click(".back a")
    page.wait_for_url("**/?q=*offset=10")
    watched.context.close()


def test_next_page_and_the_back_button_work(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/?q={quote('كتاب')}")
    first = page.locator("ol.hits h2").all_inner_texts()
    page.click("a[rel=next]")
    page.wait_for_url("**offset=10")
    assert not set(first) & set(page.locator("ol.hits h2").all_inner_texts())
    page.go_back()
    assert page.locator("ol.hits h2").all_inner_texts() == first


def test_dates_narrow_through_the_form(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/?q={quote('كتاب')}&sort=newest")
    page.fill("input[name=from]", "2023-01-01")
    page.click(".filters button")
    page.wait_for_url("**from=2023-01-01*")
    assert "sort=newest" in page.url
    assert page.locator("ol.hits > li").count() == 5
    page.click(".chips a")
    page.wait_for_url(lambda url: "from" not in url)
    assert "23 نتيجة" in page.locator(".count").inner_text()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q={}",
        "/?q={}&from=2020-01-01&match=all",
        "/?q=zzz{}",
        "/?q={}&limit=0",
        "/doc/000_65ff194bb9956bd1?q={}",
    ],
)
def test_nothing_scrolls_sideways(site: str, watched: Watched, path: str) -> None:
    watched.page.goto(site + path.format(PUTIN))
    for width in (320, 768, 1280):
        watched.page.set_viewport_size({"width": width, "height": 700})
        assert watched.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_targets_are_large_enough(shelf_site: str, browser: Any) -> None:
    watched = Watched(browser, viewport={"width": 320, "height": 700})
    watched.page.goto(f"{shelf_site}/?q={quote('كتاب')}&match=all&from=2020-01-01")
    watched.page.click("summary")
    heights = watched.page.evaluate("""
        [...document.querySelectorAll("a:not(.skip), button, summary, input:not([type=hidden])")]
            .filter(element => element.checkVisibility() && !element.closest("p"))
            .map(element => [element.textContent || element.name, element.getBoundingClientRect().height])
    """)
    assert len(heights) > 20
    assert [target for target in heights if target[1] < 44] == []


def test_mark_leaves_the_width_of_words_alone(site: str, watched: Watched) -> None:
    for path in (f"/?q={PUTIN}", f"/doc/000_65ff194bb9956bd1?q={quote('بوتين كوريا الاتفاقية وثيقة')}"):
        watched.page.goto(site + path, wait_until="networkidle")
        changes = watched.page.evaluate("""
            [...document.querySelectorAll("mark")].map(mark => {
                const range = document.createRange();
                range.selectNodeContents(mark);
                const marked = range.getBoundingClientRect().width;
                const plain = document.createElement("span");
                plain.textContent = mark.textContent;
                mark.replaceWith(plain);
                range.selectNodeContents(plain);
                return Math.abs(range.getBoundingClientRect().width - marked);
            })
        """)
        assert len(changes) > 5
        assert max(changes) < 0.5


def test_marks_stand_out_in_forced_colours(site: str, browser: Any) -> None:
    watched = Watched(browser, forced_colors="active", color_scheme="dark")
    watched.page.goto(f"{site}/?q={PUTIN}")
    colours = watched.page.evaluate("""
        [...document.querySelectorAll("mark")]
            .map(mark => getComputedStyle(mark))
            .map(style => [style.color, style.backgroundColor])
    """)
    assert len(colours) > 5
    assert {text for text, _ in colours} == {"rgb(0, 0, 0)"}
    assert {ground for _, ground in colours} == {"rgb(255, 255, 0)"}
    watched.context.close()


def test_keyboard_reaches_the_results(site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{site}/?q={PUTIN}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize(
    "path", ["/?q={}", "/?q={}&source=<script>alert(1)</script>", "/?q=<img src=x onerror=alert(1)>"]
)
def test_poison_stays_text(poison_site: str, watched: Watched, path: str) -> None:
    watched.page.goto(poison_site + path.format(quote("سمّ")), wait_until="networkidle")
    assert watched.page.locator("img, svg, iframe, b, [onclick], [onload], [onerror], [style]").count() == 0
    assert watched.page.locator('script:not([src^="/static/"])').count() == 0
    assert watched.said == []


def test_poisoned_document_opens_from_its_link(poison_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{poison_site}/?q={quote('سمّ')}")
    titles = page.locator(".hits h2").all_inner_texts()
    assert len(titles) == 2
    for number, title in enumerate(titles):
        page.locator(".hits h2 a").nth(number).click()
        page.wait_for_url("**/doc/**")
        assert page.locator("h1").inner_text() == title
        page.go_back()
    assert watched.said == []


def test_passage_that_no_address_holds_is_searched(site: str, watched: Watched) -> None:
    page = watched.page
    passage = " ".join(["زيارة الرئيس الروسي فلاديمير بوتين إلى كوريا الشمالية"] * 70)
    page.goto(site)
    page.locator("#q").fill(passage)
    with loading(page):
        page.keyboard.press("Enter")
    assert page.locator("ol.hits > li").count() > 1
    assert page.url == f"{site}/"
    assert page.locator(".notice").inner_text().startswith("بُحث عن نص من 560 كلمة")
    assert page.locator("#q").input_value() == passage
    page.locator("#q").fill(passage.replace("زيارة", "لقاء"))  # results while typing are asked for the same way
    page.get_by_text("لقاء، الرئيس").wait_for()
    page.locator(".orders summary").click()
    page.get_by_role("link", name="الأحدث").click()
    page.wait_for_url("**sort=newest*")
    assert page.locator("ol.hits > li").count() > 1
    assert watched.said == []
