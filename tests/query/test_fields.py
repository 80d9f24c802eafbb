"""Queries name the fields of a schema: built-in ones and those that an operator declares."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.clauses import RangeFilter, TagFilter, Term, leaves_of
from search.model.limits import Limits
from search.model.schema import DATE, NUMBER, TAG, TEXT, Field, Schema
from search.query.numbers import read_numbers
from search.query.parser import ParsedQuery, parse
from search.query.rewrite import rewrite
from search.query.words import Dated, InField, Node, Numbered, Phrase, Tagged, Word

SCHEMA = Schema(
    (
        Field("summary", TEXT, "الملخص", "Summary", weight=1.5),
        Field("publisher", TAG, "الناشر", "Publisher"),
        Field("hijri_year", NUMBER, "السنة الهجرية", "Hijri year", facet=True, sort=True),
        Field("printed", DATE, "تاريخ الطبع", "Printed on", sort=True),
    )
)


def read(query: str) -> ParsedQuery:
    return parse(query, Limits(), SCHEMA)


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("summary:قمة", InField("summary", Word("قمة"))),
        ("الملخص:«قمة موسكو»", InField("summary", Phrase(("قمة", "موسكو")))),
        ("Publisher:الشروق", Tagged("publisher", "الشروق")),
        ("ناشر:الشروق", Tagged("publisher", "الشروق")),
        ("hijri_year:1445", Numbered("hijri_year", Decimal(1445), Decimal(1445))),
        ("السنة الهجرية:1440..1445", Numbered("hijri_year", Decimal(1440), Decimal(1445))),
        ("سنة هجرية:>1440", Numbered("hijri_year", Decimal(1440), None, beyond=True)),
        ("Hijri Year:<=1440", Numbered("hijri_year", None, Decimal(1440))),
        ("hijri_year:..-5", Numbered("hijri_year", None, Decimal(-5))),
        ('hijri_year:"١٤٤٥"', Numbered("hijri_year", Decimal(1445), Decimal(1445))),
        ("printed:2024-06-19", Dated(date(2024, 6, 19), date(2024, 6, 19), "printed")),
        ("تاريخ الطبع:يونيو 2024", Dated(date(2024, 6, 1), date(2024, 6, 30), "printed")),
    ],
)
def test_a_declared_field_is_named_in_both_languages(query: str, node: Node) -> None:
    assert read(query).tree.nodes == (node,)
    assert read(query).notices == ()
    assert read(query).tree.nodes[0].span == (0, len(query))


@pytest.mark.parametrize(
    ("query", "code", "canonical"),
    [
        ("قمة hijri_year:قديم", "number", "قمة"),
        ("hijri_year:1445..1440", "date-order", "hijri_year:1440..1445"),
        ("printed:أمس قمة", "date", "قمة"),
        ("hijri_year: 1445", "field-space", '"hijri year" 1445'),
        ("ناشر:", "field-space", "ناشر"),
    ],
)
def test_what_is_no_value_is_said(query: str, code: str, canonical: str) -> None:
    assert [notice.code for notice in read(query).notices] == [code]
    assert str(read(query)) == canonical


def test_an_unknown_field_is_answered_with_the_fields_of_the_schema() -> None:
    (notice,) = read("قمة كاتب:محفوظ").notices
    assert "author, tags, language" in notice.text("en")
    assert notice.text("en").endswith("summary, publisher, hijri_year, printed, root.")
    assert notice.text("ar").endswith("ملخص، ناشر، سنة هجرية، تاريخ طبع، جذر.")


def test_without_the_schema_a_declared_field_is_words() -> None:
    assert [notice.code for notice in parse("summary:قمة").notices] == ["unknown-field"]


def test_a_word_is_looked_up_in_the_declared_text_too_and_in_it_alone_when_it_is_named() -> None:
    def fields(query: str) -> set[str]:
        parts = rewrite(read(query).tree, "lemma", lambda *_: [], schema=SCHEMA).parts
        return {leaf.field for part in parts for leaf in leaves_of(part.match) if isinstance(leaf, Term)}

    assert {"summary_exact", "summary_lemma", "body_exact"} <= fields("قمة")
    assert fields("ملخص:قمة") == {"summary_exact", "summary_lemma"}


@pytest.mark.parametrize(
    ("query", "clause"),
    [
        ("hijri_year:1445", RangeFilter("hijri_year", 1_445_000_000, 1_445_000_000)),
        ("hijri_year:>1440", RangeFilter("hijri_year", 1_440_000_001, None)),
        ("hijri_year:<1440.5", RangeFilter("hijri_year", None, 1_440_499_999)),
        ("hijri_year:1440..", RangeFilter("hijri_year", 1_440_000_000, None)),
        ("printed:2024-06-19", RangeFilter("printed", 739056, 739056)),
        ("publisher:الشُّروق", TagFilter("publisher", ("الشروق",))),
        ("tags:C++", TagFilter("tags", ("c++",))),
        ("tags:c", TagFilter("tags", ("c", "c++"))),
        ("author:نجيب", TagFilter("author", ("نجيب محفوظ",))),
    ],
)
def test_a_value_becomes_a_filter(query: str, clause: RangeFilter | TagFilter) -> None:
    keys = {"publisher": ["الشروق"], "tags": ["c", "c++"], "author": ["نجيب محفوظ"]}
    found = rewrite(read(query).tree, "lemma", lambda name, *_: [(key, 1) for key in keys[name]], schema=SCHEMA)
    assert (found.filters, found.parts) == ((clause,), ())


ENDS = st.none() | st.decimals(-(10**9), 10**9, places=3)
LEAVES = st.one_of(
    st.builds(Tagged, st.sampled_from(["author", "tags", "publisher", "work"]), st.sampled_from(["نجيب محفوظ", "C++"])),
    st.builds(InField, st.just("summary"), st.sampled_from([Word("قمة"), Phrase(("قمة", "موسكو"))])),
    st.builds(Dated, st.dates(), st.none(), st.sampled_from(["date", "printed"])),
    st.tuples(ENDS, ENDS)
    .filter(lambda ends: any(end is not None for end in ends))
    .map(lambda ends: Numbered("hijri_year", *(ends if None in ends else sorted(ends)))),
    st.builds(Numbered, st.just("hijri_year"), st.decimals(-9, 9, places=2), st.none(), st.booleans()),
)


@given(LEAVES)
def test_any_condition_on_a_field_is_printed_as_a_query_that_parses_to_it(node: Node) -> None:
    parsed = read(str(node))
    assert parsed.tree.nodes == (node,)
    assert read(str(parsed)).tree == parsed.tree


@given(st.text(st.sampled_from("0123456789.<>=-٣, ") | st.characters(), max_size=12))
def test_any_text_is_numbers_or_none(text: str) -> None:
    try:
        first, last, beyond = read_numbers(text)
    except ValueError:
        return
    assert first is not None or last is not None
    assert not (beyond and first is not None and last is not None)
