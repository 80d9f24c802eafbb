"""A document as it is read: the part that is shown is fetched and marked, and no other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search.answering.highlighter import Highlighter
from search.answering.searcher import Index
from search.errors import DocumentNotFoundError
from tests.conftest import PATIENT

FILL = " حشو" * 600
PAGES = [f"{text}{FILL}" for text in ("قلم أول", "سطر ثان", "كتاب ثالث", "قلم وكتاب")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    rows = [
        {"id": "work", "title": "كتاب", "parts": [{"text": text} for text in PAGES]},
        {"id": "leaf", "title": "كتاب", "text": "قلم وكتاب"},
    ]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    search.rebuild([folder / "rows.jsonl"], folder / "index")
    return folder / "index"


@pytest.fixture
def index(folder: Path) -> Index:
    return search.open(folder, PATIENT)


@pytest.mark.parametrize(
    ("part", "q", "expected"),
    [
        (None, "", (1, "قلم أول", 0)),
        (None, "ثان", (2, "سطر ثان", 1)),
        (None, "كتاب ثالث", (3, "كتاب ثالث", 2)),
        (None, "بيت", (1, "قلم أول", 0)),
        (2, "كتاب", (2, "سطر ثان", 0)),
        (4, "كتاب", (4, "قلم وكتاب", 1)),
        (99, "", (4, "قلم وكتاب", 0)),
        (0, "", (1, "قلم أول", 0)),
    ],
)
def test_the_part_that_is_asked_for_is_shown_or_the_best_with_a_place(
    index: Index, part: int | None, q: str, expected: tuple[int, str, int]
) -> None:
    reading = index.read("work", q, part=part)
    assert (reading.part, reading.text.text.partition(" حشو")[0], len(reading.text.marks)) == expected
    assert len(reading.outline) == 4


def test_a_text_that_is_indexed_whole_is_marked_throughout(index: Index) -> None:
    reading = index.read("leaf", "كتاب")
    assert (reading.part, reading.outline, reading.timed_out) == (1, (), False)
    assert (reading.title.html, reading.text.html) == ("<mark>كتاب</mark>", "قلم <mark>وكتاب</mark>")


def test_a_document_that_is_not_there_cannot_be_read(index: Index) -> None:
    with pytest.raises(DocumentNotFoundError):
        index.read("gone", "كتاب")


def test_only_the_part_that_is_shown_is_marked_and_the_one_with_places_before_it(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    find = Highlighter.find
    monkeypatch.setattr(Highlighter, "find", lambda self, text: looked_at.append(text) or find(self, text))
    index.read("work", "قلم", part=4)
    assert sorted(text.partition(" حشو")[0] for text in looked_at) == ["قلم أول", "قلم وكتاب", "كتاب"]


def test_when_time_is_over_it_is_said(folder: Path) -> None:
    hurried = replace(PATIENT, limits=replace(PATIENT.limits, hard_ms=0))
    assert search.open(folder, hurried).read("leaf", "(قلم) قرب/5 (كتاب)").timed_out
