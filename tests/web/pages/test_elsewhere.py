"""The search on pages of another origin: the examples of docs/embed, opened in Chromium as they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.web.browsing import Watched
from tests.web.pages.test_axe import axe_script, violations
from tests.web.serving import ROOT, serving

EXAMPLES = ROOT / "docs" / "embed"


@pytest.fixture(scope="module")
def elsewhere(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of a server of the examples and of the service that they ask, which names its origin."""
    folder = tmp_path_factory.mktemp("elsewhere")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        here = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        with serving(seeds_index, "--cors", here) as (service, _):
            for example in EXAMPLES.iterdir():
                text = example.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", service)
                (folder / example.name).write_text(text, encoding="utf-8")
            yield here, service
        server.shutdown()


def test_the_box_suggests_and_finds_under_a_strict_policy(elsewhere: tuple[str, str], watched: Watched) -> None:
    here, service = elsewhere
    page = watched.page
    page.goto(f"{here}/component.html")
    box = page.get_by_role("combobox")
    box.fill("بوتين")
    page.locator("bahith-search ol li").first.wait_for()
    assert page.locator("bahith-search [role=status]").inner_text() == "5 نتائج"
    assert page.locator("bahith-search mark").first.inner_text() == "بوتين"
    page.locator("bahith-search [role=option]").first.wait_for()
    assert page.locator("bahith-search form").last.evaluate("form => getComputedStyle(form).display") == "flex"
    button = page.locator("bahith-search button").last
    assert button.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(138, 21, 56)"
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "o0"
    assert violations(page, axe_script()) == []
    page.keyboard.press("Escape")
    assert page.locator("bahith-search [role=listbox]").is_hidden()
    page.locator("bahith-search ol a").first.click()
    page.wait_for_url(f"{service}/doc/**")
    assert page.locator("article.text mark").first.is_visible()
    assert watched.said == []


def test_a_list_that_was_closed_is_not_opened_by_a_late_answer(elsewhere: tuple[str, str], watched: Watched) -> None:
    page = watched.page
    box, options = page.get_by_role("combobox"), page.locator("bahith-search [role=listbox]")
    suggested = {"suggestions": [{"text": "بوتين وترامب"}]}
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json=suggested))
    page.goto(f"{elsewhere[0]}/component.html")
    box.fill("بوتين")
    options.wait_for()
    late: list[Any] = []
    page.unroute("**/v1/suggest?*")
    page.route("**/v1/suggest?*", lambda route: late.append(route))
    with page.expect_request("**/v1/suggest?*"):
        box.press_sequentially(" و")
    page.keyboard.press("Escape")
    with page.expect_response("**/v1/suggest?*") as answered:
        late.pop().fulfill(json=suggested)
    answered.value.finished()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert options.is_hidden()
    assert box.input_value() == "بوتين و"


def test_without_javascript_the_form_inside_it_searches(elsewhere: tuple[str, str], browser: Any) -> None:
    here, service = elsewhere
    for example in ("component.html", "form.html"):
        watched = Watched(browser, java_script_enabled=False)
        watched.page.goto(f"{here}/{example}")
        watched.page.get_by_role("searchbox").fill("بوتين")
        watched.page.get_by_role("button", name="ابحث").click()
        watched.page.wait_for_url(f"{service}/?q=*")
        assert watched.page.locator("ol.hits > li").count() == 5
        watched.context.close()


def test_an_origin_that_is_not_named_gets_the_plain_form(elsewhere: tuple[str, str], watched: Watched) -> None:
    here, _ = elsewhere
    watched.page.goto(f"{here.replace('127.0.0.1', 'localhost')}/component.html")
    watched.page.wait_for_load_state("networkidle")
    assert watched.page.get_by_role("searchbox").is_visible()
    assert watched.page.get_by_role("combobox").count() == 0
