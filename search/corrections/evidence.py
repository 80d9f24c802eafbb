"""What repairs ask of an index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol


class Evidence(Protocol):
    """An index as repairs see it; `documents` is how many it holds."""

    @property
    def documents(self) -> int: ...

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents each of these folded words is; those that are rare or nowhere are left out."""

    def sounding(self, keys: Iterable[str], limit: int) -> list[tuple[str, int]]:
        """The most frequent folded words of each key (see `names`), Arabic and Latin, and their counts."""

    def spelled(self, term: str) -> str:
        """How writers spell a folded word most often."""

    def total(self, query: str) -> int:
        """How many documents the user would find with another query."""

    def forms(self, text: str) -> int:
        """How many documents hold all words of a text, in any of their forms."""

    def together(self, terms: Sequence[str]) -> int:
        """How many documents hold all these folded words; one of several parts, all of them."""

    def phrase(self, terms: Sequence[str]) -> int:
        """How many documents hold these folded words one after the other."""

    def in_time(self) -> bool:
        """Whether there is time left to look for repairs."""
