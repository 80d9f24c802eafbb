"""The formula, by hand."""

import pytest

from search.engines import bm25


def test_idf_by_hand() -> None:
    assert bm25.idf(10, 2) == pytest.approx(1.4816045409242156)  # ln(1 + 8.5 / 2.5)


def test_score_by_hand() -> None:
    # 1.0 * 2.2 * 3 / (3 + 1.2 * (0.25 + 0.75 * 20 / 10)) = 6.6 / 5.1
    assert bm25.score(1.0, 3, 20, 10.0) == pytest.approx(6.6 / 5.1)


@pytest.mark.parametrize(
    ("length", "stored"), [(0, 0), (23, 23), (39, 39), (40, 40), (41, 40), (42, 42), (57, 56), (100, 96), (1000, 984)]
)
def test_quantize_rounds_down_to_one_byte(length: int, stored: int) -> None:
    assert bm25.quantize(length) == stored


def test_there_are_256_lengths_in_order() -> None:
    assert len(set(bm25.LENGTHS)) == 256
    assert list(bm25.LENGTHS) == sorted(bm25.LENGTHS)
    assert bm25.LENGTHS[-1] == 2_013_265_944
