"""Every kind of condition has words."""

from __future__ import annotations

import pytest

from search.model.limits import Limits
from search.model.schema import DATE, NUMBER, SCHEMA, Field, Schema
from search.query.parser import parse
from web.pages.arabic import written_date
from web.pages.understood import understood


@pytest.mark.parametrize(
    ("q", "read"),
    [
        ("بوتين", []),
        ("", []),
        ("=رئيس", ["رئيس كما كُتبت"]),
        ("كور*", ["ما يبدأ بـ«كور»"]),
        ("كتاب~", ["ما يقارب «كتاب»"]),
        ('="أحمد علي"', ["«أحمد علي» بحروفها"]),
        ("جذر:درس", ["كلمات الجذر درس"]),
        ("مصدر:رويترز تصنيف:رياضة قمة", ["المصدر: رويترز", "التصنيف: رياضة", "قمة"]),
        ("قمة تاريخ:2024-06-19", ["قمة", "في 19 يونيو 2024"]),
        ("قمة تاريخ:رمضان 1445", ["قمة", "من 11 مارس 2024 إلى 9 أبريل 2024"]),
        ("كيم قرب/5 بوتين", ["كيم بقرب بوتين"]),
        ("(روسيا | الصين) قمة", ["روسيا أو الصين", "قمة"]),
        ("((روسيا -قمة) أو الصين)", ["(روسيا، من دون: قمة) أو الصين"]),
        ("نص:بوتين", ["في النص: بوتين"]),
        ("المؤلف:محفوظ", ["المؤلف: محفوظ"]),
    ],
)
def test_conditions_are_said(q: str, read: list[str]) -> None:
    assert understood(parse(q).tree, SCHEMA, written_date) == read


@pytest.mark.parametrize(
    ("q", "read"),
    [
        ("price:10", "السعر: 10"),
        ("السعر:10..20.5", "السعر: من 10 إلى 20.5"),
        ("price:>5", "السعر: أكبر من 5"),
        ("price:<5", "السعر: أقل من 5"),
        ("price:..5", "السعر: إلى 5"),
        ("printed:2024-06-19", "تاريخ الطبع: في 19 يونيو 2024"),
    ],
)
def test_declared_fields_have_their_labels(q: str, read: str) -> None:
    schema = Schema((Field("price", NUMBER, "السعر", "Price"), Field("printed", DATE, "تاريخ الطبع", "Printed on")))
    assert understood(parse(q, Limits(), schema).tree, schema, written_date) == [read]
