"""Plurals, digits, dates and directions, by hand."""

from __future__ import annotations

from unicodedata import bidirectional

import pytest

from search.messages import catalogue_of
from web.pages import arabic
from web.pages.arabic import direction, hijri_date, number, seconds, without_marks, written_date


def counted(n: int, noun: str, numerals: str = "latn") -> str:
    return catalogue_of("ar").counted(n, noun, lambda value: number(value, numerals))


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (0, "لا نتائج"),
        (1, "نتيجة واحدة"),
        (2, "نتيجتان"),
        (3, "3 نتائج"),
        (10, "10 نتائج"),
        (11, "11 نتيجة"),
        (99, "99 نتيجة"),
        (100, "100 نتيجة"),
        (102, "102 نتيجة"),
        (103, "103 نتائج"),
        (111, "111 نتيجة"),
        (1_000, "1,000 نتيجة"),
        (12_345, "12,345 نتيجة"),
    ],
)
def test_counted_takes_the_plural_of_the_number(n: int, written: str) -> None:
    assert counted(n, "result") == written


@pytest.mark.parametrize(("n", "written"), [(1, "وثيقة واحدة"), (2, "وثيقتين"), (5, "5 وثائق"), (40, "40 وثيقة")])
def test_counted_documents_follow_a_preposition(n: int, written: str) -> None:
    assert counted(n, "document.oblique") == written


def test_numerals_arab_writes_arabic_indic_digits() -> None:
    assert counted(12_345, "result", "arab") == "١٢٬٣٤٥ نتيجة"
    assert number("2024", "arab") == "٢٠٢٤"
    assert number("2024") == "2024"


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2024-06-19", "19 يونيو 2024"),
        ("2023-09-14", "14 سبتمبر 2023"),
        ("1961-01-01", "1 يناير 1961"),
        ("0622-07-16", "16 يوليو 622"),
        ("قبل الهجرة", "قبل الهجرة"),
    ],
)
def test_written_date_names_the_month(iso: str, written: str) -> None:
    assert written_date(iso) == written


def test_an_english_page_names_days_in_english() -> None:
    assert written_date("2024-06-19", language="en") == "19 June 2024"
    assert hijri_date("2024-03-11", language="en") == "1 Ramadan 1445 AH"
    assert seconds(1234, language="en") == "1.234 seconds"


def test_written_date_takes_the_numerals() -> None:
    assert written_date("2024-12-05", "arab") == "٥ ديسمبر ٢٠٢٤"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("بوتين", "rtl"),
        ("19/06/2024", "rtl"),
        ("", "rtl"),
        ("(Reuters) خبر", "ltr"),
        ("CNN: خبر عاجل", "rtl"),
        ("«خبر» Reuters", "ltr"),
        ("قال متحدث باسم Reuters أمس", "rtl"),
        ("خبر from Reuters", "ltr"),
        ("сегодня", "ltr"),
    ],
)
def test_direction_is_that_of_most_letters(text: str, side: str) -> None:
    assert direction(text) == side


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2024-06-19", "13 ذو الحجة 1445 هـ"),
        ("2024-03-11", "1 رمضان 1445 هـ"),
        ("2024-07-07", "1 محرم 1446 هـ"),
        ("1924-07-31", None),  # a day before the Umm al-Qura tables begin
        ("1924-08-01", "1 محرم 1343 هـ"),
        ("2077-11-17", None),
        ("قبل الهجرة", None),
    ],
)
def test_hijri_date_by_the_umm_al_qura_calendar(iso: str, written: str | None) -> None:
    assert hijri_date(iso) == written


def test_seconds_have_an_arabic_separator_among_arabic_digits() -> None:
    assert seconds(4.4, "arab") == "٠٫٠٠٤ ثانية"


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (1, "نسخة مشابهة"),
        (2, "نسختان مشابهتان"),
        (3, "3 نسخ مشابهة"),
        (11, "11 نسخة مشابهة"),
        (100, "100 نسخة مشابهة"),
    ],
)
def test_counted_copies(n: int, written: str) -> None:
    assert counted(n, "similar") == written


def test_marks_go_and_letters_stay() -> None:
    assert without_marks("قُلْ هُوَ ٱللَّهُ أَحَدٌۖ ءَامَنَ") == "قل هو ٱلله أحد ءامن"


def test_no_text_that_is_passed_over_runs_from_the_left() -> None:
    characters = [chr(code) for code in range(0x110000)]
    passed = [one for one in characters if arabic._FROM_THE_RIGHT.fullmatch(one)]
    assert not [one for one in passed if arabic._OTHER_LETTER.search(one)]
    assert {bidirectional(one) for one in characters if arabic._ARABIC.fullmatch(one)} == {"AL"}
