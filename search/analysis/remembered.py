"""Functions of words that remember what they gave, within a bound of memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

LONGEST_REMEMBERED = 128  # characters of a word: a run of encoded data is met once, and may have megabytes
_Result = TypeVar("_Result")


def remembered(words: int) -> Callable[[Callable[[str], _Result]], Callable[[str], _Result]]:
    """A decorator: the results for the last so many words are kept, not for words that would fill the memory."""

    def decorate(function: Callable[[str], _Result]) -> Callable[[str], _Result]:
        cached = lru_cache(words)(function)

        @wraps(function)
        def result(word: str) -> _Result:
            return cached(word) if len(word) <= LONGEST_REMEMBERED else function(word)

        return result

    return decorate
