"""The page of results in the hand: filters that combine, the sheet on a phone, suggestions, history, keys, weight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_plus

import pytest

from tests.web.browsing import Watched, comes_to, first_load, live_answer

BOOK = quote("كتاب")
SHIFTS = """window.shifted = 0; new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifted += shift.value;
}).observe({type: "layout-shift", buffered: true})"""


@pytest.fixture
def phone(browser: Any) -> Iterator[Watched]:
    opened = Watched(browser, viewport={"width": 390, "height": 844}, has_touch=True)
    yield opened
    opened.context.close()


def tick(page: Any, name: str) -> None:
    with live_answer(page):
        page.get_by_role("checkbox", name=name).check()


def test_boxes_narrow_at_once_and_combine(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/?q={BOOK}")
    tick(page, "دار المغرب")
    assert "8 نتائج" in page.locator(".count").inner_text()
    assert page.evaluate("document.activeElement.value") == "دار المغرب", "the focus stays on the box"
    tick(page, "دار المشرق")
    assert "23 نتيجة" in page.locator(".count").inner_text()
    assert unquote_plus(page.url).endswith("/?q=كتاب&source=دار المشرق&source=دار المغرب")
    tick(page, "أدب")
    assert "3 نتائج" in page.locator(".count").inner_text()
    assert page.locator(".chips li").count() == 4
    for total in ("23 نتيجة", "8 نتائج", "23 نتيجة"):
        page.go_back()
        page.locator(".count", has_text=total).wait_for()
    assert page.locator(".filters input:checked").count() == 0
    assert watched.said == []


def test_boxes_narrow_without_javascript(shelf_site: str, browser: Any) -> None:
    watched = Watched(browser, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = watched.page
    page.goto(f"{shelf_site}/?q={BOOK}")
    page.click(".filters > summary")
    page.get_by_role("checkbox", name="دار المغرب").check()
    page.get_by_role("checkbox", name="تاريخ").check()
    page.get_by_role("button", name="اعرض النتائج").click()
    page.wait_for_url("**source=*")
    assert page.locator("ol.hits > li").count() == 7
    page.click(".orders summary")
    page.get_by_role("link", name="الأقدم").click()
    page.wait_for_url("**sort=oldest*")
    watched.context.close()


def test_the_sheet_stays_open_for_several_choices(shelf_site: str, phone: Watched) -> None:
    page = phone.page
    page.goto(f"{shelf_site}/?q={BOOK}")
    assert page.locator(".hits h2").first.bounding_box()["y"] <= 200
    page.goto(f"{shelf_site}/?q={BOOK}&category={quote('تاريخ')}")
    assert page.locator(".hits h2").first.bounding_box()["y"] <= 200, "with what narrows it above it"
    page.goto(f"{shelf_site}/?q={BOOK}")
    page.click(".filters > summary")
    apply = page.locator(".apply button")
    assert apply.inner_text() == "اعرض 23 نتيجة"
    tick(page, "دار المغرب")
    assert apply.inner_text() == "اعرض 8 نتائج"
    tick(page, "أدب")
    assert apply.inner_text() == "اعرض نتيجة واحدة"
    page.locator(".answer[inert]").wait_for()  # what lies below is out of reach
    apply.click()
    assert page.locator(".filters").get_attribute("open") is None
    assert page.locator("ol.hits > li").count() == 1
    page.click(".filters > summary")
    page.keyboard.press("Escape")
    assert page.locator(".filters").get_attribute("open") is None
    page.locator(".answer:not([inert])").wait_for()
    assert phone.said == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_suggestions_cover_no_hit(shelf_site: str, browser: Any, width: int) -> None:
    watched = Watched(browser, viewport={"width": width, "height": 844})
    page = watched.page
    some = [{"text": f"كتاب في التاريخ والأدب {number}", "kind": "phrase", "documents": 5} for number in range(8)]
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": some}))
    page.goto(f"{shelf_site}/?q={BOOK}")
    with live_answer(page):
        page.locator("#q").press_sequentially(" ")
    page.locator("#suggestions").wait_for()
    assert page.locator("#suggestions li").count() == 3
    assert page.evaluate(
        """() => document.querySelector("#suggestions").getBoundingClientRect().bottom
            <= document.querySelector(".hits h2").getBoundingClientRect().top"""
    )
    watched.context.close()


def test_back_leads_to_each_search_that_was_seen(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": []}))
    page.goto(f"{shelf_site}/?q={BOOK}")
    for word in ("رقم", "التاريخ"):
        page.locator("#q").fill(f"كتاب {word}")
        page.wait_for_url(f"**/?q=*{quote(word)}*")
    page.go_back()
    page.wait_for_url(f"**/?q=*{quote('رقم')}")
    comes_to(page, page.locator("#q").input_value, "كتاب رقم")
    assert "رقم" in page.locator(".hits mark").all_inner_texts()
    page.go_back()
    comes_to(page, page.locator("#q").input_value, "كتاب")
    assert page.url == f"{shelf_site}/?q={BOOK}"
    assert watched.said == []


# The most kilobytes of a first load of each page.
PAGES = [
    ("/", 60),
    ("/?lang=en", 60),
    (f"/?q={BOOK}", 70),
    (f"/?q={BOOK}&category={quote('تاريخ')}&from=2020-01-01", 70),
    (f"/doc/shelf/07?q={BOOK}", 100),
]


@pytest.mark.parametrize(("path", "most"), PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_are_light_and_nothing_shifts(shelf_site: str, browser: Any, path: str, most: int, width: int) -> None:
    watched = Watched(browser, viewport={"width": width, "height": 844})
    watched.page.add_init_script(SHIFTS)
    sizes = first_load(watched.page, shelf_site + path)
    assert len(sizes) > 5
    assert sum(sizes) <= most * 1024
    assert watched.page.evaluate("window.shifted") <= 0.02
    watched.context.close()


def tabs_to(page: Any, selector: str, most: int) -> int:
    for count in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return count
    raise AssertionError(f"{selector} is not among the first {most} stops")


def test_the_keyboard_is_soon_at_the_hits_and_the_filters(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/?q={BOOK}")
    assert tabs_to(page, ".hits h2 a", 10) <= 10
    page.goto(f"{shelf_site}/?q={BOOK}")
    skip = tabs_to(page, "[href='#filters']", 3)
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request.url) if request.resource_type == "fetch" else None)
    page.evaluate("addEventListener('hashchange', () => { document.body.dataset.moved = ''; })")  # after popstate
    page.keyboard.press("Enter")
    page.locator("body[data-moved]").wait_for()
    assert asked == [], "a link within the page brings no other page"
    assert skip + 1 + tabs_to(page, ".filters input", 5) <= 12


def test_keys_go_from_hit_to_hit_and_are_listed(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/?q={BOOK}")
    titles = page.locator(".hits h2 a").all_inner_texts()
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.innerText") == titles[place]
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="اختصارات لوحة المفاتيح").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert watched.said == []


def test_chosen_hits_are_kept_from_page_to_page(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/?q={BOOK}")
    for number in (0, 1):
        acts = page.locator(".hits article").nth(number).locator(".acts")
        acts.locator("summary").click()
        acts.get_by_role("checkbox").check()
        page.keyboard.press("Escape")
    page.click("a[rel=next]")
    page.wait_for_url("**offset=10")
    page.get_by_role("button", name="اعرض المختارات (2)").click()
    page.wait_for_url("**/chosen?*")
    assert page.locator("#list li").count() == 2
    page.get_by_role("button", name="أفرغ القائمة").click()
    page.wait_for_url("**/chosen")
    page.goto(f"{shelf_site}/?q={BOOK}")
    assert page.locator("#chosen button").is_hidden()
    assert watched.said == []


def test_a_value_is_found_in_a_long_facet(collection_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{collection_site}/?q={quote('من')}&limit=1")
    facet = page.locator(".facet", has=page.locator(".rest")).first
    facet.locator("summary").click()
    values = facet.locator(".rest li")
    if values.count() < 8:
        pytest.skip("the collection has no facet so long")
    facet.get_by_role("searchbox").fill(values.last.locator("bdi").inner_text())
    assert values.last.is_visible()
    assert not values.first.is_visible()


def test_print_has_the_query_and_its_address(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/?q={BOOK}&category={quote('تاريخ')}")
    page.emulate_media(media="print")
    printed = page.locator(".printed")
    assert printed.is_visible()
    assert printed.inner_text().startswith("البحث عن كتاب، مضيّقًا بما يلي: تاريخ. 20 نتيجة. http://127.0.0.1")
    assert not page.locator(".filters").is_visible()
    assert not page.locator(".menus").is_visible()


def test_an_excerpt_is_copied_with_its_volume_and_page(works_site: str, browser: Any) -> None:
    watched = Watched(browser, permissions=["clipboard-read", "clipboard-write"])
    page = watched.page
    page.goto(f"{works_site}/?q={quote('بحر')}")
    page.locator(".acts summary").first.click()
    page.get_by_role("button", name="انسخ المقتطف مع مصدره").click()
    page.get_by_text("نُسخ المقتطف ومصدره").first.wait_for()
    excerpt, source, address = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert excerpt.startswith("«وهنا بحر آخر حشو")
    assert source == "«كتاب المياه»، باب الماء، ج 1، ص ٢، دار المشرق"
    assert address == f"{works_site}/doc/work?at=2"
    page.goto(f"{works_site}/doc/work?at=2")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.text > p[dir]'))")
    page.get_by_role("button", name="انسخ المحدد مع مصدره").click()
    page.get_by_text("نُسخ المقتطف ومصدره").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("«هنا بحر.»\n«كتاب المياه»، باب الماء، ج 1، ص ٢")
    watched.context.close()
