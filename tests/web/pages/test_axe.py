"""axe-core finds nothing to object to, in both themes, on three widths, in every state of the page."""

from __future__ import annotations

import importlib.util
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.web.browsing import Watched, live_answer
from tests.web.serving import serving

PUTIN = quote("بوتين")
STATES = {
    "home": "/?",
    "results": f"/?q={PUTIN}&match=all",
    "months": f"/?q={PUTIN}&from=2024-01-01&to=2024-12-31&repair=off",
    "zero results": f"/?q={quote('زقزقة')}&from=2020-01-01",
    "repaired": "/?q=Putin",
    "reader": f"/doc/000_65ff194bb9956bd1?q={PUTIN}&hit=2",
    "help": "/help?",
    "settings": "/settings?",
    "advanced": "/advanced?",
    "chosen": "/chosen?id=000_65ff194bb9956bd1",
    "values": f"/values/year?q={PUTIN}",
    "about": "/about?",
    "privacy": "/privacy?",
    "accessibility": "/accessibility?",
    "API": "/v1/docs?",
    "kinds of error": "/errors?",
    "error": "/none?",
    "refused": f"/?q={PUTIN}&limit=0",
}
# What is open on a page of results: the element that is pressed, or the key.
OPEN = {
    "order": ".orders > summary",
    "matching": ".matching > summary",
    "downloads": ".take > summary",
    "acts": ".acts > summary",
    "keys": "?",
}
# Language, colours, width: each state is looked at so.
LOOKS = {"ar": (("light", 320), ("dark", 768), ("light", 1280)), "en": (("dark", 390), ("light", 1920))}
RUN = """async () => (await axe.run()).violations.map(
    violation => violation.id + ": " + violation.nodes.map(node => node.html).join(" ")
)"""


def axe_script() -> str:
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None or package.origin is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_script()


def violations(page: Any, axe: str, looks: tuple[tuple[str, int], ...] = LOOKS["ar"]) -> list[str]:
    page.evaluate(axe)
    found = []
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{scheme} {width}: {violation}" for violation in page.evaluate(RUN)]
    return found


@pytest.mark.parametrize("state", STATES)
def test_no_violation(site: str, watched: Watched, axe: str, state: str) -> None:
    for language, looks in LOOKS.items():
        watched.page.goto(f"{site}{STATES[state]}&lang={language}")
        if watched.page.locator("details.filters").count():
            watched.page.locator("details.filters").evaluate("details => { details.open = true; }")
        assert violations(watched.page, axe, looks) == []


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize(("language", "scheme", "width"), [("ar", "dark", 390), ("en", "light", 1280)])
def test_no_violation_in_what_unfolds(
    site: str, watched: Watched, axe: str, state: str, language: str, scheme: str, width: int
) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/?q={PUTIN}&lang={language}")
    if state == "keys":
        page.keyboard.press(OPEN[state])
    else:
        page.locator(OPEN[state]).first.click()
    assert violations(page, axe, ((scheme, width),)) == []


@pytest.mark.parametrize("path", [f"/?q={PUTIN}&match=all", f"/doc/000_65ff194bb9956bd1?q={PUTIN}&hit=2"])
def test_no_violation_in_forced_colours(site: str, browser: Any, axe: str, path: str) -> None:
    watched = Watched(browser, forced_colors="active", viewport={"width": 1280, "height": 800})
    watched.page.goto(site + path)
    assert violations(watched.page, axe, (("dark", 390), ("light", 1280))) == []
    watched.context.close()


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
    with live_answer(page):
        page.locator("#q").press_sequentially(" ")
    page.locator("#suggestions").wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page, axe) == []


@pytest.mark.parametrize("path", ["/status", "/report"])
def test_no_violation_in_the_pages_of_whoever_runs_the_service(
    seeds_index: Path, browser: Any, axe: str, path: str, tmp_path: Path
) -> None:
    keys, log = tmp_path / "keys", tmp_path / "log"
    keys.write_text(f"boss {sha256(b'boss').hexdigest()} scopes=admin\n")
    log.write_text('{"time": "2026-11-20", "route": "/", "status": 200, "ms": 900, "total": 0, "query": "قمة"}\n')
    with serving(seeds_index, "--keys", str(keys), "--log-file", str(log), "--workers", "1") as (address, _):
        watched = Watched(browser, http_credentials={"username": "any", "password": "boss"})
        for language, looks in LOOKS.items():
            watched.page.goto(f"{address}{path}?lang={language}")
            assert violations(watched.page, axe, looks) == []
        watched.context.close()
