"""Query string -> SearchRequest -> canonical query string."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from search.errors import QueryError
from search.model.limits import Limits
from search.model.request import SearchRequest
from search.model.schema import SCHEMA
from web.contract.query_string import MOST, canonical, read


def read_within(query: bytes, **options: bool) -> SearchRequest:
    return read(query, Limits(), SCHEMA, **options)


def test_read_takes_every_parameter() -> None:
    query = f"q={quote('كتاب')}&limit=5&offset=10&sort=newest&from=2020-01-01&to=2021-12-31&match=all&level=exact"
    assert read_within(query.encode()) == SearchRequest(
        "كتاب",
        limit=5,
        offset=10,
        sort="newest",
        ranges={"date": ("2020-01-01", "2021-12-31")},
        match="all",
        level="exact",
    )


def test_read_repeats_source_and_category() -> None:
    asked = read_within(b"q=a&source=x&source=y&category=z&source=")
    assert asked.filters["source"] == ("x", "y")
    assert asked.filters["category"] == ("z",)


def test_read_takes_empty_values_as_absent() -> None:
    assert read_within(b"q=a&from=&to=&limit=&sort=") == SearchRequest("a")


def test_read_takes_utf8_that_is_not_percent_encoded() -> None:
    assert read_within("q=كتاب".encode()).q == "كتاب"


def test_read_passes_over_unknown_names_unless_strict() -> None:
    assert read_within(b"q=a&utm_source=mail&utm_source=letter") == SearchRequest("a")


def test_read_refuses_a_single_value_given_twice_even_where_names_are_passed_over() -> None:
    with pytest.raises(QueryError) as caught:
        read_within(b"q=a&utm_source=mail&q=b")
    assert caught.value.parameter == "q"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        (b"q=a&pages=2", "pages"),
        (b"q=a&q=b", "q"),
        (b"q=a&limit=1&limit=2", "limit"),
        (b"q=a&" + b"x" * 500 + b"=1", "x" * 40),
    ],
)
def test_read_strictly_names_what_it_refuses(query: bytes, parameter: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_within(query, strict=True)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        (b"q=%D8", "q"),
        (b"q=\xd8", "q"),
        (b"q=%00", "q"),
        (b"q=%ED%A0%80", "q"),
        (b"q=a&source=%D8", "source"),
        (b"q=a&category=a%00", "category"),
        (b"q=a&limit=ten", "limit"),
        (b"q=a&limit=0", "limit"),
        (b"q=a&limit=101", "limit"),
        (b"q=a&offset=-1", "offset"),
        (b"q=a&offset=9999", "offset"),
        (b"q=a&sort=author", "sort"),
        (b"q=a&match=some", "match"),
        (b"q=a&level=stem", "level"),
        (b"q=a&from=yesterday", "from"),
        (b"q=a&to=2024-13-01", "to"),
        (b"q=" + b"a" * 4_001, "q"),
    ],
)
def test_read_names_the_parameter_at_fault(query: bytes, parameter: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_within(query)
    assert caught.value.parameter == parameter


def test_read_takes_so_many_parameters_and_no_more() -> None:
    """Reading 5,000 takes long before anything about them is looked at."""
    assert read_within(b"q=a" + b"&x=1" * (MOST - 1)).q == "a"
    with pytest.raises(QueryError, match=f"{MOST + 1} parameters; use at most {MOST}"):
        read_within(b"q=a" + b"&x=1" * MOST)


def test_canonical_has_one_order_and_no_defaults() -> None:
    asked = SearchRequest(
        "a b", sort="newest", filters={"source": ("y", "x")}, ranges={"date": (None, "2024-01-01")}, offset=10
    )
    assert canonical(asked) == "q=a+b&source=y&source=x&to=2024-01-01&sort=newest&offset=10"
    assert canonical(SearchRequest("")) == "q="


def test_canonical_reads_back_as_the_same_request() -> None:
    asked = SearchRequest(
        '"a&b" +ج',
        limit=7,
        filters={"category": "ت=1"},
        ranges={"date": ("2020-02-02", None)},
        match="any",
        level="exact",
    )
    assert read_within(canonical(asked).encode(), strict=True) == asked


def test_canonical_changes_what_is_asked() -> None:
    assert canonical(SearchRequest("a", offset=30), offset=0) == "q=a"
