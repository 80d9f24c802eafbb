"""What an engine is: it stores analysed documents and answers a tree of terms. It knows no Arabic.

Ties are broken by the order in which documents were added, in every engine; scores are compared to 4 places,
because engines add in single or in double precision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

from search.engines.clauses import Clause, Term
from search.engines.groups import Groups
from search.model.document import AnalyzedDocument, TagValue
from search.model.schema import Schema

SCORE_PLACES = 4
RECENT = "recent"
RELEVANCE = "relevance"
BY_SCORE = (RELEVANCE, RECENT)  # the sorts that are no field
VALUE = "_value"  # ends the column of a number or date: a number that is a facet is a tag too
SEPARATOR = "\0"  # of a key and its spelling; no text has it


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the matches is wanted, in which order, and which fields are counted.

    Sorted by a number or date field (`price`, or `-price` from the largest down), scores are 0 and documents without a
    value come last either way; by `recent`, fresh documents are raised (see `recency`), their age counted from the day
    number `today`. With `groups`, only the first match of each group stands; the total and the facets count every
    document all the same. A facet has at most so many `buckets`, of keys.
    """

    limit: int = 10
    offset: int = 0
    sort: str = RELEVANCE
    facets: tuple[str, ...] = ()
    groups: Groups | None = None
    today: int = 0
    half_life: int = 30
    buckets: int = 30


@dataclass(frozen=True, slots=True)
class Match:
    """A document that matches; `similar` is how many other matches of its group it stands for."""

    id: str
    score: float
    similar: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """All that an engine says of a query: how many match, the wanted matches, (value, count) of each facet field.

    `more`: matches follow after the wanted ones.
    """

    total: int
    matches: tuple[Match, ...]
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True, slots=True)
class TermScore:
    """The score of a term in a document, without its boost, and every factor of it (see `bm25`)."""

    score: float
    idf: float
    documents: int
    containing: int
    frequency: int
    length: int
    average_length: float


class Writer(Protocol):
    """Writes a new index, or changes a copy of one that no reader has open."""

    def add(self, analyzed: AnalyzedDocument, record: bytes, digest: int) -> None:
        """Adds a document with its record, which is given back as it is; ids are unique, the caller sees to it."""

    def delete(self, id: str) -> None:
        """Removes the document with this id that was there before the writer was opened."""

    def commit(self) -> None:
        """Writes everything and closes; without it nothing counts."""

    def cancel(self) -> None:
        """Closes without writing."""


class Engine(Protocol):
    """Reads one complete index."""

    def count(self) -> int:
        """How many documents the index holds."""

    def search(self, clause: Clause, window: Window) -> Result:
        """The matches of a tree of terms."""

    def fetch(self, ids: Sequence[str]) -> list[bytes]:
        """The records of documents, in the order of `ids`; an unknown id is left out."""

    def explain(self, term: Term, id: str) -> TermScore | None:
        """How a term scores in a document; None when it is not there."""

    def records(self, step: int = 1) -> Iterator[bytes]:
        """The records of all documents in the order in which they were added, or every `step`-th of them."""

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        """The digests of those documents that are there."""

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        """In how many documents each of these terms of a text field is."""

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The terms of a text field, or the keys of a tag field, that begin with `prefix`, most frequent first.

        Each with the number of documents that have it. A field of `Schema.spellings` has `key + SEPARATOR + spelling`.
        """

    def close(self) -> None:
        """Lets go of files."""


def count_facet(values: Iterable[tuple[str, ...]], limit: int) -> list[tuple[str, int]]:
    """The values of documents and how many have each, most frequent first, then by value."""
    return sort_buckets(Counter(chain.from_iterable(values)).items(), limit)


def columns_of(tags: Mapping[str, tuple[TagValue, ...]], schema: Schema) -> dict[str, tuple[str, ...]]:
    """What the columns of a document's tags hold: keys, and in the fields of spellings those with them."""
    columns = {name: tuple(value.key for value in tags.get(name, ())) for name in schema.tags}
    for name, of in schema.spellings.items():
        columns[name] = tuple(f"{value.key}{SEPARATOR}{value.spelling}" for value in tags.get(of, ()))
    return columns


def sort_buckets(buckets: Iterable[tuple[str, int]], limit: int) -> list[tuple[str, int]]:
    """Buckets in the order in which every engine gives them."""
    return sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0]))[:limit]
