"""Apps on five indexes: the seeds, a shelf of 23 books to leaf through, a collection of 80 documents on many subjects,
works in parts, and documents that attack the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import search
from tests.conftest import configured
from tests.web.browsing import ARGUMENTS, CHROMIUM, Watched
from tests.web.serving import serving
from web import create_app

BOOKS = [
    {
        "id": f"shelf/{number:02}",
        "title": f"كتاب رقم {number}",
        "text": "هذا كتاب في التاريخ.\nوفيه فصل ثانٍ.",
        "date": f"{2020 + number % 4}-03-05",
        "source": "دار المشرق" if number % 3 else "دار المغرب",
        "category": "تاريخ" if number < 20 else "أدب",
        "url": f"https://books.example/{number}",
    }
    for number in range(23)
]

POISON = [
    {
        "id": 'poison/<script>alert("id")</script>',
        "title": "<script>alert('title')</script> سمّ \u202eمقلوب \u2067",
        "date": "2024-05-12",
        "text": 'سمّ <img src=x onerror=alert(1)> </mark></p><b onclick="alert(2)">سمّ</b> &lt;i&gt;',
        "source": "<svg onload=alert(3)>",
        "category": '"><iframe src="javascript:alert(4)">',
        "url": 'https://example.org/"onmouseover="alert(5)',
    },
    {
        "id": "..//odd id?#%2F/",
        "title": "سمّ في المعرّف",
        "text": "سمّ",
        "source": "\u2066مصدر\u2069 \u200fآخر",
        "url": "https://example.org/",
    },
]

_FILL = " حشو" * 500
_PARTS = [
    {"label": "المقدمة", "volume": "1", "page": "١", "text": "تمهيد الكتاب" + _FILL},
    {"label": "باب الماء", "volume": "1", "page": "٢", "text": "هنا بحر.\nوهنا بحر آخر" + _FILL},
    {"label": "باب الماء", "volume": "1", "page": "٣", "text": "نهر" + _FILL},
    {"label": "باب السفر <ب>", "volume": "2", "page": "١", "text": "بحر" + _FILL},
]
_LINES = [f"سطر {number} من الكتاب{' حشو' * 60}" for number in range(1, 41)]
WORKS = [
    {"id": "book", "title": "كتاب", "text": "\n".join([*_LINES[:29], "هنا كلمة نادرة", *_LINES[30:]])},
    {"id": "work", "title": "كتاب المياه", "parts": _PARTS, "source": "دار المشرق"},
    {"id": "long-title", "title": "عنوان " * 400, "text": "نص"},
]

Build = Callable[[list[dict[str, Any]]], Path]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds an index of documents in a folder of its own."""

    def build(documents: list[dict[str, Any]]) -> Path:
        folder = tmp_path_factory.mktemp("built")
        source = folder / "documents.jsonl"
        source.write_text("\n".join(json.dumps(document) for document in documents), encoding="utf-8")
        search.rebuild([source], folder / "index")
        return folder / "index"

    return build


@pytest.fixture(scope="session")
def app_of() -> Callable[[Path], Flask]:
    """The app on an index, made once for all tests that change nothing in it; it keeps no answer for another test."""
    return cache(lambda index: create_app(configured(index=index, cache=0)))


@pytest.fixture(scope="session")
def seeds_index(seeds_folder: Path) -> Path:
    return seeds_folder


@pytest.fixture(scope="session")
def app(seeds_index: Path, app_of: Callable[[Path], Flask]) -> Flask:
    return app_of(seeds_index)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def shelf_index(build: Build) -> Path:
    return build(BOOKS)


@pytest.fixture
def shelf(shelf_index: Path, app_of: Callable[[Path], Flask]) -> FlaskClient:
    return app_of(shelf_index).test_client()


@pytest.fixture
def collection(collection_folder: Path, app_of: Callable[[Path], Flask]) -> FlaskClient:
    return app_of(collection_folder).test_client()


@pytest.fixture(scope="session")
def poison_index(build: Build) -> Path:
    return build(POISON)


@pytest.fixture(scope="session")
def works_index(build: Build) -> Path:
    return build(WORKS)


@pytest.fixture
def poison(poison_index: Path, app_of: Callable[[Path], Flask]) -> FlaskClient:
    return app_of(poison_index).test_client()


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may ask again for having asked slowly: no allowance comes back meanwhile."""
    monkeypatch.setattr("web.service.rate_limit.time", SimpleNamespace(monotonic=lambda: 1_000.0))


@pytest.fixture
def client_of(tmp_path: Path) -> Callable[..., FlaskClient]:
    """A client of an app with any configuration; its index is a folder without one unless INDEX is given."""
    return lambda **config: create_app(configured(**{"index": tmp_path / "none", **config})).test_client()


def site_of(index: str) -> Any:
    """A fixture: the address of a server of the index that this other fixture builds."""

    @pytest.fixture(scope="session")
    def site(request: pytest.FixtureRequest) -> Iterator[str]:
        with serving(request.getfixturevalue(index)) as (address, _):
            yield address

    return site


site = site_of("seeds_index")
shelf_site = site_of("shelf_index")
collection_site = site_of("collection_folder")
poison_site = site_of("poison_index")
works_site = site_of("works_index")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright"
    )
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    opened = Watched(browser, viewport={"width": 1280, "height": 900})
    yield opened
    opened.context.close()
