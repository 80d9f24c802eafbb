"""A query that was copied out of an address."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

import search
from search.query.percent import decoded

SUMMIT = quote("قمة موسكو")


@pytest.mark.parametrize("encode", [quote, quote_plus, str.lower, lambda text: quote(quote(text))])
def test_what_was_encoded_is_decoded(encode: object) -> None:
    assert callable(encode)
    typed = 'قمة "كوريا الشمالية" -الصين'
    assert decoded(encode(quote(typed) if encode is str.lower else typed)) == typed


def test_a_part_is_decoded_where_it_stands() -> None:
    assert decoded(f"روسيا + {SUMMIT} title:{SUMMIT}") == "روسيا + قمة موسكو title:قمة موسكو"


@pytest.mark.parametrize(
    "typed",
    [
        *("50%25 نمو", "100% قطن", "%20", "a%20b", "%41%42", "C%2B%2B"),  # nothing beyond ASCII
        *("%D8", "%D8%", "%AB%CD", "100%D8 نمو", "%FF%FE"),  # no UTF-8
        *("%C2%80", "%EF%BF%BD", "%EE%80%80", "%D9%82%00"),  # controls, private letters: no text
        *("قمة+موسكو", ""),
    ],
)
def test_what_is_not_clearly_encoded_stays(typed: str) -> None:
    assert decoded(typed) == typed


@given(st.text(st.sampled_from('قمةموسكو،؟ -+"«»()|:*~aZ09é中')))
def test_any_query_that_is_encoded_comes_back(text: str) -> None:
    encoded = quote(text)
    assert decoded(encoded) == (encoded if text.isascii() else text)


def test_the_answer_is_that_of_the_words_and_says_so(seeds: search.Index) -> None:
    page = seeds.search(quote_plus("كوريا الشمالية"))
    assert page.total == seeds.search("كوريا الشمالية").total == 5
    assert [notice.code for notice in page.query.notices] == ["percent-encoded"]
    assert "«كوريا الشمالية»" in page.query.notices[0].text("ar")
    assert page.query.parsed == "كوريا الشمالية"
