"""How far two spellings lie apart: what is compiled gives the bits that the Python beside it gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis.native import native
from search.corrections import sounds
from search.corrections.sounds import IMPOSSIBLE, Units, cost_by_python, cost_of_latin, cost_of_name, latin_units

ARABIC = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", max_size=14)
LATIN = st.text("abcdefghijklmnopqrstuvwxyz0123456789'", max_size=14)


def python_cost(one: str, other: str, units: Callable[[], Units], limit: float) -> float:
    return cost_by_python(sounds._ended(one), sounds._ended(other), units, limit)


@given(ARABIC, ARABIC, st.floats(0, 20))
@example("بوتين", "بوتن", IMPOSSIBLE)
@example("شوارزنيغر", "شوارتسنجر", IMPOSSIBLE)
@example("ا" * 95, "ب" * 97, IMPOSSIBLE)
def test_spellings_of_a_name_lie_as_far_apart_as_in_python(one: str, other: str, limit: float) -> None:
    assert cost_of_name(one, other, limit) == python_cost(one, other, sounds._name_units, limit)


@given(LATIN, ARABIC, st.floats(0, 20))
@example("guterres", "غوتيريش", IMPOSSIBLE)
@example("s" + "ae" * 50, "س" + "اي" * 50, IMPOSSIBLE)
def test_latin_and_arabic_lie_as_far_apart_as_in_python(latin: str, folded: str, limit: float) -> None:
    assert cost_of_latin(latin, folded, limit) == python_cost(latin, folded, latin_units, limit)


@pytest.mark.parametrize(
    ("one", "other", "bits"),
    [("غوغل", "جوجل", 2.0), ("بوتين", "بوتين", 0.0), ("بوتين", "كريم", IMPOSSIBLE)],
)
def test_bits(one: str, other: str, bits: float) -> None:
    assert cost_of_name(one, other, 12.0) == python_cost(one, other, sounds._name_units, 12.0) == bits


@pytest.mark.skipif(native is None, reason="there is no compiled code")
def test_steps_that_a_word_has_no_room_for_are_refused() -> None:
    assert native is not None
    with pytest.raises(ValueError, match="no room"):
        native.Alignment("ab", [[(3, "a", 1.0)], []], 7.0, 9.0, IMPOSSIBLE)
    with pytest.raises(ValueError, match="each letter"):
        native.Alignment("ab", [[]], 7.0, 9.0, IMPOSSIBLE)
