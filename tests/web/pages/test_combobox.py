"""The search box by keyboard, as the ARIA Authoring Practices want an editable combobox with list autocomplete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from tests.web.browsing import Watched

SUGGESTIONS = [
    {"text": "كتاب", "kind": "word", "documents": 23},
    {"text": "كتاب التاريخ", "kind": "phrase", "documents": 20},
    {"text": "كتاب رقم 7", "kind": "title", "documents": 1},
]
BOX, LIST, OPTIONS = "#q", "#suggestions", "#suggestions [role=option]"


@pytest.fixture
def typed(shelf_site: str, watched: Watched) -> Iterator[Any]:
    """The first page after «كت» was typed and the list has come."""
    page = watched.page
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "كت", "suggestions": SUGGESTIONS}))
    page.goto(shelf_site)
    page.locator(BOX).focus()
    page.keyboard.insert_text("كت")  # at once: on a slow machine keys come so far apart that each is asked about
    page.locator(LIST).wait_for()
    yield page
    assert watched.said == []


def active(page: Any) -> str | None:
    """The text of the option that the box names as active, and it alone is selected."""
    name = page.locator(BOX).get_attribute("aria-activedescendant")
    selected = page.locator(f"{OPTIONS}[aria-selected=true]")
    assert selected.count() == (1 if name else 0)
    assert page.evaluate("document.activeElement.id") == "q"
    if name is None:
        return None
    assert selected.get_attribute("id") == name
    text: str = selected.locator("bdi").inner_text()
    return text


def is_open(page: Any) -> bool:
    shown: bool = page.locator(LIST).is_visible()
    assert page.locator(BOX).get_attribute("aria-expanded") == ("true" if shown else "false")
    return shown


def test_box_is_a_combobox(typed: Any) -> None:
    box = typed.locator(BOX)
    for name, value in {"role": "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions"}.items():
        assert box.get_attribute(name) == value
    assert typed.locator(LIST).get_attribute("role") == "listbox"
    assert typed.locator(LIST).get_attribute("aria-label") == "اقتراحات"
    assert typed.locator("label[for=q]").count() == 1
    assert typed.locator(OPTIONS).count() == 3
    assert typed.locator("#said").inner_text() == "3 اقتراحات"
    assert is_open(typed)
    assert active(typed) is None
    assert box.input_value() == "كت"


def test_arrows_go_round_and_the_box_keeps_what_was_typed(typed: Any) -> None:
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        typed.keyboard.press(key)
        seen.append(active(typed))
    assert seen == ["كتاب", "كتاب التاريخ", "كتاب رقم 7", "كتاب", "كتاب رقم 7", "كتاب التاريخ"]
    assert typed.locator(BOX).input_value() == "كت"


def test_up_begins_with_the_last(typed: Any) -> None:
    typed.keyboard.press("ArrowUp")
    assert active(typed) == "كتاب رقم 7"


def test_enter_accepts_the_active_option_and_searches(typed: Any) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press("Enter")
    typed.wait_for_url(f"**/?q={quote('كتاب التاريخ').replace('%20', '+')}")
    assert typed.locator(BOX).input_value() == "كتاب التاريخ"


def test_enter_without_an_active_option_searches_what_was_typed(typed: Any) -> None:
    typed.keyboard.press("Enter")
    typed.wait_for_url(f"**/?q={quote('كت')}")


def test_escape_closes_first_and_clears_then(typed: Any) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press("Escape")
    assert not is_open(typed)
    assert active(typed) is None
    assert typed.locator(BOX).input_value() == "كت"
    typed.keyboard.press("Escape")
    assert typed.locator(BOX).input_value() == ""


def test_arrow_down_opens_a_closed_list(typed: Any) -> None:
    typed.keyboard.press("Escape")
    typed.keyboard.press("ArrowDown")
    assert is_open(typed)
    assert active(typed) == "كتاب"


def test_alt_with_arrows_opens_and_closes_only(typed: Any) -> None:
    typed.keyboard.press("Alt+ArrowUp")
    assert not is_open(typed)
    typed.keyboard.press("Alt+ArrowDown")
    assert is_open(typed)
    assert active(typed) is None


@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowRight", "Home", "End"])
def test_editing_keys_stay_with_the_box(typed: Any, key: str) -> None:
    before = typed.evaluate("document.querySelector('#q').selectionStart")
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press(key)
    assert active(typed) is None
    moved = typed.evaluate("document.querySelector('#q').selectionStart") - before
    assert moved == {"ArrowRight": -1, "Home": -2}.get(key, 0)


def test_typing_leaves_the_active_option(typed: Any) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.type("ا")
    assert active(typed) is None
    assert typed.locator(BOX).input_value() == "كتا"


def test_tab_leaves_and_closes(typed: Any) -> None:
    typed.keyboard.press("ArrowDown")
    typed.keyboard.press("Tab")
    assert not is_open(typed)
    assert typed.evaluate("document.activeElement.textContent") == "ابحث"
    assert typed.locator(BOX).input_value() == "كت"


def test_keys_of_an_input_method_are_its_own(typed: Any) -> None:
    typed.evaluate("""document.querySelector("#q").dispatchEvent(
        new KeyboardEvent("keydown", {key: "ArrowDown", isComposing: true, bubbles: true, cancelable: true}))""")
    assert active(typed) is None


def test_click_accepts_and_the_focus_never_leaves(typed: Any) -> None:
    typed.evaluate("addEventListener('focusout', () => { window.left = true; })")
    typed.locator(OPTIONS).nth(2).hover()
    typed.mouse.down()
    assert typed.evaluate("window.left") is None
    typed.mouse.up()
    typed.wait_for_url(f"**/?q={quote('كتاب رقم 7').replace('%20', '+')}")


def test_suggestions_are_asked_for_once_typing_rests(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    asked = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(json={"query": "", "suggestions": SUGGESTIONS})

    page.route("**/v1/suggest?*", answer)
    page.clock.install(time=datetime(2024, 6, 19))
    page.goto(shelf_site)
    page.clock.pause_at(datetime(2024, 6, 20))
    page.locator(BOX).press_sequentially("كتا")
    page.clock.run_for(100)
    page.locator(BOX).press_sequentially("ب")
    page.clock.run_for(100)
    assert asked == []
    page.clock.run_for(100)
    page.locator(LIST).wait_for()
    assert asked == [f"{shelf_site}/v1/suggest?q={quote('كتاب')}"]
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.clock.run_for(1_000)
    page.locator(LIST).wait_for(state="hidden")
    assert len(asked) == 1


def test_suggestions_are_only_text(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    poison = "<img src=x onerror=alert(1)>\u202e"
    body = {"query": "", "suggestions": [{"text": poison, "kind": "<b>", "documents": 1}]}
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json=body))
    page.goto(shelf_site)
    page.locator(BOX).press_sequentially("ك")
    page.locator(LIST).wait_for()
    assert page.locator(f"{LIST} img, {LIST} b").count() == 0
    assert page.locator(f"{OPTIONS} bdi").inner_text().startswith("<img src=x")


def test_box_works_on_when_suggestions_fail(shelf_site: str, watched: Watched) -> None:
    page = watched.page
    page.route("**/v1/suggest?*", lambda route: route.abort())
    page.goto(shelf_site)
    with page.expect_event("requestfailed"):
        page.locator(BOX).press_sequentially("كتاب")
    assert not is_open(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert page.locator("ol.hits > li").count() == 10


def test_completions_come_from_the_index(collection_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(collection_site)
    page.locator(BOX).focus()
    page.keyboard.insert_text("وادي ال")
    page.locator(LIST).wait_for()
    phrase, *titles = [option.inner_text().split("\n") for option in page.locator(OPTIONS).all()]
    assert phrase == ["وادي الرمل", "عبارة · 3"]
    assert ["سيول جارفة تقطع الطريق الساحلي في وادي الرمل", "عنوان"] in titles
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert page.locator(BOX).input_value() == "وادي الرمل"
    assert page.locator(".count").inner_text().startswith("3 نتائج")
    assert watched.said == []


def test_a_space_at_the_end_asks_for_the_next_word(collection_site: str, watched: Watched) -> None:
    page = watched.page
    page.goto(collection_site)
    page.locator(BOX).focus()
    page.keyboard.insert_text("وادي ")
    page.locator(LIST).wait_for()
    assert page.locator(f"{OPTIONS} bdi").first.inner_text() == "وادي الرمل"
