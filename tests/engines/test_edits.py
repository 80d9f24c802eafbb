"""How many letters two words differ by, against the plain recursion that says what the distance is."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.engines.edits import within

WORD = st.text(alphabet="ابت", max_size=7)


def distance(one: str, other: str) -> int:
    @cache
    def least(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        found = [least(i - 1, j) + 1, least(i, j - 1) + 1, least(i - 1, j - 1) + (one[i - 1] != other[j - 1])]
        if i > 1 < j and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            found.append(least(i - 2, j - 2) + 1)
        return min(found)

    return least(len(one), len(other))


@given(WORD, WORD, st.sampled_from([1, 2]))
@example("اب", "با", 1)
@example("ابت", "تا", 2)
def test_within_is_the_distance_of_optimal_string_alignment(one: str, other: str, edits: int) -> None:
    assert within(one, other, edits) == (distance(one, other) <= edits)


class _Letters(str):
    """A word that counts how often a letter of it is compared."""

    compared = 0

    def __iter__(self):  # type: ignore[no-untyped-def]
        return (self[at] for at in range(len(self)))

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        _Letters.compared += 1
        return _Letters(str.__getitem__(self, at))


@pytest.mark.parametrize("size", [32, 64])
def test_long_words_are_compared_near_the_diagonal(size: int) -> None:
    _Letters.compared = 0
    one, other = "ابتث" * (size // 4) + "د", "د" + "ابتث" * (size // 4)
    assert within(_Letters(one), _Letters(other), 2)
    assert _Letters.compared < 40 * size  # of the whole table more than size²
