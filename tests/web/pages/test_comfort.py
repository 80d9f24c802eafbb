"""What JavaScript adds: instant results, keys, steps from place to place, copying; and what holds without it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.web.browsing import Watched, comes_to, first_load, live_answer, loading

PUTIN = quote("بوتين")
BOOK = quote("كتاب")


def box_and_focus(page: Any) -> list[Any]:
    found: list[Any] = page.evaluate("""() => {
        const box = document.querySelector("#q");
        const {x, y, width, height} = box.getBoundingClientRect();
        return [x, y, width, height, document.activeElement === box, scrollY];
    }""")
    return found


def test_results_come_while_typing_and_nothing_jumps(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": []}))
    page.goto(f"{shelf_site}/?q={BOOK}&sort=newest&limit=5")
    page.focus("#q")
    page.keyboard.press("End")
    before = box_and_focus(page)
    began = page.evaluate("performance.now()")
    meanwhile: list[Any] = []

    def answer(route: Any) -> None:
        busy, hits = page.locator("main").get_attribute("aria-busy"), page.locator("ol.hits > li").count()
        meanwhile.append((busy, hits, box_and_focus(page)))
        route.continue_()

    page.route("**/?q=*", answer)
    with page.expect_response("**/v1/suggest?*"), live_answer(page):
        page.keyboard.insert_text(" رقم")
    assert meanwhile == [("true", 5, before)]  # the old results stay until the new ones are there
    assert "رقم" in page.locator("ol.hits mark").all_inner_texts()
    assert box_and_focus(page) == before
    assert page.locator("#q").input_value() == "كتاب رقم"
    assert page.locator("main").get_attribute("aria-busy") is None
    page.wait_for_url(f"**/?q={quote('كتاب رقم').replace('%20', '+')}&sort=newest&limit=5")
    assert page.locator("#said").inner_text() == page.locator(".count").inner_text()
    assert page.title() == "كتاب رقم – باحث"
    shifts = page.evaluate(
        """began => new Promise(resolve => new PerformanceObserver(list => resolve(
        list.getEntries().filter(shift => shift.startTime > began && !shift.hadRecentInput)
            .flatMap(shift => shift.sources.map(source => source.node?.nodeName))
    )).observe({type: "layout-shift", buffered: true}) ?? setTimeout(resolve, 300, []))""",
        began,
    )
    assert shifts == []
    assert watched.said == []


def test_results_wait_for_the_button_when_switched_off(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/settings?back=/%3Fq%3D{quote(BOOK)}")
    page.get_by_label("بعد الضغط على «ابحث»").check()
    page.get_by_label("متوقفة").check()
    page.get_by_role("button", name="احفظ").click()
    page.wait_for_url("**/?q=*")
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": []}))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q"
    with page.expect_response("**/v1/suggest?*"):
        page.locator("#q").fill("زقزقة")
    assert not [url for url in watched.asked if "typing=true" in url]
    assert page.locator("ol.hits > li").count() == 10


@pytest.mark.parametrize(
    "event",
    [
        {"key": "/", "code": "Slash"},
        {"key": "ظ", "code": "Slash"},  # the same key while the keyboard writes Arabic
        {"key": "k", "code": "KeyK", "ctrlKey": True},
        {"key": "ن", "code": "KeyK", "ctrlKey": True},
        {"key": "k", "code": "KeyK", "metaKey": True},
    ],
)
def test_keys_lead_to_the_box(shelf_site: str, watched: Watched, event: dict[str, Any]) -> None:
    page = watched.page
    page.goto(f"{shelf_site}/help")
    dispatch = "event => document.body.dispatchEvent(new KeyboardEvent('keydown', {...event, bubbles: true}))"
    page.evaluate(dispatch, {**event, "key": "x", "code": "KeyX"})
    assert page.evaluate("document.activeElement.id") != "q"
    page.evaluate(dispatch, event)
    assert page.evaluate("document.activeElement.id") == "q"


def test_slash_can_be_typed(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(shelf_site)
    page.focus("#q")
    page.keyboard.type("1/2")
    assert page.locator("#q").input_value() == "1/2"


def stands_at(page: Any, place: str, count: str) -> None:
    """The place that is marked and in sight, and what is said of it."""

    def here() -> object:
        return page.evaluate("""() => {
            const mark = document.querySelector("mark.here");
            const {top, bottom} = mark?.getBoundingClientRect() ?? {};
            return [mark?.id, document.querySelector(".places .count").innerText, top >= 0 && bottom <= innerHeight];
        }""")

    comes_to(page, here, [place, count, True])


def test_places_are_stepped_through_without_loading(site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{site}/doc/000_65ff194bb9956bd1?q={PUTIN}")
    total = page.locator("mark[id]").count()
    assert total > 3
    page.evaluate("window.same = true")
    page.click(".places [rel=next]")
    stands_at(page, "hit-1", f"1 من {total}")
    page.keyboard.press("n")
    page.keyboard.press("n")
    stands_at(page, "hit-3", f"3 من {total}")
    assert page.locator("#said").inner_text() == f"3 من {total}"
    page.keyboard.press("p")
    stands_at(page, "hit-2", f"2 من {total}")
    page.wait_for_url("**hit=2#hit-2")
    for _ in range(2):
        page.click(".places [rel=prev]")
    stands_at(page, f"hit-{total}", f"{total} من {total}")
    assert page.evaluate("window.same") is True
    page.reload()
    stands_at(page, f"hit-{total}", f"{total} من {total}")
    assert watched.said == []


def test_places_of_a_work_are_stepped_through_from_part_to_part(works_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{works_site}/?q={quote('بحر')}")
    with loading(page):
        page.click(".hits h2 a")
    stands_at(page, "hit-2", "2 من 2")  # it opens at the place that the hit shows
    for key, number in (("p", 1), ("n", 2)):
        page.keyboard.press(key)
        stands_at(page, f"hit-{number}", f"{number} من 2")
    with page.expect_navigation(url="**at=4&hit=1#hit-1"):
        page.keyboard.press("n")
    stands_at(page, "hit-1", "1 من 1")
    with page.expect_navigation(url="**at=2&hit=2#hit-2"):
        page.click(".places [rel=prev]")
    stands_at(page, "hit-2", "2 من 2")
    assert watched.said == []


def test_the_other_places_of_a_work_are_listed(works_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{works_site}/doc/work?q={quote('بحر')}#places")
    entries = page.locator("#places a")
    entries.first.wait_for()  # an address leads into the closed list
    assert entries.all_inner_texts() == ["باب الماء، ج 1، ص ٢", "باب السفر <ب>، ج 2، ص ١"]
    entries.nth(1).click()
    page.wait_for_url("**at=4&hit=1#hit-1")
    stands_at(page, "hit-1", "1 من 1")


def test_reader_can_be_used_without_javascript(site: str, browser: Any) -> None:
    watched = Watched(browser, java_script_enabled=False, viewport={"width": 400, "height": 700})
    page = watched.page
    page.goto(f"{site}/doc/000_65ff194bb9956bd1?q={PUTIN}")
    page.click(".places [rel=next]")
    page.wait_for_url("**hit=1#hit-1")
    page.click(".places [rel=next]")
    page.wait_for_url("**hit=2#hit-2")
    assert page.locator("mark.here").first.get_attribute("id") == "hit-2"
    size = page.locator("article").evaluate("element => getComputedStyle(element).fontSize")
    page.get_by_role("button", name="كبّر الخط").click()
    page.wait_for_url("**hit=2")
    assert float(page.locator("article").evaluate("e => getComputedStyle(e).fontSize")[:-2]) > float(size[:-2])
    assert page.locator(".copy:visible").count() == 0
    watched.context.close()


def test_settings_hold_without_javascript(shelf_site: str, browser: Any) -> None:
    watched = Watched(browser, java_script_enabled=False, color_scheme="light")
    page = watched.page
    page.goto(f"{shelf_site}/?q={BOOK}")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("link", name="الإعدادات").click()
    page.get_by_label("داكنة").check()
    page.get_by_label("١٢٣").check()
    page.get_by_label("ميلادي وهجري").check()
    page.get_by_role("button", name="احفظ").click()
    page.wait_for_url("**/?q=*")
    assert "٢٣ نتيجة" in page.locator(".count").inner_text()
    assert "هـ" in page.locator(".citation").first.inner_text()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    watched.context.close()


def test_addresses_and_citations_are_copied(shelf_site: str, browser: Any) -> None:
    watched = Watched(browser, permissions=["clipboard-read", "clipboard-write"])
    page = watched.page
    page.goto(f"{shelf_site}/?q={BOOK}")
    first = page.locator(".hits article").first
    first.locator(".acts summary").click()
    first.get_by_role("button", name="انسخ الرابط").click()
    page.get_by_text("نُسخ الرابط").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{shelf_site}/doc/shelf/")
    page.goto(copied)
    page.get_by_role("button", name="انسخ الاستشهاد").click()
    page.get_by_text("نُسخ الاستشهاد").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()
    watched.context.close()


@pytest.mark.parametrize("path", ["/", f"/?q={PUTIN}", f"/doc/000_65ff194bb9956bd1?q={PUTIN}"])
def test_first_load_is_light(site: str, watched: Watched, path: str) -> None:
    sizes = first_load(watched.page, site + path)
    assert len(sizes) > 5
    assert sum(sizes) < 120 * 1024


def test_spoofed_title_cannot_reorder_what_stands_after_it(poison_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{poison_site}/?q={quote('سمّ')}", wait_until="networkidle")
    places = """element => {
        const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        const found = [];
        while (text.nextNode()) for (let at = 0; at < text.currentNode.length; at++) {
            if (!/[0-9a-z]/.test(text.currentNode.data[at])) continue;
            const range = document.createRange();
            range.setStart(text.currentNode, at);
            range.setEnd(text.currentNode, at + 1);
            found.push([text.currentNode.data[at], range.getBoundingClientRect().x]);
        }
        return found;
    }"""
    read = [
        "".join(letter for letter, _ in sorted(time.evaluate(places), key=lambda place: place[1]))
        for time in page.locator(".citation time").all()
    ]
    assert read == ["202412"]  # from the left: 12 مايو 2024 is read from the right


def test_while_typing_the_last_word_is_a_beginning_and_no_slip(site: str, watched: Watched) -> None:
    page = watched.page
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": []}))
    page.goto(f"{site}/?q={quote('قمة')}")
    page.locator("#q").fill("")
    page.focus("#q")
    for typed in ("كوريا", " الشم", "الي"):
        with live_answer(page):
            page.keyboard.insert_text(typed)
        assert page.locator("ol.hits > li").count() == 5
    assert "الشمالية" in page.locator(".hits mark").all_inner_texts()
    with live_answer(page):
        page.locator("#q").fill("Putin")
    assert page.locator(".nothing").is_visible()
    page.wait_for_url("**/?q=Putin")  # as it was typed: what typing means is no part of an address
    with loading(page):
        page.keyboard.press("Enter")
    assert "عُرضت نتائج «بوتين»" in page.locator(".suggestion").inner_text()
    assert page.locator("#q").input_value() == "Putin"
    assert page.locator("ol.hits > li").count() == 5
    page.locator(".suggestion a").click()
    page.wait_for_url("**/?q=Putin&repair=off")
    assert page.locator(".nothing").is_visible()
    assert watched.said == []
