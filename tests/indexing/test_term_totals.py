"""The terms of a build are counted whatever memory they may take."""

from __future__ import annotations

from collections import Counter

import pytest

from search.analysis.text_terms import join_text
from search.indexing import term_totals
from search.indexing.term_totals import PARTS, TermTotals


def counted(texts: list[str]) -> TermTotals:
    totals = TermTotals()
    for text in texts:
        totals.counts.next_text()
        join_text(text, totals.counts)
        totals.relieve()
    return totals


def test_few_terms_are_given_at_once() -> None:
    totals = counted(["كتاب قلم كتاب", "قلم"])
    assert totals.parts == 1
    assert totals.take(0, 1) == {"كتاب": 1, "قلم": 2}


def test_what_was_put_aside_counts_with_what_came_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(term_totals, "_MOST", 2)
    totals = counted(["كتاب قلم ورق", "قلم", "حبر قلم لوح 2024", "كتاب"])
    assert totals.parts == PARTS
    every = [totals.take(part, PARTS) for part in range(PARTS)]
    assert sum(map(len, every)) == 6, "a term is in one part"
    assert Counter(dict(pair for some in every for pair in some.items())) == Counter(
        {"كتاب": 2, "قلم": 3, "ورق": 1, "حبر": 1, "لوح": 1, "2024": 1}
    )


def test_many_terms_are_given_in_parts_that_a_process_can_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(term_totals, "_AT_ONCE", 2)
    totals = counted(["كتاب قلم ورق", "قلم حبر"])
    assert totals.parts == PARTS
    every = [totals.take(part, PARTS) for part in range(PARTS)]
    assert sorted(pair for some in every for pair in some.items()) == [("حبر", 1), ("قلم", 2), ("كتاب", 1), ("ورق", 1)]


def test_terms_of_one_process_are_given_in_parts_when_those_of_another_are_too_many() -> None:
    totals = counted(["كتاب قلم"])
    every = [totals.take(part, PARTS) for part in range(PARTS)]
    assert sorted(term for some in every for term in some) == ["قلم", "كتاب"]
