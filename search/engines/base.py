"""What an engine is: it stores analysed documents and answers a tree of terms. It knows no Arabic.

Ties are broken by the order in which documents were added, in every engine; scores are compared to 4 places,
because engines add in single or in double precision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import chain
from typing import Protocol

from search.engines.clauses import Clause, MatchNone, Term
from search.engines.groups import Groups
from search.model.document import AnalyzedDocument, PartKey
from search.model.schema import Schema
from search.model.value import value

SCORE_PLACES = 4
RECENT = "recent"
RELEVANCE = "relevance"
BY_SCORE = (RELEVANCE, RECENT)  # the sorts that are no field
VALUE = "_value"  # ends the column of a number or date: a number that is a facet is a tag too
SEPARATOR = "\0"  # of a key and its spelling; no text has it


@value
class Window:
    """Which part of the matches is wanted, in which order, and which fields are counted.

    Sorted by a number or date field (`price`, or `-price` from the largest down), scores are 0 and documents without a
    value come last either way; by `recent`, fresh documents are raised (see `recency`), their age counted from the day
    number `today`. With `groups`, only the first match of each group stands; the total and the facets count every
    document all the same. A document in parts is one match, by its best part, and counts once, unless `parts` asks for
    every part. A facet has at most so many `buckets`, of keys. What matches `without` is left out, with every part of
    its document. Who needs only the matches asks for no `counts`: the engine may leave out `total` and `places`.

    Two hints, which change no match: `fetched`, that the records of the matches are asked for next; `words`, that the
    matches may tell which of these clauses they hold (`Match.held`).
    """

    limit: int = 10
    offset: int = 0
    sort: str = RELEVANCE
    facets: tuple[str, ...] = ()
    groups: Groups | None = None
    today: int = 0
    half_life: int = 30
    buckets: int = 30
    parts: bool = False
    without: Clause = MatchNone()
    counts: bool = True
    fetched: bool = False
    words: tuple[Clause, ...] = ()


@value
class Match:
    """A document that matches, by the part with this key; `similar` other ones of its group it stands for.

    `held` has bit n for the n-th of the `words` of the window that it holds; None where the engine does not tell.
    """

    key: str
    score: float
    similar: int = 0
    held: int | None = None

    @property
    def id(self) -> str:
        """The id of the document."""
        return PartKey.of(self.key).id

    @property
    def part(self) -> int:
        """The number of the part, from 1; 1 of a document that is indexed whole."""
        return PartKey.of(self.key).number


@value
class Result:
    """All that an engine says of a query: how many match, the wanted matches, (value, count) of each facet field.

    `more`: matches follow after the wanted ones. `places`: how many match when each part counts by itself.
    """

    total: int
    matches: tuple[Match, ...]
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    more: bool = False
    places: int = 0


@value
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
        """Adds a document or a part with its record, which is given back as it is.

        Keys are unique, and all parts of a document come in a row with the same digest: the caller sees to it.
        """

    def delete(self, digest: int) -> None:
        """Removes the document with this digest, all of its parts, that was there before the writer was opened."""

    def commit(self) -> None:
        """Writes everything and closes; without it nothing counts."""

    def cancel(self) -> None:
        """Closes without writing."""


class Engine(Protocol):
    """Reads one complete index."""

    def count(self) -> int:
        """How many documents the index holds, one in parts counted by these."""

    def search(self, clause: Clause, window: Window) -> Result:
        """The matches of a tree of terms."""

    def expect(self, asked: Iterable[tuple[Clause, Window]]) -> None:
        """Is told what will probably be searched next: an engine that is far away asks for all of it at once."""

    def parts(self, clause: Clause) -> list[int]:
        """The numbers of the parts that match, ascending, where the clause is of parts of one document only."""

    def fetch(self, keys: Sequence[str]) -> list[bytes]:
        """The records of documents or parts, in the order of `keys`; an unknown key is left out."""

    def explain(self, term: Term, key: str) -> TermScore | None:
        """How a term scores in a document or part; None when it is not there."""

    def records(self, step: int = 1) -> Iterator[bytes]:
        """All records in the order in which they were added, or every `step`-th of them."""

    def digests(self, ids: Sequence[str]) -> dict[str, int]:
        """The digests of those documents that are there."""

    def containing(self, name: str, terms: Sequence[str]) -> list[int]:
        """In how many documents, of one in parts in how many of these, each of these terms of a text field is."""

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The terms of a text field, or the keys of a tag field, that begin with `prefix`, most frequent first.

        Each with the number of documents, or parts, that have it. A field of `Schema.spellings` has
        `key + SEPARATOR + spelling`.
        """

    def close(self) -> None:
        """Lets go of files."""


def count_facet(values: Iterable[tuple[str, ...]], limit: int) -> list[tuple[str, int]]:
    """The values of documents and how many have each, most frequent first, then by value."""
    return sort_buckets(Counter(chain.from_iterable(values)).items(), limit)


def columns_of(analyzed: AnalyzedDocument, schema: Schema) -> dict[str, tuple[str, ...]]:
    """What the columns of a document's tags hold: keys, and in the fields of spellings those with them."""
    tags = analyzed.tags
    columns = {name: tuple(value.key for value in tags.get(name, ())) for name in schema.tags}
    for name, of in schema.spellings.items():
        spelled = tags.get(of, ()) if has_spellings(analyzed) else ()
        columns[name] = tuple(f"{value.key}{SEPARATOR}{value.spelling}" for value in spelled)
    return columns


def has_spellings(analyzed: AnalyzedDocument) -> bool:
    """Whether the spellings of its tags are kept: of a document in parts with the first, so that it counts once."""
    return analyzed.part <= 1


def sort_buckets(buckets: Iterable[tuple[str, int]], limit: int) -> list[tuple[str, int]]:
    """Buckets in the order in which every engine gives them."""
    return sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0]))[:limit]
