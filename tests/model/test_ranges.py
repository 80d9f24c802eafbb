"""Ranges of a request: the ends of one turned round are exchanged, whatever kind of value they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.engines.clauses import RangeFilter
from search.errors import QueryError
from search.model.limits import Limits
from search.model.request import SearchRequest, check_request
from search.model.schema import Field, Schema
from search.query.filter_clauses import filter_clauses

SCHEMA = Schema((Field("issued", "date", "الصدور", "Issued"), Field("price", "number", "السعر", "Price")))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("date", "2024-06-19", "2024-06-20"),
        ("date", "2018-05-16", "2024-06-19"),
        ("date", "1439-09-01م", "2018-05-16"),
        ("issued", "2024-06-19", "2024-06-20"),
        ("price", "3", "20"),  # as texts they would be turned round
        ("price", "-20", "-3"),
        ("price", "0.4999", "0.5"),
        ("price", "٣٫٥", "٢٠"),
    ],
)
def test_the_ends_of_a_range_turned_round_are_exchanged(name: str, first: str, last: str) -> None:
    right = SearchRequest("قمة", ranges={name: (first, last)})
    turned = SearchRequest("قمة", ranges={name: (last, first)})
    assert (right.turned, turned.turned) == ((), (name,))
    assert turned.ranges == right.ranges == {name: (first, last)}
    assert replace(turned, limit=5).turned == (name,)
    check_request(turned, Limits(), SCHEMA)


def test_a_hijri_day_is_compared_as_the_gregorian_one() -> None:
    found = SearchRequest("قمة", ranges={"date": ("2024-06-19", "1439-09-01")})
    assert (found.ranges, found.turned) == ({"date": ("2018-05-16", "2024-06-19")}, ("date",))


@pytest.mark.parametrize("ends", [("soon", "2024-06-19"), ("2024-06-19", "3"), ("2024-06-31", "2024-06-19")])
def test_what_is_no_day_is_refused_and_not_turned(ends: tuple[str, str]) -> None:
    found = SearchRequest("قمة", ranges={"date": ends})
    assert (found.ranges, found.turned) == ({"date": ends}, ())
    with pytest.raises(QueryError, match="not a date|give a date"):
        check_request(found, Limits(), SCHEMA)


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [("date", "2024-06-19", 739056), ("price", "12.5", 12_500_000), ("price", "١٬٢٠٠٫٥", 1_200_500_000)],
)
def test_a_range_may_be_of_one_value_or_open_at_an_end(name: str, value: str, number: int) -> None:
    for ends, first, last in (
        ((value, value), number, number),
        ((value, None), number, None),
        ((None, value), None, number),
    ):
        request = SearchRequest("قمة", ranges={name: ends})
        assert request.turned == ()
        assert filter_clauses(request, SCHEMA) == (RangeFilter(name, first, last),)
