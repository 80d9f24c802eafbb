"""Days as parameters give them."""

from __future__ import annotations

import pytest

from search.errors import QueryError
from search.model.limits import Limits
from search.model.request import SearchRequest, check_request
from search.model.schema import Field, Schema

SCHEMA = Schema((Field("issued", "date", "الصدور", "Issued"),))


def request(first: str | None, last: str | None = None, name: str = "date") -> SearchRequest:
    found = SearchRequest("قمة", ranges={name: (first, last)})
    check_request(found, Limits(), SCHEMA)
    return found


@pytest.mark.parametrize("name", ["date", "issued"])
def test_a_year_up_to_1500_is_hijri_as_in_a_query(name: str) -> None:
    assert request("1439-09-01", "1500-12-30", name).ranges == {name: ("2018-05-16", "2077-11-16")}
    assert request("1501-01-01", "2018-05-16", name).ranges == {name: ("1501-01-01", "2018-05-16")}
    assert request("1439-09-01م", None, name).ranges == {name: ("1439-09-01م", None)}


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("1342-12-29", "not-a-hijri-date"),  # before what is known of the calendar
        ("1439-10-30", "not-a-hijri-date"),  # a month of 29 days
        ("1439-13-01", "not-a-hijri-date"),
        ("0000-00-00", "not-a-hijri-date"),
        ("2018-02-30", "not-a-date"),
        ("1439-02-30م", "not-a-date"),
        ("1439-9-1", "not-a-date"),
        ("20180516", "not-a-date"),
        ("1439-09-01 م", "not-a-date"),
    ],
)
def test_what_is_no_day_is_refused_with_the_cure(day: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        request(day)
    assert caught.value.code == "invalid-query"
    assert (caught.value.parameter, "1200-05-30م" in str(caught.value)) == ("from", code == "not-a-hijri-date")
