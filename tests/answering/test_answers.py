"""What was asked for is what is found, counted, dated and shown first, in every engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import search
from search.engines import ENGINES
from search.model.request import SearchRequest
from search.model.results import Bucket
from tests.conftest import PATIENT

ROWS = [
    {"id": "all", "text": "التقى بوتين وترامب في هلسنكي", "date": "2018-07-16", "source": "أ"},
    {"id": "two", "text": "قال ترامب إن بوتين صديقه", "date": "2019-01-01", "source": "ب"},
    {"id": "one", "text": "سافر ترامب إلى فلوريدا", "date": "2020-01-01", "source": "ب"},
    {"id": "phrase", "text": "زار وفد من كوريا الشمالية هلسنكي", "date": "2021-01-01", "source": "أ"},
    {"id": "apart", "text": "في كوريا الجنوبية شتاء وفي الشمالية ثلج", "date": "2022-01-01", "source": "ب"},
    {"id": "none", "text": "مباراة في كرة القدم", "date": "2023-01-01", "source": "أ"},
]


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder = tmp_path_factory.mktemp("answers")
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    search.rebuild([folder / "rows.jsonl"], folder / "index", request.param)
    return search.open(folder / "index", PATIENT)


def ids(page: search.Page) -> list[str]:
    return [hit.id for hit in page.hits]


def test_keywords_are_answered_by_what_has_them_all_and_others_follow(index: search.Index) -> None:
    page = index.search("بوتين ترامب هلسنكي")
    assert (page.total, page.total_partial, page.query.match) == (1, 3, "all")
    assert ids(page)[:2] == ["all", "two"]
    assert page.partial_from == 1
    assert {hit.id: hit.missing for hit in page.hits} == {
        "all": (),
        "two": ("هلسنكي",),
        "one": ("بوتين", "هلسنكي"),
        "phrase": ("بوتين", "ترامب"),
    }
    assert page.facets["source"] == (Bucket("أ", 1),)
    assert not page.query.notices


def test_what_only_evidence_finds_is_ranked_and_not_counted(tmp_path: Path) -> None:
    texts = {"both": "في المدرسة معلم", "one": "بنيت مدرسة في القرية", "evidence": "حضر الناس التعليم والدروس"}
    rows = [json.dumps({"id": id, "text": text}) for id, text in texts.items()]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    search.rebuild([tmp_path / "rows.jsonl"], tmp_path / "index")
    page = search.open(tmp_path / "index", PATIENT).search("مدرسة معلم")
    assert (page.total, page.total_partial, page.partial_from) == (1, 1, 1)
    assert [(hit.id, hit.missing) for hit in page.hits] == [
        ("both", ()),
        ("one", ("معلم",)),
        ("evidence", ("مدرسة", "معلم")),
    ]


def test_pages_go_on_from_the_answer_set_into_the_others(index: search.Index) -> None:
    whole = ids(index.search("بوتين ترامب هلسنكي"))
    parts = [index.search("بوتين ترامب هلسنكي", limit=1, offset=offset) for offset in range(4)]
    assert [id for page in parts for id in ids(page)] == whole
    assert [page.partial_from for page in parts] == [None, 0, 0, 0]
    assert [page.more for page in parts] == [True, True, True, False]
    assert {page.total for page in parts} == {1}


@pytest.mark.parametrize("order", ["newest", "oldest", "recent"])
def test_by_date_the_answer_set_is_all(index: search.Index, order: str) -> None:
    page = index.search("بوتين ترامب هلسنكي", sort=order)
    assert (ids(page), page.total, page.total_partial) == (["all"], 1, 0)


def test_a_count_is_of_the_answer_set(index: search.Index) -> None:
    assert index.count(index.plan(SearchRequest("بوتين ترامب هلسنكي"))) == 1


def test_match_all_and_any_stay_what_they_are(index: search.Index) -> None:
    assert ids(index.search("بوتين ترامب هلسنكي", match="all")) == ["all"]
    any_of = index.search("بوتين ترامب هلسنكي", match="any")
    assert (any_of.total, any_of.total_partial, any_of.partial_from) == (4, 0, None)
    assert not any(hit.missing for hit in any_of.hits)


def test_where_no_document_has_all_the_next_rung_answers_and_it_is_said(index: search.Index) -> None:
    page = index.search("بوتين ترامب فلوريدا")
    assert (page.total, page.query.match) == (3, "most")
    assert set(ids(page)) == {"one", "two", "all"}
    assert dict(zip(ids(page), [hit.missing for hit in page.hits], strict=True))["one"] == ("بوتين",)
    assert [notice.code for notice in page.query.notices] == ["relaxed"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('هلسنكي "كوريا الشمالية" ترامب', {"phrase"}),
        ('بوتين "كوريا الشمالية"', {"phrase"}),
        ('ترامب -بوتين "كوريا الشمالية"', {"phrase"}),
        ("+هلسنكي ترامب مباراة", {"all", "phrase"}),
        ("ترامب (هلسنكي | فلوريدا)", {"all", "one", "phrase"}),
        ("ترامب =هلسنكي كوريا", {"all", "phrase"}),
        ("شتاء بوتين قرب/2 صديقه", {"two"}),
        ("مباراة تاريخ:2018", set()),
        ("عنوان:بوتين ترامب", set()),
    ],
)
def test_every_hit_meets_every_condition(index: search.Index, query: str, found: set[str]) -> None:
    assert set(ids(index.search(query))) == found


def test_a_phrase_that_no_document_has_is_opened_beside_words_and_it_is_said(index: search.Index) -> None:
    page = index.search('ترامب "هلسنكي بوتين"')
    assert set(ids(page)) == {"one", "two", "all"}
    assert [notice.code for notice in page.query.notices] == ["opened"]
    assert index.search('"هلسنكي بوتين"').total == 0
    assert index.search('ترامب -كرة "هلسنكي بوتين"').total == 0


def test_the_quotation_of_a_headline_may_be_missing(index: search.Index) -> None:
    page = index.search('ترامب "كوريا الشمالية" بوتين صديقه')
    assert ids(page)[0] == "two"
    assert page.hits[0].missing == ('"كوريا الشمالية"',)


def test_a_question_is_ranked_by_all_it_asks_and_answered_by_what_tells_most(index: search.Index) -> None:
    page = index.search("متى التقى بوتين وترامب في هلسنكي")
    assert (page.total, ids(page)[0], page.hits[0].missing) == (1, "all", ())
    assert page.partial_from is None
    assert all(hit.missing for hit in page.hits[1:])


def test_the_score_of_a_partial_match_is_explained(index: search.Index) -> None:
    plan = index.plan(SearchRequest("بوتين ترامب هلسنكي"))
    for hit in index.page(plan).hits:
        assert index.explain(plan, hit.id).score == pytest.approx(hit.score, abs=2e-4)
