"""The paired randomisation test: exact for few queries, seeded for many."""

from __future__ import annotations

import random

import pytest

from search.evaluation.significance import difference


@pytest.mark.parametrize(
    ("ours", "theirs", "expected_mean", "expected_p"),
    [
        ([0.5, 0.2], [0.5, 0.2], 0.0, 1.0),
        ([1.0, 0.5], [0.0, 0.5], 0.5, 1.0),  # one query differs: exchanged or not, it is as large
        ([1.0] * 5, [0.0] * 5, 1.0, 2 / 32),
        ([0.0] * 5, [1.0] * 5, -1.0, 2 / 32),
        ([2.0, 1.0, 0.0], [0.0, 0.0, 1.0], 2 / 3, 6 / 8),  # ±2±1±1: 4 or 2 six times, 0 twice
    ],
)
def test_few_queries_are_exchanged_in_every_way(
    ours: list[float], theirs: list[float], expected_mean: float, expected_p: float
) -> None:
    found = difference(ours, theirs)
    assert found.mean == pytest.approx(expected_mean)
    assert found.p == pytest.approx(expected_p)


def test_many_queries_are_exchanged_at_random_and_twice_alike() -> None:
    generator = random.Random(1)
    theirs = [generator.random() for _ in range(200)]
    noise = [value + generator.uniform(-0.1, 0.1) for value in theirs]
    better = [value + generator.uniform(-0.05, 0.1) for value in theirs]
    assert difference(noise, theirs) == difference(noise, theirs)
    assert difference(noise, theirs).p > 0.05
    assert difference(better, theirs).p == 1 / 10_001


def test_exact_and_sampled_p_of_a_binomial() -> None:
    exact = difference([1.0] * 7 + [0.0], [0.0] * 7 + [1.0])  # at most one of 8 falls the other way, twice
    assert (exact.mean, exact.p) == (0.75, 2 * (1 + 8) / 2**8)
    sampled = difference([1.0] * 14 + [0.0] * 2, [0.0] * 14 + [1.0] * 2)
    assert sampled.p == pytest.approx(2 * (1 + 16 + 120) / 2**16, abs=0.002)


def test_scores_of_other_queries_are_not_compared() -> None:
    with pytest.raises(ValueError, match="shorter"):
        difference([1.0, 2.0], [1.0])
