"""The values of a tag field that are meant by some of their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import tokenize
from search.analysis.folding import fold
from search.analysis.tag_key import tag_key
from search.query.meant_values import meant_values

AUTHORS = ["طه حسين", "طه", "حسين مروه", "ابو حامد الغزالي", "الغزالي، ابو حامد", "c", "c++", "و الحكيم", "1984", "co2"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("طه", ["طه"]),
        ("حُسين", ["طه حسين", "حسين مروه"]),
        ("حسين طه", []),
        ("أبو حامد", ["ابو حامد الغزالي", "الغزالي، ابو حامد"]),
        ("الغزالي أبو حامد", ["الغزالي، ابو حامد"]),
        ("C++", ["c++"]),
        ("C", ["c", "c++"]),
        ("والحكيم", ["و الحكيم"]),
        ("١٩٨٤", ["1984"]),
        ("نجيب", []),
        ("CO₂", ["co2"]),
    ],
)
def test_a_value_is_meant_that_equals_what_was_typed_or_else_holds_its_words(typed: str, meant: list[str]) -> None:
    assert meant_values(typed, AUTHORS) == meant


WORDS = (
    "طه حسين و الحكيم والحكيم أبو عبدالله عبد الله شئ اآل كتبوا عليّ ابن C + (ت 505 هـ) ، مِن 1,200 إنشاء الشاعر/ة يأيها"
)
NAMES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=4).map(" ".join)


@given(NAMES, st.lists(NAMES, max_size=8))
def test_no_value_is_missed_by_looking_at_its_letters_first(typed: str, names: list[str]) -> None:
    def words(value: str) -> str:
        return " ".join(fold(token.text) for token in tokenize(value))

    keys = list(dict.fromkeys(map(tag_key, names)))
    wanted, key = words(typed), tag_key(typed)
    equal = [one for one in keys if one == key != wanted] or [one for one in keys if words(one) == wanted]
    holding = [one for one in keys if f" {wanted} " in f" {words(one)} "]
    assert meant_values(typed, keys) == (equal or holding or [one for one in keys if one == key])
