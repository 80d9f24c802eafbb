"""Works as hits: one with its best places, found by any of its parts, counted once; in every engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import search
from search.answering.searcher import Index
from search.engines import ENGINES
from search.indexing import indexer
from search.model.request import SearchRequest
from tests.commands.test_cli import Run
from tests.conftest import PATIENT

FILL = " حشو" * 500
PAGES = [
    {"label": "المقدمة", "volume": "1", "page": "1", "text": "تمهيد" + FILL},
    {"label": "باب الماء", "volume": "1", "page": "2", "text": "هنا بحر ثم بحر" + FILL},
    {"label": "باب الماء", "volume": "1", "page": "3", "text": "نهر السفينة" + FILL},
    {"label": "باب السفر", "volume": "2", "page": "1", "text": "بحر" + FILL},
]
ROWS: list[dict[str, Any]] = [
    {"id": "book", "title": "كتاب المياه", "parts": PAGES, "source": "دار المشرق", "date": "2024-02-01"},
    {"id": "leaf", "title": "ورقة", "parts": [{"page": "1", "text": "بحر"}, {"page": "2", "text": "بحر وبحر ونهر"}]},
    {"id": "plain", "text": "\n".join(f"سطر {n}{' حشو' * 100}" for n in range(30)) + "\nيربوع في آخره"},
    *({"id": f"news{n}", "title": f"خبر {n}", "text": "نهر قديم", "source": "دار المشرق"} for n in range(3)),
]


def write(folder: Path, rows: list[dict[str, Any]]) -> list[Path]:
    (folder / "rows.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return [folder / "rows.jsonl"]


@pytest.fixture(scope="module", params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    search.rebuild(write(folder, ROWS), folder / "index", request.param)
    return folder / "index"


@pytest.fixture
def index(folder: Path) -> Index:
    return search.open(folder, PATIENT)


def test_a_work_is_one_hit_with_its_places_the_best_first(index: Index) -> None:
    page = index.search("بحر")
    hit = next(hit for hit in page.hits if hit.id == "book")
    assert [(place.part, place.label, place.volume, place.page) for place in hit.places] == [
        (2, "باب الماء", "1", "2"),
        (4, "باب السفر", "2", "1"),
    ]
    assert hit.total_places == 2
    assert [place.snippet.text[:14] for place in hit.places] == ["هنا بحر ثم بحر", "بحر حشو حشو حش"]
    assert [place.snippet.marks for place in hit.places] == [((4, 7), (11, 14)), ((0, 3),)]
    assert (hit.snippets[0].marks, hit.title) == (hit.places[0].snippet.marks, "كتاب المياه")
    assert (page.total, page.total_places) == (2, 3)
    assert index.stats()["documents"] == page.index.documents == 6
    assert index.stats()["parts"] == 4 + 10 + 1 + 3


def test_a_short_document_in_parts_is_indexed_whole_and_has_places_too(index: Index) -> None:
    (hit,) = index.search("بحر نهر", match="all").hits
    assert hit.id == "leaf"
    assert [(place.part, place.page, place.snippet.text, place.hit) for place in hit.places] == [
        (2, "2", "بحر وبحر ونهر", 1),
        (1, "1", "بحر", 1),
    ]
    assert hit.total_places == 2


def test_a_match_at_the_end_of_a_long_text_is_marked(index: Index) -> None:
    (hit,) = index.search("يربوع").hits
    assert (hit.places[0].part, hit.total_places) == (10, 1)
    assert hit.snippets[0].html.startswith("<mark>يربوع</mark> في آخره")
    assert hit.title.startswith("سطر 0 حشو")


def test_all_words_stand_in_one_part_or_in_the_title(index: Index) -> None:
    assert [hit.id for hit in index.search("سفينة بحر", match="all").hits] == []
    (hit,) = index.search("مياه سفينة", match="all").hits
    assert [place.part for place in hit.places] == [3]
    assert [hit.id for hit in index.search("+بحر -نهر").hits] == ["book"]


def test_a_title_is_no_place(index: Index) -> None:
    page = index.search("مياه")
    assert [(hit.id, hit.places, hit.total_places) for hit in page.hits] == [("book", (), 0)]
    assert (page.total, page.total_places) == (1, 0)
    assert page.hits[0].snippets[0].text.startswith("تمهيد حشو")


def test_words_near_one_another_and_typed_letters_are_looked_for_in_each_part(index: Index) -> None:
    (hit,) = index.search("(هنا) قرب/2 (بحر)").hits
    assert [place.part for place in hit.places] == [2]
    (hit,) = index.search('="السفينة"').hits
    assert [(place.part, place.snippet.html[:32]) for place in hit.places] == [(3, "نهر <mark>السفينة</mark> حشو حشو")]


def test_filters_alone_find_works_once_and_no_places(index: Index) -> None:
    page = index.search('مصدر:"دار المشرق"')
    assert sorted(hit.id for hit in page.hits) == ["book", "news0", "news1", "news2"]
    assert (page.total, page.total_places) == (4, 4)
    assert [(bucket.value, bucket.count) for bucket in page.facets["source"]] == [("دار المشرق", 4)]
    assert {hit.total_places for hit in page.hits} == {0}


def test_orders_and_pages_go_by_works(index: Index) -> None:
    assert index.search("بحر", sort="newest", limit=1).hits[0].id == "book"
    pages = [index.search("حشو", limit=1, offset=offset) for offset in range(3)]
    assert sorted(hit.id for page in pages for hit in page.hits) == ["book", "plain"]
    assert [page.more for page in pages] == [True, False, False]


def test_a_run_has_a_line_a_work_with_the_score_of_its_best_part(index: Index) -> None:
    matches = index.matches(index.plan(SearchRequest("بحر")))
    assert sorted(match.id for match in matches) == ["book", "leaf"]
    scores = {hit.id: hit.score for hit in index.search("بحر").hits}
    assert {match.id: match.score for match in matches} == scores


def test_a_score_is_explained_by_the_best_part(index: Index) -> None:
    explanation = index.explain(index.plan(SearchRequest("بحر")), "book")
    score = next(hit.score for hit in index.search("بحر").hits if hit.id == "book")
    assert explanation.score == pytest.approx(score, abs=1e-4)
    assert "بحر" in "\n".join(explanation.lines())


def test_a_document_is_given_whole_and_read_part_by_part(index: Index) -> None:
    document = index.document("book")
    assert [part.to_dict() for part in document.parts] == PAGES
    reading = index.read("book", "بحر")
    assert (reading.part, reading.found, reading.before, reading.after) == (2, (2, 4), None, 4)
    assert reading.document.text == PAGES[1]["text"]
    assert [reading.text.text[start:end] for start, end in reading.text.marks] == ["بحر", "بحر"]
    fourth = index.read("book", "بحر", part=4)
    assert (fourth.before, fourth.last_before, fourth.after) == (2, 2, None)
    assert [part.label for part in fourth.outline] == [page["label"] for page in PAGES]
    assert index.read("book", part=99).part == 4
    assert index.read("leaf", "نهر").part == 2
    assert index.document("plain").text == ROWS[2]["text"]
    assert index.read("plain", "بحر يربوع").part == 10, "where no part has all words, those with some are places"


def test_similar_works_stand_under_one_hit(tmp_path: Path, folder: Path) -> None:
    engine = search.open(folder).stats()["engine"]
    copy = {**ROWS[0], "id": "copy"}
    search.rebuild(write(tmp_path, [*ROWS, copy]), tmp_path / "index", engine)
    index = search.open(tmp_path / "index", PATIENT)
    page = index.search("بحر")
    assert sorted((hit.id in ("book", "copy"), hit.similar) for hit in page.hits) == [(False, 0), (True, 1)]
    assert page.total == 3
    opened = index.search("بحر", similar_to="copy")
    assert sorted((hit.id, hit.total_places) for hit in opened.hits) == [("book", 2), ("copy", 2)]


@pytest.mark.parametrize("small", [True, False])
def test_a_work_is_replaced_and_deleted_with_all_its_parts(
    tmp_path: Path, folder: Path, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr(indexer, "_SMALL", 0)
        monkeypatch.setattr(indexer, "_WASTE", 100)
    engine = search.open(folder).stats()["engine"]
    search.rebuild(write(tmp_path, ROWS), tmp_path / "index", engine)
    changed = {**ROWS[0], "parts": [*PAGES[:3], {**PAGES[3], "text": "صحراء" + FILL}]}
    report = search.update(write(tmp_path, [changed, ROWS[1]]), tmp_path / "index")
    assert (report.replaced, report.unchanged, report.documents) == (1, 1, 6)
    index = search.open(tmp_path / "index", PATIENT)
    assert index.stats()["parts"] == 18
    assert {hit.id: hit.total_places for hit in index.search("بحر").hits} == {"book": 1, "leaf": 2}
    assert [place.part for place in index.search("صحراء").hits[0].places] == [4]
    assert index.document("book").parts[3].text == "صحراء" + FILL
    _, missing = search.delete(["book", "gone"], tmp_path / "index")
    index = search.open(tmp_path / "index", PATIENT)
    assert (missing, index.stats()["parts"], index.search("صحراء").total) == (["gone"], 14, 0)
    assert search.update(write(tmp_path, ROWS[:1]), tmp_path / "index", prune=True).documents == 1
    assert search.open(tmp_path / "index", PATIENT).search("حشو").total_places == 4


def test_the_command_prints_the_places_of_a_work(run: Run, folder: Path) -> None:
    printed = run("search", "بحر", "--index", folder).stdout
    assert printed.startswith("2 documents in 3 places, ")
    assert "   part 2, باب الماء, vol. 1, p. 2: هنا بحر ثم بحر" in printed
    assert "more place" not in printed
    exported = run("export", "--index", folder).stdout.splitlines()
    assert [row["id"] for row in map(json.loads, exported)] == [row["id"] for row in ROWS]
    assert json.loads(exported[0])["parts"] == PAGES
    topics = folder.parent / "topics.tsv"
    topics.write_text("1\tبحر\n", encoding="utf-8")
    lines = run("batch", topics, "--index", folder).stdout.splitlines()
    assert sorted(line.split()[2] for line in lines) == ["book", "leaf"]
