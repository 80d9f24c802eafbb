"""A page in a real browser, and what it says and asks for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


class Watched:
    """A page, and what it said and asked for."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(locale="ar", **options)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: set[str] = set()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self.dismiss)
        self.page.on("request", lambda request: self.asked.add(request.url))

    def dismiss(self, dialog: Any) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()


@contextmanager
def live_answer(page: Any) -> Iterator[None]:
    """What is typed or ticked here, in one event, has been answered and is shown when this ends.

    The answer replaces `<main>`: what was found in it before is in the page no more.
    """
    with page.expect_response("**/?q=*"):
        yield
    page.locator("main:not([aria-busy])").wait_for()


@contextmanager
def loading(page: Any) -> Iterator[None]:
    """What is done here has loaded another document when this ends.

    Its address may be that of the page before, and what is typed before its scripts run is not heard.
    """
    with page.expect_event("load"):
        yield


def comes_to(page: Any, read: Callable[[], object], expected: object) -> None:
    """Reads until it is as expected: what a browser does in its own time, as scrolling to a place, has no event."""
    for _ in range(600):
        if read() == expected:
            return
        page.wait_for_timeout(50)
    assert read() == expected


def first_load(page: Any, address: str) -> list[int]:
    """The bytes of each answer that the page at an address takes."""
    requests: list[Any] = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(address, wait_until="networkidle")
    return [request.sizes()["responseBodySize"] for request in requests]
