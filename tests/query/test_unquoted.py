"""A query without its quotes, for who finds nothing with them."""

from __future__ import annotations

import pytest

from search.query.parsed_query import unquoted
from search.query.parser import parse


@pytest.mark.parametrize(
    ("query", "opened"),
    [
        ('"كوريا الشمالية" بوتين', "كوريا الشمالية بوتين"),
        ("«بوتين» “كيم”", "بوتين كيم"),
        ("'كوريا الشمالية' ‘كيم’ O'Neil", "كوريا الشمالية كيم O'Neil"),
        ('="أحمد علي"', "أحمد علي"),
        ('"كوريا الشمالية', "كوريا الشمالية"),
        ('+"كوريا الشمالية" قمة', "+(كوريا الشمالية) قمة"),
        ('("كوريا الشمالية" | روسيا) عنوان:«قمة موسكو»', "((كوريا الشمالية) | روسيا) عنوان:(قمة موسكو)"),
        ('بوتين -"كوريا الجنوبية"', None),
        ('"كوريا الشمالية"~5', None),
        ('مصدر:"سكاي نيوز" بوتين', None),
        ("كوفيد-19", None),
        ('"أو" "بوتين كيم"', '"أو" بوتين كيم'),
    ],
)
def test_what_is_asked_for_in_quotes_is_opened(query: str, opened: str | None) -> None:
    assert unquoted(parse(query)) == opened
