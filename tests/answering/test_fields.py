"""Fields of an index: values of its own filter, order, count and are searched, in every engine alike."""

from __future__ import annotations

import json

import pytest

import search
from search.engines import ENGINES
from search.errors import QueryError
from search.model.schema import Field, Schema
from search.settings import Settings
from tests.conftest import PATIENT

OWN = Schema(
    (
        Field("hijri_year", "number", "السنة الهجرية", "Hijri year", facet=True, sort=True),
        Field("price", "number", "السعر", "Price", sort=True),
        Field("printed", "date", "تاريخ الطبع", "Printed", sort=True),
        Field("topic", "tag", "الموضوع", "Topic", many=True, facet=True),
        Field("abstract", "text", "الملخص", "Abstract", weight=0.5),
    )
)
ROWS = [
    {
        "id": "a",
        "text": "كتاب في الطب",
        "author": ["ابن سينا"],
        "topic": ["طب", "علوم"],
        "hijri_year": 1445,
        "price": 12.5,
    },
    {"id": "b", "text": "كتاب في الفلك", "author": ["البيروني", "ابن  سينا"], "hijri_year": 1430},
    {"id": "c", "text": "كتاب في اللغة", "author": "الأهرام", "source": "الأهرام", "price": -3},
    {"id": "d", "text": "كتاب في الشعر", "author": "الاهـــرام", "source": "الاهرامُ", "price": 12.5},
    {"id": "e", "text": "كتاب في النحو", "author": "الأهرام ", "source": "الأهرام", "topic": "لغة", "hijri_year": 1445},
]
ROWS[0]["price"] = 12.5
ROWS[1]["printed"], ROWS[2]["abstract"], ROWS[3]["printed"] = "2020-05-01", "معجم الألفاظ", "2021-01-01"


@pytest.fixture(scope="module", params=ENGINES)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "docs.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), "utf-8")
    search.rebuild([folder / "docs.jsonl"], folder / "index", request.param, settings=Settings(schema=OWN))
    return search.open(folder / "index", PATIENT)  # with other settings: the index knows its fields


def ids(index: search.Index, q: str = "كتاب", **parameters: object) -> str:
    return "".join(hit.id for hit in index.search(q, **parameters).hits)


def test_spellings_that_are_one_to_a_reader_are_one_bucket_shown_as_most_write_it(shelf: search.Index) -> None:
    facets = shelf.search("كتاب", facets=("author", "source")).facets
    assert [(b.value, b.count) for b in facets["author"]] == [("الأهرام", 3), ("ابن سينا", 2), ("البيروني", 1)]
    assert [(b.value, b.count) for b in facets["source"]] == [("الأهرام", 3)]


@pytest.mark.parametrize("spelling", ["الأهرام", "الاهرام", "الأهـــرام", "الأهرامُ", "الأهرام  ", "\u200fالأهرام"])
def test_a_filter_takes_any_spelling(shelf: search.Index, spelling: str) -> None:
    assert sorted(ids(shelf, filters={"author": spelling})) == ["c", "d", "e"]


def test_any_of_several_values_is_enough_and_fields_add_up(shelf: search.Index) -> None:
    assert sorted(ids(shelf, filters={"author": ("ابن سينا", "الأهرام")})) == ["a", "b", "c", "d", "e"]
    assert ids(shelf, filters={"author": "ابن سينا", "hijri_year": "1430"}) == "b"
    assert ids(shelf, filters={"topic": "علوم"}) == "a"
    assert sorted(ids(shelf, filters={"price": ("12.5", "7")})) == ["a", "d"]


def test_ranges_include_both_ends_and_leave_out_what_has_no_value(shelf: search.Index) -> None:
    assert ids(shelf, ranges={"hijri_year": ("1431", None)}, sort="hijri_year") == "ae"
    assert ids(shelf, ranges={"price": (None, "-3")}) == "c"
    assert ids(shelf, ranges={"price": ("-3", "12.5")}, sort="price") == "cad"
    assert ids(shelf, ranges={"printed": ("2020-05-01", "2020-12-31")}) == "b"


def test_sorted_by_a_field_what_has_no_value_comes_last_either_way(shelf: search.Index) -> None:
    assert ids(shelf, sort="price") == "cadbe"
    assert ids(shelf, sort="-price") == "adcbe"
    assert ids(shelf, sort="printed") == "bdace"
    assert ids(shelf, sort="-printed") == "dbace"
    assert ids(shelf, sort="-hijri_year", limit=2, offset=1) == "eb"


def test_own_facets_are_counted_unasked(shelf: search.Index) -> None:
    facets = shelf.search("كتاب").facets
    assert list(facets) == ["source", "category", "year", "hijri_year", "topic"]
    assert [(b.value, b.count) for b in facets["hijri_year"]] == [("1445", 2), ("1430", 1)]


def test_an_own_text_is_searched_and_shown_where_it_matches(shelf: search.Index) -> None:
    (hit,) = shelf.search("ألفاظ").hits
    assert (hit.id, hit.snippets[0].html) == ("c", "معجم <mark>الألفاظ</mark>")


def test_a_hit_has_its_fields_and_the_index_lists_them(shelf: search.Index) -> None:
    (hit,) = shelf.search("الطب").to_dict()["hits"]
    assert (hit["author"], hit["hijri_year"], hit["price"], hit["topic"]) == (["ابن سينا"], 1445, 12.5, ["طب", "علوم"])
    assert "printed" not in hit
    listed = {field["name"]: field for field in shelf.stats()["fields"]}
    assert listed["hijri_year"]["kind"] == "number"
    assert listed["author"]["many"] is True


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"filters": {"publisher": "x"}}, "filters"),
        ({"filters": {"price": "كثير"}}, "price"),
        ({"ranges": {"topic": ("a", None)}}, "ranges"),
        ({"ranges": {"price": ("كثير", None)}}, "price.from"),
        ({"ranges": {"printed": (None, "أمس")}}, "printed.to"),
        ({"sort": "topic"}, "sort"),
        ({"facets": ("price",)}, "facets"),
    ],
)
def test_what_a_field_cannot_do_is_refused(shelf: search.Index, parameters: dict[str, object], parameter: str) -> None:
    with pytest.raises(QueryError) as refused:
        shelf.search("كتاب", **parameters)
    assert refused.value.parameter == parameter
