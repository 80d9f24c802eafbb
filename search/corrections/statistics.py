"""What corrections ask of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from search.query.parsed_query import ParsedQuery

_One = TypeVar("_One")


class IndexStatistics(Protocol):
    """Counts of one index, looked up for one query within a bound of time; terms are folded words."""

    @property
    def documents(self) -> int:
        """How many documents the index holds."""

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents each of the terms is; those that are rare or nowhere are left out."""

    def sounding_like(self, keys: Iterable[str], limit: int) -> list[tuple[str, int]]:
        """The most frequent terms of each key (see `names`), Arabic and Latin, and in how many documents they are."""

    def usual_spelling(self, term: str) -> str:
        """How writers spell a term most often."""

    def read(self, query: str) -> ParsedQuery:
        """Another query, parsed under the limits and the schema of the index."""

    def total(self, query: str) -> int:
        """How many documents the user would find with another query."""

    def is_shown(self, query: str) -> bool:
        """Whether another query finds the very documents that this one found."""

    def count_any_form(self, text: str) -> int:
        """How many documents hold all words of a text, each in any of its forms."""

    def expect(self, together: Iterable[Sequence[str]] = (), side_by_side: Iterable[Sequence[str]] = ()) -> None:
        """Is told what `count_all` and `count_phrase` will be asked next: far away, all of it is counted at once."""

    def count_all(self, terms: Sequence[str]) -> int:
        """How many documents hold all the terms; of a term of several parts, all parts."""

    def count_phrase(self, terms: Sequence[str]) -> int:
        """How many documents hold the terms one after the other."""

    def recall(self, what: tuple[object, ...], find: Callable[[], Iterable[_One]]) -> tuple[_One, ...]:
        """What `find` gives, or gave for another query of this index that asked for the same."""

    def in_time(self) -> bool:
        """Whether there is time left to look for corrections."""
