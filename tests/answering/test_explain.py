"""An explanation adds up to the score of the hit, in every engine."""

from __future__ import annotations

import pytest

import search
from search.errors import DocumentNotFoundError
from search.model.request import SearchRequest

QUERIES = ["بوتين", "«كوريا الشمالية»", "بوتين +قمة -طوكيو", "(روسيا | الصين) كور*", "هل زار بوتين كوريا الشمالية"]


@pytest.mark.parametrize("query", QUERIES)
def test_an_explanation_adds_up_to_the_score(seeds: search.Index, query: str) -> None:
    hits = seeds.search(query).hits
    assert hits
    for hit in hits:
        assert seeds.explain(seeds.plan(SearchRequest(query)), hit.id).score == pytest.approx(hit.score, abs=1e-3)


def test_a_term_shows_the_forms_it_stands_for_and_its_factors(seeds: search.Index) -> None:
    explanation = seeds.explain(seeds.plan(SearchRequest("title:بوتين")), "000_65ff194bb9956bd1")
    word, required = explanation.details
    best = word.details[0]
    assert (word.what, best.what, best.forms) == ("best of, and 0.03 of each other", "title_exact:بوتين", ("بوتين",))
    assert best.boost == pytest.approx(1.2 * 1.1)  # in a title, a name
    assert (required.what, required.score) == ("title_exact:بوتين or title_lemma:بوتين, filters", 0)
    assert best.term is not None
    assert (best.term.documents, best.term.containing, best.term.frequency, best.term.length) == (5, 1, 1, 10)
    assert best.term.idf == pytest.approx(1.3863, abs=1e-4)
    assert best.score == pytest.approx(1.32 * best.term.score)


def test_what_does_not_match_is_said(seeds: search.Index) -> None:
    explanation = seeds.explain(seeds.plan(SearchRequest("زيلينسكي")), "000_65ff194bb9956bd1")
    assert explanation.score is None
    assert explanation.to_dict()["matches"] is False
    assert list(explanation.lines()) == [
        "does not match: the document is no hit of the query",
        "  lacks  title_exact:زيلينسكي or title_lemma:زلنسكي or title_lemma:زيلينسكي or body_exact:زيلينسكي"
        " or 4 more, filters",
    ]
    with pytest.raises(DocumentNotFoundError):
        seeds.explain(seeds.plan(SearchRequest("بوتين")), "missing")


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("بوتين تاريخ:1990", ["filters"], ["date in the range, filters"]),
        ("بوتين -روسيا", ["filters", "excludes"], []),
        ("بوتين -زيلينسكي تاريخ:1990", ["filters"], ["date in the range, filters", "excludes"]),
        ("", [], []),
    ],
)
def test_of_no_match_every_condition_says_whether_the_document_has_it(
    seeds: search.Index, query: str, has: list[str], lacks: list[str]
) -> None:
    first, *conditions = seeds.explain(seeds.plan(SearchRequest(query)), "000_65ff194bb9956bd1").lines()
    assert first.startswith("does not match")
    for word, expected in (("has", has), ("lacks", lacks)):
        said = [line for line in conditions if line.startswith(f"  {word}  ")]
        assert [line.endswith(end) for line, end in zip(said, expected, strict=True)] == [True] * len(expected)


def test_what_matches_says_so(seeds: search.Index) -> None:
    explanation = seeds.explain(seeds.plan(SearchRequest("بوتين -زيلينسكي")), "000_65ff194bb9956bd1")
    assert explanation.to_dict()["matches"] is True
    assert not any("excludes" in line for line in explanation.lines())


def test_the_lines_name_levels_and_factors(seeds: search.Index) -> None:
    lines = list(seeds.explain(seeds.plan(SearchRequest("بوتين")), "001_20ead09fa2dbf913").lines())
    assert any("body_exact:بوتين  (بوتين)  = boost 1.1 × BM25" in line for line in lines)


def test_every_filter_says_what_it_asks_for(seeds: search.Index) -> None:
    explanation = seeds.explain(
        seeds.plan(SearchRequest("+(بوتين قرب/9 كوريا) عنوان:بوتين تاريخ:2024")), "000_65ff194bb9956bd1"
    )
    required = [detail.what for detail in explanation.details if detail.what.endswith(", filters")]
    assert required == [
        "title_exact:بوتين or title_lemma:بوتين, filters",
        "words at most 9 apart, read in the stored text, filters",
        "date in the range, filters",
    ]


def test_long_filter_is_cut_short(seeds: search.Index) -> None:
    *_, required = seeds.explain(seeds.plan(SearchRequest("«كوريا الشمالية»")), "000_65ff194bb9956bd1").details
    assert required.what.endswith(" more, filters")
    assert len(required.what) < 300
