"""The filter of a vocabulary: no word is told to be none, and most of what is none is."""

from __future__ import annotations

import pytest

from search.storage.word_filter import add, may_have, size_of


def test_no_word_is_left_out_and_few_others_are_taken_for_one() -> None:
    words = [f"word{number}".encode() for number in range(5_000)]
    others = [f"other{number}".encode() for number in range(5_000)]
    bits = bytearray(size_of(len(words)))
    add(bits, words)
    assert may_have(bytes(bits), words) == words
    assert len(may_have(bytes(bits), others)) < len(others) / 8


@pytest.mark.parametrize(("words", "size"), [(0, 256), (200, 256), (256, 512), (110_340, 131_072), (10**9, 4_194_304)])
def test_it_has_a_byte_or_two_for_each_word_within_bounds(words: int, size: int) -> None:
    assert size_of(words) == size
