"""The words of a stored text, and which of them matched."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from search.analysis.tokenizer import WORD


class Mark(NamedTuple):  # not a dataclass, which takes longer to make: a page has a hundred
    """A word that matched: [start, end) in the stored text, and the term it matched by."""

    start: int
    end: int
    term: str


Places = dict[int, str]  # number of a word in its text -> the term it matched by


class TextWords:
    """The words of a text, found when they are asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def matches(self) -> list[re.Match[str]]:
        return [*WORD.finditer(self.text)]

    @cached_property
    def words(self) -> list[str]:
        return [match.group() for match in self.matches]

    @cached_property
    def distinct(self) -> set[str]:
        return set(self.words)

    @cached_property
    def _starts(self) -> list[int]:
        return [match.start() for match in self.matches]

    def number_at(self, place: int) -> int:
        """The number of the word that a letter of the text belongs to."""
        return bisect_right(self._starts, place) - 1
