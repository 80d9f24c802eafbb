"""What is asked for last is what is shown, in whatever order the answers come."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from tests.web.browsing import Watched, live_answer

BOOK = quote("كتاب")


@pytest.fixture
def page(shelf_site: str, watched: Watched) -> Any:
    """Results for one word."""
    watched.page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": []}))
    watched.page.goto(f"{shelf_site}/?q={BOOK}")
    return watched.page


def test_an_emptied_box_waits_for_nothing(page: Any) -> None:
    page.route("**/?q=*typing=true", lambda route: None)  # it is never answered
    with page.expect_request("**/?q=*typing=true"):
        page.locator("#q").fill("كتاب رقم")
    page.locator("main[aria-busy]").wait_for()
    page.locator("#q").fill("")
    page.locator("main:not([aria-busy])").wait_for()
    assert "23 نتيجة" in page.locator(".count").inner_text()


def test_who_ticks_a_box_waits_no_more_for_what_was_asked_without_it(page: Any) -> None:
    page.route("**/?q=*typing=true", lambda route: None)
    with page.expect_request("**/?q=*typing=true"):
        page.locator("#q").fill("كتاب رقم")
    with page.expect_event("requestfailed", lambda request: "typing=true" in request.url), live_answer(page):
        page.get_by_role("checkbox", name="دار المغرب").check()
    assert "8 نتائج" in page.locator(".count").inner_text()
    assert page.get_by_role("checkbox", name="دار المغرب").is_checked()


def test_who_goes_back_at_once_is_not_led_to_what_was_typed_since(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": []}))
    page.clock.install(time=datetime(2024, 6, 19))
    page.goto(f"{shelf_site}/?q={BOOK}")
    page.clock.pause_at(datetime(2024, 6, 20))
    for word, rests in (("رقم", 1_000), ("التاريخ", 400)):  # milliseconds: it takes 800 until a search was looked at
        page.locator("#q").fill(f"كتاب {word}")
        with live_answer(page):
            page.clock.run_for(200)
        page.clock.run_for(rests)
    page.wait_for_url(f"**/?q=*{quote('رقم')}")
    with live_answer(page):
        page.go_back()
    page.clock.run_for(1_000)
    assert page.url == f"{shelf_site}/?q={BOOK}"
    assert page.locator("#q").input_value() == "كتاب"
    assert watched.said == []
