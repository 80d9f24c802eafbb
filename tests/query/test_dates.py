"""Dates as people write them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.months import HIJRI_MONTHS, MONTHS
from search.query.dates import DateError, read_range


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("6/2024", "2024-06-01", "2024-06-30"),
        ("2024/6/19", "2024-06-19", "2024-06-19"),
        ("19.6.2024", "2024-06-19", "2024-06-19"),
        ("١٩-٦-٢٠٢٤", "2024-06-19", "2024-06-19"),
        ("19 يونيو 2024", "2024-06-19", "2024-06-19"),
        ("2024 يونيو", "2024-06-01", "2024-06-30"),
        ("حزيران/يونيو 2024", "2024-06-01", "2024-06-30"),
        ("تشرين الأول 2023", "2023-10-01", "2023-10-31"),
        ("جانفي 2024", "2024-01-01", "2024-01-31"),
        ("شتنبر 2024", "2024-09-01", "2024-09-30"),
        ("June 2024", "2024-06-01", "2024-06-30"),
        ("عام 2024م", "2024-01-01", "2024-12-31"),
        ("2023..2024", "2023-01-01", "2024-12-31"),
        ("2023-2024", "2023-01-01", "2024-12-31"),
        ("2024-06-01 – 2024-06-30", "2024-06-01", "2024-06-30"),
        ("من 2023 إلى 2024", "2023-01-01", "2024-12-31"),
        ("بين 2023 و2024", "2023-01-01", "2024-12-31"),
        ("من يناير إلى مارس 2024", "2024-01-01", "2024-03-31"),
        ("من 1 إلى 5 يونيو 2024", "2024-06-01", "2024-06-05"),
        ("منذ 2023", "2023-01-01", None),
        ("بعد 2023", "2024-01-01", None),
        ("قبل 2023", None, "2022-12-31"),
        ("حتى 2023", None, "2023-12-31"),
        ("..2023", None, "2023-12-31"),
        # the Umm al-Qura calendar: 1 Ramadan 1445 was Monday 11 March 2024, 1 Muharram 1446 Sunday 7 July 2024
        ("1 رمضان 1445", "2024-03-11", "2024-03-11"),
        ("1/9/1445", "2024-03-11", "2024-03-11"),
        ("رمضان 1445 هـ", "2024-03-11", "2024-04-09"),
        ("ذو الحجة 1445", "2024-06-07", "2024-07-06"),
        ("1446", "2024-07-07", "2025-06-25"),
        ("من 1445 إلى 2024", "2023-07-19", "2024-12-31"),
        ("رمضان 2024", "2024-03-11", "2024-04-09"),
        ("1343", "1924-08-01", "1925-07-22"),
        ("1500", "2076-11-27", "2077-11-16"),
        ("1400م", "1400-01-01", "1400-12-31"),
    ],
)
def test_a_date_is_a_range_of_days(text: str, first: str | None, last: str | None) -> None:
    begin, end = read_range(text)
    assert (begin and begin.isoformat(), end and end.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1342", "hijri-range"),
        ("1501 هـ", "hijri-range"),
        ("رمضان 1200", "hijri-range"),
        ("2024-13", "date"),
        ("2024-02-30", "date"),
        ("31 رمضان 1445", "date"),
        ("يونيو رمضان 2024", "date"),
        ("يونيو 1445 هـ", "date"),
        ("يونيو", "date"),
        ("2024 2025", "date"),
        ("12345", "date"),
        ("بعد 9999", "date"),
        ("..", "date"),
        ("أمس", "date"),
        ("2024؟", "date"),
        ("", "date"),
    ],
)
def test_what_is_no_date_says_why(text: str, code: str) -> None:
    with pytest.raises(DateError) as error:
        read_range(text)
    assert error.value.code == code


def test_every_name_of_a_month_is_understood() -> None:
    for name, number in MONTHS.items():
        assert str(read_range(f"{name} 2024")[0]) == f"2024-{number:02}-01"
    starts = {number: read_range(f"{name} 1445")[0] for name, number in HIJRI_MONTHS.items()}
    assert list(starts) == list(range(1, 13))
    days = [day.toordinal() for day in starts.values() if day]
    assert all(29 <= later - earlier <= 30 for earlier, later in pairwise(days))


WORDS = [
    *list(MONTHS)[::5],
    *list(HIJRI_MONTHS)[::4],
    "من",
    "إلى",
    "بعد",
    "هـ",
    "م",
    "..",
    "-",
    "/",
    "19",
    "٢٠٢٤",
    "1445",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=8).map(" ".join))
def test_any_text_is_a_range_or_no_date(text: str) -> None:
    try:
        first, last = read_range(text)
    except DateError:
        return
    assert first or last
