"""The query language case by case: `operators.tsv` says how each query is understood, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.query.parser import parse

_LINES = (Path(__file__).parent / "operators.tsv").read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split("\t")) for line in _LINES[2:]]


def test_there_are_more_than_120_cases_each_with_its_reason() -> None:
    assert len({case[0] for case in CASES}) == len(CASES) > 120
    assert all(len(case) == 4 and case[3] for case in CASES)


@pytest.mark.parametrize(("query", "understood", "notices", "why"), CASES, ids=[case[0] for case in CASES])
def test_a_query_is_understood_as_the_table_says(query: str, understood: str, notices: str, why: str) -> None:
    parsed = parse(query)
    assert str(parsed) == understood, why
    assert " ".join(notice.code for notice in parsed.notices) == notices
    assert parse(str(parsed)).tree == parsed.tree


@pytest.mark.parametrize(
    ("query", "code", "position"),
    [
        ("روسيا (قمة", "unbalanced", 6),
        ("قمة) روسيا", "unbalanced", 3),
        ('قمة "كوريا', "unclosed-quote", 4),
        ("قمة |", "unbalanced", None),
        ("قمة NEAR/5", "operator", 4),
        ("قمة كو*يا", "wildcard", 6),
        ("قمة ك*", "short-prefix", 4),
        ("قمة مصر~", "short-fuzzy", 4),
        ("قمة كتاب~2", "fuzzy-edits", 4),
        ("قمة بوتين NEAR/0 كيم", "near-distance", 10),
        ("(أ ب) NEAR/3 ج", "near-operand", 6),
        ("قمة =(كتاب)", "exact", 4),
        ("قمة كاتب:محفوظ", "unknown-field", 4),
        ("قمة تاريخ:أمس", "date", 10),
        ("قمة تاريخ:1200", "hijri-range", 10),
        ("قمة تاريخ:2024..2023", "date-order", 10),
        ("قمة عنوان: بوتين", "field-space", 4),
        ("قهوة بدون سكر", "word-operator", 5),
        ("كلمة " * 32 + "أخيرة", "too-many-words", 160),
        ("كتاب~ " * 9, "many-fuzzy", 48),
    ],
)
def test_a_notice_says_where(query: str, code: str, position: int | None) -> None:
    assert [(notice.code, notice.position) for notice in parse(query).notices] == [(code, position)]


def test_what_is_no_date_is_named_among_the_dropped() -> None:
    parsed = parse("قمة تاريخ:أمس")
    assert parsed.dropped == ("أمس",)
    assert "«أمس»" in parsed.notices[0].text("ar")


def test_each_field_that_is_not_there_is_named() -> None:
    notices = parse("كاتب:محفوظ ناشر:الشروق").notices
    assert ["كاتب" in notices[0].text("ar"), "ناشر" in notices[1].text("en")] == [True, True]
