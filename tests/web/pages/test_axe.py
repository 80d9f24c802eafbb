"""axe-core finds nothing to object to, in both themes, on three widths, in every state of the page."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.web.browsing import Watched

PUTIN = quote("بوتين")
STATES = {
    "home": "/",
    "results": f"/?q={PUTIN}&from=2020-01-01&match=all",
    "zero results": f"/?q={quote('زقزقة')}&from=2020-01-01",
    "repaired": "/?q=Putin",
    "reader": f"/doc/000_65ff194bb9956bd1?q={PUTIN}&hit=2",
    "help": "/help",
    "settings": "/settings",
    "API": "/v1/docs",
    "API in English": "/v1/docs?lang=en",
    "kinds of error": "/errors",
    "error": "/none",
    "refused": f"/?q={PUTIN}&limit=0",
}
RUN = """async () => (await axe.run()).violations.map(
    violation => violation.id + ": " + violation.nodes.map(node => node.html).join(" ")
)"""


@pytest.fixture(scope="module")
def axe() -> str:
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None or package.origin is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, axe: str) -> list[str]:
    page.evaluate(axe)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{scheme} {width}: {violation}" for violation in page.evaluate(RUN)]
    return found


@pytest.mark.parametrize("state", STATES)
def test_no_violation(site: str, watched: Watched, axe: str, state: str) -> None:
    watched.page.goto(site + STATES[state])
    if watched.page.locator("details.filters").count():
        watched.page.locator("details.filters").evaluate("details => { details.open = true; }")
    assert violations(watched.page, axe) == []


@pytest.mark.parametrize("path", ["/?q={}", "/doc/work?q={}&at=2&hit=1"])
def test_no_violation_where_works_have_places(works_site: str, watched: Watched, axe: str, path: str) -> None:
    watched.page.goto(works_site + path.format(quote("بحر")))
    watched.page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert violations(watched.page, axe) == []


def test_no_violation_with_the_list_open(site: str, watched: Watched, axe: str) -> None:
    page = watched.page
    suggestions = [{"text": text, "kind": "phrase", "documents": 5} for text in ("بوتين", "بوتين وكيم")]
    page.route("**/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": suggestions}))
    page.goto(f"{site}/?q={PUTIN}")
    page.locator("#q").press_sequentially(" ")
    page.locator("#suggestions").wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page, axe) == []
