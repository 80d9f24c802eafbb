"""Queries that would take long: what is read is bounded, what time cuts is said."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search.answering import repairs, text_conditions, text_words
from search.answering.highlighter import Highlighter
from search.engines.clauses import AsTyped, Term, TermPhrase, Verified, WithinDistance
from search.model.deadline import GIVE_WAY
from search.model.limits import Limits
from search.model.request import SearchRequest
from tests.conftest import PATIENT, configured

HURRIED = Limits(soft_ms=600_000, check_ms=0, repair_ms=600_000, hard_ms=600_000)
OVER = Limits(soft_ms=0, check_ms=0, repair_ms=0, hard_ms=0)
TEXTS = ("بوتين في موسكو", "موسكو بلا بوتين", "زار بوتين أمس العاصمة موسكو", "بوتين", "بوتين في بكين وفي موسكو")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deadline")
    rows = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(TEXTS)]
    (folder / "texts.jsonl").write_text("\n".join(rows), encoding="utf-8")
    search.rebuild([folder / "texts.jsonl"], folder / "index")
    return folder / "index"


@pytest.fixture
def opened(folder: Path) -> Callable[[Limits], search.Index]:
    return lambda limits: search.open(folder, configured(limits=limits))


@pytest.mark.parametrize(
    ("query", "level"),
    [("بوتين قرب/3 موسكو", "lemma"), ('="موسكو"', "lemma"), ("مُوسكو", "vocalised"), ('"بوتين موسكو"~3', "lemma")],
)
def test_texts_that_time_left_unread_are_said(opened: Callable[[Limits], search.Index], query: str, level: str) -> None:
    page = opened(HURRIED).search(query, level=level)
    assert page.timed_out
    assert page.total == 0
    assert [notice.code for notice in page.query.notices] == ["checked-in-time"]


def test_with_time_the_same_query_reads_them_all(opened: Callable[[Limits], search.Index]) -> None:
    page = opened(PATIENT.limits).search("بوتين قرب/3 موسكو")
    assert {hit.id for hit in page.hits} == {"0", "1", "2"}
    assert not page.timed_out
    assert page.query.notices == ()


def test_a_looser_query_that_time_left_untried_is_said(opened: Callable[[Limits], search.Index]) -> None:
    patient, hurried = (opened(replace(PATIENT.limits, soft_ms=ms)).search("بوتين بغداد") for ms in (600_000, 0))
    assert (patient.total > 0, patient.timed_out) == (True, False)
    assert (hurried.total, hurried.timed_out) == (0, True)


def test_without_time_hits_come_without_snippets_and_no_other_query(
    opened: Callable[[Limits], search.Index],
) -> None:
    page = opened(OVER).search("بوتين")
    assert page.timed_out
    assert [hit.snippets for hit in page.hits] == [()] * page.total
    assert opened(OVER).search("بوتيم").suggestion is None


def test_a_total_that_time_cut_is_counted_again(opened: Callable[[Limits], search.Index]) -> None:
    index = opened(HURRIED)
    plan = index.plan(SearchRequest("بوتين قرب/3 موسكو"))
    assert index.total(SearchRequest("بوتين قرب/3 موسكو"), plan.deadline) == 0
    index.settings = PATIENT
    index._follower._opened = replace(index._follower._opened, settings=PATIENT)
    assert index.total(SearchRequest("بوتين قرب/3 موسكو")) == 3


def test_the_queries_of_a_suggestion_have_the_time_of_the_query(
    opened: Callable[[Limits], search.Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(PATIENT.limits)
    plan = index.plan(SearchRequest("بغداد قرب/3 موسكو"))
    given = []
    make = repairs.make_plan
    monkeypatch.setattr(repairs, "make_plan", lambda *given_: given.append(given_[2]) or make(*given_))
    index.page(plan)
    assert given
    assert set(map(id, given)) == {id(plan.deadline)}


def test_who_needs_no_other_query_has_none_looked_for(
    opened: Callable[[Limits], search.Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(PATIENT.limits)
    monkeypatch.setattr(repairs, "suggest", None)
    assert index.run(SearchRequest("بوتيم"), suggests=False).suggestion is None
    assert index.total(SearchRequest("بوتيم")) == 0


def test_equal_operands_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    leaves = (Term("body_exact", "في"),)
    condition = Verified((), WithinDistance((leaves,) * 30, (10,) * 29))
    highlighter = Highlighter([condition], "text")
    found = []
    places = Highlighter.places
    monkeypatch.setattr(Highlighter, "places", lambda self, words: found.append(self) or places(self, words))
    assert len(highlighter.find("في البيت وفي السوق في المدينة")) == 2
    assert len(found) == 2  # that of the query, and one operand
    assert highlighter.readings == 1


def test_what_reads_a_text_several_times_counts_it_as_often() -> None:
    def readings(*operands: tuple[Term, ...]) -> int:
        condition = WithinDistance(operands, (5,) * (len(operands) - 1))
        return Highlighter([Verified((), condition)], "text").readings

    words = [(Term("body_exact", word),) for word in "بجدرزسصطعفقكلم"]
    assert readings(*words[:2]) == readings(*words[:3]) == 1
    assert readings(*words[:12]) == 4
    many = tuple(Term("body_exact", f"{one}{other}") for one in "بجدرزسصطع" for other in "فقكلمنهوي")
    assert readings(words[0], words[1], words[2], many) == 2


def test_chains_of_unlike_operands_keep_what_is_near_throughout() -> None:
    def marked(text: str, words: str, distance: int) -> list[str]:
        leaves = tuple((Term("body_exact", word),) for word in words.split())
        condition = WithinDistance(leaves, (distance,) * (len(leaves) - 1))
        return [text[mark.start : mark.end] for mark in Highlighter([Verified((), condition)], "text").find(text)]

    assert marked("قلم وقلم ثم كتاب", "قلم كتاب قلم كتاب", 3) == ["قلم", "كتاب"]
    assert marked("قلم كتاب بيت بيت بيت بيت قلم", "قلم كتاب", 2) == ["قلم", "كتاب"]
    assert marked("قلم بيت بيت بيت كتاب", "قلم كتاب قلم", 2) == []


def test_a_phrase_whose_beginning_is_everywhere_reads_a_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    terms_of = text_words.exact_terms
    monkeypatch.setattr(text_words, "exact_terms", lambda word: read.append(word) or terms_of(word))
    phrase = TermPhrase("body_exact", ("في",) * 20)
    marks = Highlighter([phrase], "text").find("في " * 500)
    assert len(marks) == 500
    assert len(read) == 500


def test_a_long_word_is_folded_once_for_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "اللهءَا" * 200
    folded: list[str] = []
    fold = text_conditions._folded
    monkeypatch.setattr(text_conditions, "_folded", lambda word: folded.append(word) or fold(word))
    condition = AsTyped((long,), letters=False, marks=True)
    text = f"{' '.join('بجدرز')} {long}"
    assert [mark.end for mark in Highlighter([Verified((), condition)], "text").find(text)] == [len(text)]
    assert folded.count(long) <= 2  # as it was typed, and as it stands there


@pytest.mark.parametrize("query", ["بوتيم موسكو", "بوتين قرب/3 موسكو", "موسك* بوتن~", "بوتين في موسكو كوريا"])
def test_who_lets_others_go_first_holds_no_lock_that_they_need(
    opened: Callable[[Limits], search.Index], query: str
) -> None:
    """A worker stood still: one thread was let go first while another was within a `cached_property` of Python 3.11."""
    index, looks = opened(PATIENT.limits), list[bool]()

    def look() -> None:
        other = threading.Thread(target=lambda: index.search(query), daemon=True)
        other.start()
        other.join(60)
        looks.append(other.is_alive())
        assert not other.is_alive()

    GIVE_WAY.set(look)
    try:
        index.search(query)
    finally:
        GIVE_WAY.set(None)
    assert looks
