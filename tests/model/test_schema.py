"""The field table: what is built in, what may be declared, and what an index makes of it."""

from __future__ import annotations

import pytest

from search.model.field_values import comparable, read_number
from search.model.schema import Field, Schema

PRICE = Field("price", "number", "السعر", "Price", facet=True, sort=True)
ABSTRACT = Field("abstract", "text", "الملخص", "Abstract", weight=0.5)


def test_the_built_in_fields_are_those_of_the_contract() -> None:
    assert [field.name for field in Schema().fields] == [
        *("title", "text", "url", "date", "source", "category", "author", "tags"),
        *("language", "work", "part", "volume", "page", "furniture", "quality", "encoding", "confidence"),
    ]
    assert Schema().default_facets == ("source", "category", "year")
    assert Schema().ranges == Schema().sorts == ("date",)


def test_own_fields_join_what_their_kind_asks_for() -> None:
    schema = Schema((PRICE, ABSTRACT))
    assert schema.default_facets == ("source", "category", "year", "price")
    assert (schema.ranges, schema.sorts) == (("date", "price"), ("date", "price"))
    levels = [(f.name, f.boost) for f in schema.fields_for("lemma", "abstract")]
    assert levels == [("abstract_exact", 0.5), ("abstract_lemma", 0.515)]


def test_a_schema_comes_back_from_its_json() -> None:
    schema = Schema((PRICE, ABSTRACT))
    assert Schema.from_list(schema.to_list()) == schema


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (Field("Price", "number", "", ""), "cannot name a field"),
        (Field("offset", "number", "", ""), "cannot name a field"),
        (Field("title_exact", "tag", "", ""), "cannot name a field"),
        (Field("source", "tag", "", ""), "is built in"),
        (Field("price", "money", "", ""), "use one of: text, tag, number, date"),
        (Field("price", "number", "", "", many=True), "only tags have many values"),
        (Field("printed", "date", "", "", facet=True), "only tags and numbers are facets"),
        (Field("topic", "tag", "", "", sort=True), "only numbers and dates order hits"),
        (Field("abstract", "text", "", "", weight=0), "use one above 0"),
    ],
)
def test_what_cannot_be_declared_is_refused_with_the_reason(field: Field, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Schema((field,))


def test_numbers_are_kept_to_six_places_and_compared_as_millionths() -> None:
    assert [read_number("price", text) for text in ("7", "-0.0", "١٬٢٠٠٫٥", "0.12345678")] == [
        *("7", "0", "1200.5", "0.123457"),
    ]
    assert comparable(PRICE, "-1.5") == -1_500_000
    for text in ("nan", "inf", "1e20", "اثنان", ""):
        with pytest.raises(ValueError, match="price must be a number"):
            read_number("price", text)
