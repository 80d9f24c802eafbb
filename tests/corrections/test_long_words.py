"""Words so long that no one slipped in them cost a query nothing: the spellings of a word multiply with its letters."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

import search
from search.corrections.candidates import Candidate, Candidates
from search.corrections.layouts import retyped
from search.corrections.spelling import two_slips
from search.corrections.typed_words import TypedWord

_SECONDS = 1.0  # of the processor: several times what they take, a fraction of what they took

LONG = {
    "vowels, whose spellings multiply": "aaee" * 30,
    "vowels at the end of the limits": "aaee" * 1_000,
    "vowels with their marks": "e\u0301" * 2_000,
    "consonants, whose keys multiply": "bcdfghjklmnpqrst" * 250,
    "two words that may be one name": "al " + "aaee" * 30,
    "groups of letters": "tshkhgh" * 500,
    "Arabic letters": "غورباتشوف" * 400,
    "a run with hyphens": "ab-" * 1_300,
    "digits in letters": "7amada3" * 500,
}


@pytest.mark.parametrize("query", LONG.values(), ids=LONG.keys())
def test_a_long_word_is_left_as_it_is_typed(listed: search.Index, query: str) -> None:
    listed.search("putn")
    started = time.thread_time()
    page = listed.search(query)
    assert time.thread_time() - started < _SECONDS
    assert page.suggestion is None


@pytest.mark.parametrize("query", ["بتجدرسفقكلمن" * 4, "hgvzds " + "hgvzds" * 8], ids=["Arabic", "Latin"])
def test_a_long_word_is_read_in_no_other_keys(query: str) -> None:
    """In those of a Latin layout a word of 4,000 Arabic letters is hundreds of words, each looked up twice."""
    statistics = _Statistics(in_time=True)
    assert retyped(query, statistics) is None
    assert statistics.looked_up == 0


def test_names_without_consonants_are_spelled_out_up_to_twelve_letters() -> None:
    asked = []
    for letters in (12, 13):
        statistics = _Statistics(in_time=True)
        Candidates(statistics, 3.0, 6.0).of(_typed("aaee" * 4, letters), 0.0)
        asked.append(statistics.spellings)
    assert asked[0] > 100
    assert asked[1] == 0


def test_no_more_is_looked_for_when_time_is_over() -> None:
    statistics = _Statistics(in_time=False)
    assert Candidates(statistics, 3.0, 6.0).of(_typed("abdelkader"), 0.0) == []
    assert statistics.heard <= 1
    assert two_slips("محاولظ", 13.0, lambda: False) == {}


class _Statistics:
    """Statistics of an index that has every name that is asked for, and no word of another kind."""

    documents = 1_000

    def __init__(self, in_time: bool) -> None:
        self.time = in_time
        self.spellings = self.heard = self.looked_up = 0

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        self.looked_up += 1
        self.spellings += sum(not term.isascii() for term in terms)
        return {}

    def sounding_like(self, keys: Iterable[str], limit: int) -> list[tuple[str, int]]:
        self.heard += 1
        return [("عبدالقادر", 5)] * limit

    def recall(self, what: object, find: Callable[[], Iterable[Candidate]]) -> tuple[Candidate, ...]:
        return tuple(find())

    def in_time(self) -> bool:
        return self.time

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: 0


def _typed(text: str, letters: int | None = None) -> TypedWord:
    text = text[:letters]
    return TypedWord(text, 0, len(text), text, latin=True, significant=True, literal=False)
