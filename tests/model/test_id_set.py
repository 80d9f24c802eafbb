"""A set of ids is a set."""

from __future__ import annotations

import sys

from hypothesis import example, given
from hypothesis import strategies as st

from search.model.id_set import IdSet


@given(st.lists(st.text(max_size=3)))
@example(["\ud800", "\ud800", "\udfff"])
def test_it_has_what_was_added(ids: list[str]) -> None:
    met, expected = IdSet(), set()
    for id in ids:
        assert met.add(id) == (id not in expected)
        expected.add(id)
    assert len(met) == len(expected)
    assert all(id in met for id in expected)
    assert "\n none" not in met


def test_it_grows_and_stays_small() -> None:
    met = IdSet()
    for number in range(50_000):
        assert met.add(f"https://example.org/{number}")
    assert all(f"https://example.org/{number}" in met for number in range(0, 50_000, 7))
    assert "https://example.org/50000" not in met
    assert sys.getsizeof(met._slots) <= 16 * len(met)
