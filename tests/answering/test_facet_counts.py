"""Each facet is counted under the filters of the other fields and without its own, in every engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import search
from search.engines import ENGINES
from search.model.request import SearchRequest
from tests.conftest import PATIENT

NEWS = [
    ("1", "قمة الرئيس", "رويترز", "سياسة", "2023-05-01"),
    ("2", "قمة أخرى للرئيس", "رويترز", "اقتصاد", "2024-05-01"),
    ("3", "قمة ثالثة", "سانا", "سياسة", "2024-05-02"),
    ("4", "قمة رابعة", "وام", "سياسة", "2024-05-03"),
]


@pytest.fixture(scope="module", params=ENGINES)
def news(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder = tmp_path_factory.mktemp(f"news-{request.param}")
    source = folder / "news.tsv"
    rows = ("\t".join(row) for row in (("id", "text", "source", "category", "date"), *NEWS))
    source.write_text("\n".join(rows), encoding="utf-8")
    search.rebuild([source], Path(folder / "index"), request.param)
    return search.open(folder / "index", PATIENT)


def counts(page: search.Page, name: str) -> dict[str, int]:
    return {bucket.value: bucket.count for bucket in page.facets[name]}


def test_the_other_values_stay_after_a_choice(news: search.Index) -> None:
    page = news.search("قمة", filters={"source": "رويترز"})
    assert page.total == 2
    assert counts(page, "source") == {"رويترز": 2, "سانا": 1, "وام": 1}
    assert counts(page, "category") == {"سياسة": 1, "اقتصاد": 1}
    assert counts(page, "year") == {"2023": 1, "2024": 1}


def test_filters_of_other_fields_hold(news: search.Index) -> None:
    page = news.search("قمة", filters={"source": ("رويترز", "سانا"), "category": "سياسة"})
    assert page.total == 2
    assert counts(page, "source") == {"رويترز": 1, "سانا": 1, "وام": 1}
    assert counts(page, "category") == {"سياسة": 2, "اقتصاد": 1}


def test_years_are_counted_without_the_dates(news: search.Index) -> None:
    page = news.search("قمة", ranges={"date": ("2024-01-01", "2024-12-31")})
    assert page.total == 3
    assert counts(page, "year") == {"2023": 1, "2024": 3}
    assert counts(page, "source") == {"رويترز": 1, "سانا": 1, "وام": 1}


def test_what_is_looked_up_in_texts_is_looked_up_again(news: search.Index) -> None:
    page = news.search("قمة قرب/3 الرئيس", filters={"category": "سياسة"})
    assert page.total == 1
    assert counts(page, "category") == {"سياسة": 1, "اقتصاد": 1}


def test_when_time_is_over_the_answer_itself_is_counted(news: search.Index) -> None:
    late = replace(PATIENT, limits=replace(PATIENT.limits, soft_ms=0))
    page = search.open(news.root, late).run(SearchRequest("قمة", filters={"source": "رويترز"}))
    assert counts(page, "source") == {"رويترز": 2}
