"""What is remembered of words is bounded: in number, and in the length of each."""

from __future__ import annotations

from search.analysis import text_terms
from search.analysis.remembered import LONGEST_REMEMBERED, remembered


def test_a_word_is_analysed_once_unless_it_is_too_long_to_be_kept() -> None:
    asked: list[str] = []
    length = remembered(2)(lambda word: asked.append(word) or len(word))
    longest, too_long = "ب" * LONGEST_REMEMBERED, "ب" * (LONGEST_REMEMBERED + 1)
    assert [length(word) for word in (longest, longest, too_long, too_long)] == [128, 128, 129, 129]
    assert asked == [longest, too_long, too_long]


def test_indexing_keeps_no_word_that_is_too_long() -> None:
    known = len(text_terms._words.table)
    long = "qx" * LONGEST_REMEMBERED
    assert text_terms.join_text(long) == (long[:64], long[:64])
    assert len(text_terms._words.table) == known
