"""A query that is the name of an author leads to what he wrote, in every engine alike."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

import search
from search.answering.authors import Authors
from search.answering.listed_terms import listing
from search.engines import ENGINES
from search.engines.base import Engine
from search.model.results import Bucket
from search.query.parser import parse
from tests.conftest import PATIENT

ROWS = [
    {"id": "muqaddima", "text": "فصل في العمران البشري", "author": ["ابن خلدون"]},
    {"id": "ibar", "text": "تاريخ ابن خلدون المشهور", "author": ["ابنُ خلدون", "المحقق"]},
    {"id": "study", "text": "دراسة عن ابن خلدون", "author": ["طه حسين"]},
    {"id": "novel", "text": "رواية بين القصرين", "author": ["نجيب محفوظ عبد العزيز"]},
    {"id": "papers", "text": "مقالات الأهرام", "author": ["الأهرام"], "source": "رويترز"},
    *({"id": f"son-{name}", "text": "شعر", "author": [f"أحمد علي {name}"]} for name in ("صالح", "سالم", "فهد", "زيد")),
    {
        "id": "work",
        "author": ["الجاحظ"],
        "parts": [{"label": f"باب {n}", "text": "كلام في الحيوان " * 600} for n in range(3)],
    },
]


@pytest.fixture(scope="module", params=ENGINES)
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder = tmp_path_factory.mktemp("library")
    (folder / "docs.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), "utf-8")
    search.rebuild([folder / "docs.jsonl"], folder / "index", request.param)
    return search.open(folder / "index", PATIENT)


@pytest.mark.parametrize(
    ("query", "author", "documents"),
    [
        ("ابن خلدون", "ابن خلدون", 2),
        ("إبن خَلْدون", "ابن خلدون", 2),
        ("«ابن خلدون»", "ابن خلدون", 2),
        ("الاهرام", "الأهرام", 1),
        ("نجيب محفوظ", "نجيب محفوظ عبد العزيز", 1),
        ("الجاحظ", "الجاحظ", 1),  # of three parts
    ],
)
def test_a_name_is_the_author_s_in_any_spelling(library: search.Index, query: str, author: str, documents: int) -> None:
    assert library.search(query).authors == (Bucket(author, documents),)
    assert library.search(f'author:"{author}"').total == documents


@pytest.mark.parametrize(
    "query",
    [
        "ابن",  # begins many names
        "ابن خلد",
        "أحمد علي",  # as many
        "نجيب محفوظ رواية",
        "رويترز",  # a source
        'المؤلف:"ابن خلدون"',
        "-خلدون",
        "+ابن +خلدون",
        "خلدون*",
        "",
    ],
)
def test_what_is_more_or_less_than_a_name_leads_to_no_author(library: search.Index, query: str) -> None:
    assert library.search(query).authors == ()


def test_an_author_is_named_on_the_first_page_only(library: search.Index) -> None:
    assert library.search("ابن خلدون", limit=1, offset=1).authors == ()


def test_the_name_of_an_author_is_repaired_by_nothing(library: search.Index) -> None:
    page = library.search("نجيب محفوظ", repair="auto")
    assert (page.total, page.query.repaired) == (0, None)


def test_an_author_is_found_however_many_have_written_more(
    library: search.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.query.expand._VALUES", 1)
    for name in ("ابن خلدون", "طه حسين", "نجيب محفوظ عبد العزيز", "أحمد علي فهد"):
        assert library.search(f'author:"{name}"').total == (2 if name == "ابن خلدون" else 1)
    assert library.search('author:"أحمد علي"').total == 4


def test_the_values_of_a_field_are_listed_once() -> None:
    asked: list[tuple[str, str, int]] = []

    class Library:
        def terms(self, *question: Any) -> list[tuple[str, int]]:
            asked.append(question)
            return [("طه", 1)]

    terms = listing(cast(Engine, Library()))
    for question in (("author", "", 9), ("author", "", 9), ("author", "ط", 9), ("author", "ط", 9)):
        assert terms(*question) == [("طه", 1)]
    assert asked == [("author", "", 9), ("author", "ط", 9), ("author", "ط", 9)]


def test_an_index_without_authors_is_asked_once() -> None:
    asked = []

    class WithoutAuthors:
        def terms(self, *looked_up: object) -> list[tuple[str, int]]:
            asked.append(looked_up)
            return []

    authors = Authors(WithoutAuthors(), None)
    for query in ("ابن خلدون", "ابن سينا"):
        assert authors.named(parse(query)) == ()
    assert asked == [("author", "", 1)]
