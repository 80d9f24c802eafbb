"""A repair that is sure is shown in place of nothing; what is not sure, or was meant as it stands, never is."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

import search
from search.errors import QueryError
from search.query.parser import parse
from tests.conftest import PATIENT
from tests.corrections.test_correct import TEXTS
from tests.corrections.test_marked_parts import FORMS, marked, words


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder: Path = tmp_path_factory.mktemp("at-once")
    for number, text in itertools.product(range(50), TEXTS):
        (folder / f"{number}-{TEXTS.index(text)}.txt").write_text(f"{text} {number}", encoding="utf-8")
    search.rebuild([folder], folder / "index")
    return search.open(folder / "index", PATIENT)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Putin", "بوتين"),
        ("hgvzds f,jdk", "الرئيس بوتين"),
        ("لخخلمث", "google"),
        ("القاهؤة", "القاهرة"),
        ("كورياالشمالية", "كوريا الشمالية"),
        ("+القاهؤة -روسيا", "+القاهرة -روسيا"),
        ("Putin تاريخ:2024..", None),  # nothing there of these days
    ],
)
def test_the_hits_of_a_sure_repair_are_shown(index: search.Index, typed: str, meant: str | None) -> None:
    page = index.search(typed, repair="auto")
    assert (page.query.text, page.query.repaired) == (typed, meant)
    if meant:
        assert page.suggestion is None
        there = index.search(meant)
        assert (page.total, page.hits, page.query.parsed) == (there.total, there.hits, there.query.parsed)


def test_keys_of_another_keyboard_are_repaired_where_some_are_letters_of_documents(tmp_path: Path) -> None:
    for name, text in (("plane", "طائرة F-35 الجديدة"), ("president", "الرئيس بوتين في موسكو")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    search.rebuild([*tmp_path.glob("*.txt")], tmp_path / "index")
    index = search.open(tmp_path / "index", PATIENT)
    assert (index.search("f,jdk").total, index.search("f,jdk", repair="auto").query.repaired) == (1, "بوتين")
    assert index.search("F-35", repair="auto").query.repaired is None


def test_the_rest_of_the_request_stays(index: search.Index) -> None:
    first, second = (index.search("Putin", repair="auto", limit=5, offset=offset, match="all") for offset in (0, 5))
    assert first.total == second.total == 50
    assert not {hit.id for hit in first.hits} & {hit.id for hit in second.hits}
    assert index.search("Putin", repair="auto", ranges={"date": ("2024-01-01", None)}).query.repaired is None


def test_it_is_offered_or_left_where_that_is_asked_for(index: search.Index) -> None:
    for repair, offered in (("offer", "بوتين"), ("off", None)):
        page = index.search("Putin", repair=repair)
        assert (page.total, page.query.repaired) == (0, None)
        assert (page.suggestion.query if page.suggestion else None) == offered
    assert index.search("Putin").suggestion is not None
    with pytest.raises(QueryError):
        index.search("Putin", repair="yes")


@pytest.mark.parametrize("typed", ["بوتين", "كوريا ديناصور", "الرئيص ديناصور", "محمد صلاح المباراظ"])
def test_beside_hits_nothing_is_shown_unasked(index: search.Index, typed: str) -> None:
    page = index.search(typed, repair="auto")
    assert page.total > 0
    assert page.query.repaired is None


@pytest.mark.parametrize(
    "typed", ["طهوره", "يحتلم", "ديناصورات", "hot", "fat", "beautiful", "ظظظظ", '"الشمالية كوريا"']
)
def test_a_word_that_may_be_right_stays(index: search.Index, typed: str) -> None:
    """Rare words of the dictionary, short and ordinary English ones; a phrase is opened by who asked for it only."""
    assert index.search(typed, repair="auto").query.repaired is None


def test_200_queries_with_parts_that_are_marked_keep_them(index: search.Index) -> None:
    chosen = random.Random(1445)
    misspelled = ["القاهؤة", "قوقل", "Putin", "lph,gm", "لخخلمث", "كورياالشمالية"]
    repaired = 0
    for _ in range(200):
        part = chosen.choice(FORMS).format(chosen.choice(misspelled))
        query = " ".join([*chosen.sample(misspelled, chosen.randint(0, 2)), part])
        page = index.search(query, repair="auto")
        if meant := page.query.repaired:
            repaired += 1
            assert marked(meant) == marked(query)
            assert parse(meant).tree.excluded == parse(query).tree.excluded
        elif page.suggestion and page.suggestion.reason == "relaxed":
            assert words(page.suggestion.query) <= words(query)
        elif page.suggestion:
            assert marked(page.suggestion.query) == marked(query)
    assert repaired > 5
