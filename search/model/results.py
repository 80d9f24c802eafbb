"""What a search gives back: a `Page` of hits with snippets and facets; JSON, HTML and terminal all start from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from search.messages import Message, Value
from search.model.field_values import shown_values
from search.model.schema import Schema
from search.model.value import value
from search.model.value_map import NO_VALUES, ValueMap


@value
class Snippet:
    """A piece of the stored text.

    `marks` are [start, end) ranges in code points of `text`; `html` is the same text
    escaped, `<mark>` its only tag.
    """

    text: str
    html: str
    marks: tuple[tuple[int, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"text": self.text, "html": self.html, "marks": [list(mark) for mark in self.marks]}


@value
class Place:
    """A part of a work where the query is met: its number, from 1, what it is cited by, and the best of its text.

    `hit` is the number of the marked place in the part, from 1, that the snippet begins with.
    """

    part: int
    label: str
    volume: str | None
    page: str | None
    snippet: Snippet
    hit: int

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        cited = {"label": self.label, "volume": self.volume, "page": self.page}
        return {"part": self.part, **cited, "hit": self.hit, "snippet": self.snippet.to_dict()}


@value
class Hit:
    """A match with its document's fields and its snippets; `similar` near-duplicates match too and stand under it.

    Of a work in parts the best `places` are there, the best first, and how many it has in all; the snippets are of the
    first of them.
    `pinned`: whoever runs the service has put it first for this query.
    `missing` are the words of the query that it does not hold; none of a hit of the answer set of a keyword query.
    """

    id: str
    title: str
    title_html: str
    score: float
    snippets: tuple[Snippet, ...]
    fields: ValueMap[str] = NO_VALUES
    similar: int = 0
    places: tuple[Place, ...] = ()
    total_places: int = 0
    missing: tuple[str, ...] = ()
    pinned: bool = False

    def value(self, name: str) -> str | None:
        """The first value of a field, or None."""
        values = self.fields.get(name)
        return values[0] if values else None

    @property
    def date(self) -> str | None:
        """The date in ISO."""
        return self.value("date")

    def to_dict(self, schema: Schema) -> dict[str, Any]:
        """The JSON form; the score is rounded to 4 places."""
        return {
            "id": self.id,
            "title": self.title,
            "title_html": self.title_html,
            **shown_values(self.fields, schema),
            "score": round(self.score, 4),
            "similar": self.similar,
            "missing": list(self.missing),
            "pinned": self.pinned,
            "snippets": [snippet.to_dict() for snippet in self.snippets],
            "places": [place.to_dict() for place in self.places],
            "total_places": self.total_places,
        }


@value
class Bucket:
    """A facet value and how many matches have it."""

    value: str
    count: int


@value
class Notice:
    """Something the reader of a page should know about how the query was read.

    `values` are those of the text `notice.CODE` in the catalogue; `position` is the place in the query string that it
    is about, in code points, where there is one.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    position: int | None = None

    def text(self, language: str) -> str:
        """The notice in a language."""
        return Message(f"notice.{self.code}", self.values).text(language)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"code": self.code, "en": self.text("en"), "ar": self.text("ar"), "position": self.position}


@value
class QueryInfo:
    """How the query was read: `match` is what was required in the end (all, most, any).

    `repaired` is the query that the page answers, where it is not `text`, which finds nothing.
    """

    text: str
    parsed: str
    match: str
    dropped: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    repaired: str | None = None


@value
class IndexInfo:
    """Which index answered."""

    generation: str
    engine: str
    documents: int


@value
class Suggestion:
    """Another query that finds more: `reason` is spelling, keyboard, name or relaxed."""

    query: str
    reason: str
    total: int


@value
class Page:
    """One page of hits: `total` counts the answer set, `more` says whether hits follow.

    `authors` are those whose name the query is, with the number of their documents.
    `total_places` counts the parts of works in whose text the query is met, another document as one.
    `total_partial` documents beside the answer set hold only some of the words; where they stand behind it,
    `partial_from` is the place of the first of them among the hits. `months` are those of the one year that the dates
    are narrowed to, counted like a facet, where a reader leafs through them.
    """

    total: int
    took_ms: float
    timed_out: bool
    query: QueryInfo
    index: IndexInfo
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[Bucket, ...]]
    schema: Schema
    suggestion: Suggestion | None = None
    more: bool = False
    total_places: int = 0
    total_partial: int = 0
    partial_from: int | None = None
    months: tuple[Bucket, ...] = ()
    authors: tuple[Bucket, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form of the API, without its `links`."""
        info = self.query
        return {
            "total": self.total,
            "total_places": self.total_places,
            "total_partial": self.total_partial,
            "partial_from": self.partial_from,
            "took_ms": round(self.took_ms, 2),
            "timed_out": self.timed_out,
            "query": {
                "text": info.text,
                "parsed": info.parsed,
                "match": info.match,
                "dropped": list(info.dropped),
                "notices": [notice.to_dict() for notice in info.notices],
                "repaired": info.repaired,
            },
            "index": {
                "generation": self.index.generation,
                "engine": self.index.engine,
                "documents": self.index.documents,
            },
            "hits": [hit.to_dict(self.schema) for hit in self.hits],
            "facets": {name: _counted(buckets) for name, buckets in self.facets.items()},
            "authors": _counted(self.authors),
            "suggestion": self.suggestion
            and {
                "query": self.suggestion.query,
                "reason": self.suggestion.reason,
                "total": self.suggestion.total,
            },
            "more": self.more,
        }


def _counted(buckets: Iterable[Bucket]) -> list[dict[str, Any]]:
    return [{"value": bucket.value, "count": bucket.count} for bucket in buckets]
