"""A search as it is asked for; the one place where its parameters are checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date

from search.errors import PageTooDeepError, QueryError
from search.model.limits import Limits
from search.model.schema import TAG_FIELDS

_NOT_TEXT = re.compile("[\ud800-\udfff\ufffd\0]")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")  # fromisoformat also takes weeks and dates without hyphens
SORTS = ("relevance", "newest", "recent")
MATCHES = ("auto", "all", "any")
LEVELS = ("lemma", "exact", "vocalised", "root")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The query and everything that narrows or orders its answer.

    `sources` and `categories`: any of these; dates are ISO and inclusive. `facets` are counted; `snippets` is how many
    of at most `snippet_characters` a hit has, None for as much as the limits allow (see `check_request`).
    Near-duplicates stand under one hit with `collapse`; `similar_to` is the id of a document and asks for it and its
    near-duplicates only, one by one. Sorted by `recent`, relevant documents come first and fresh ones before others:
    `half_life` is the age in days at which half of that is gone. Raises `QueryError` naming the parameter at fault.

    >>> SearchRequest("بوتين", limit=5).limit
    5
    >>> SearchRequest("بوتين", sort="oldest")
    Traceback (most recent call last):
    search.errors.QueryError: sort is 'oldest'; use one of: relevance, newest, recent
    """

    q: str
    limit: int = 10
    offset: int = 0
    sort: str = "relevance"
    sources: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    match: str = "auto"
    level: str = "lemma"
    facets: tuple[str, ...] = TAG_FIELDS
    snippets: int | None = None
    snippet_characters: int | None = None
    collapse: bool = True
    similar_to: str | None = None
    half_life: int = 30

    def __post_init__(self) -> None:
        _check_choice("sort", self.sort, SORTS)
        _check_choice("match", self.match, MATCHES)
        _check_choice("level", self.level, LEVELS)
        for name in self.facets:
            _check_choice("facets", name, TAG_FIELDS)
        _check_date("from", self.date_from)
        _check_date("to", self.date_to)

    @property
    def collapses(self) -> bool:
        """Whether near-duplicates stand under one hit."""
        return self.collapse and self.similar_to is None

    @classmethod
    def from_strings(cls, values: Mapping[str, str], lists: Mapping[str, list[str]] | None = None) -> SearchRequest:
        """The request that a query string or command line asks for; empty values count as absent."""
        lists = lists or {}
        given = {name: value for name, value in values.items() if value != ""}
        return cls(
            q=values.get("q", ""),
            limit=_integer("limit", given.get("limit", "10")),
            offset=_integer("offset", given.get("offset", "0")),
            sort=given.get("sort", "relevance"),
            sources=tuple(value for value in lists.get("source", []) if value),
            categories=tuple(value for value in lists.get("category", []) if value),
            date_from=given.get("from"),
            date_to=given.get("to"),
            match=given.get("match", "auto"),
            level=given.get("level", "lemma"),
            facets=tuple(dict.fromkeys(lists.get("facets", TAG_FIELDS))),
            snippets=_integer("snippets", given["snippets"]) if "snippets" in given else None,
            snippet_characters=(
                _integer("snippet_length", given["snippet_length"]) if "snippet_length" in given else None
            ),
            collapse=_truth("collapse", given.get("collapse", "true")),
            similar_to=given.get("similar_to"),
            half_life=_integer("half_life", given.get("half_life", "30")),
        )


def check_request(request: SearchRequest, limits: Limits) -> None:
    """Raises `QueryError`, naming the parameter, for a request that goes beyond the limits."""
    check_text(request.q, limits)
    check_between("limit", request.limit, 1, limits.limit)
    check_between("offset", request.offset, 0, limits.window - 1)
    if request.offset + request.limit > limits.window:
        asked = request.offset + request.limit
        raise PageTooDeepError("page-too-deep", parameter="offset", asked=asked, window=limits.window)
    check_between("half_life", request.half_life, 1, limits.half_life)
    if request.snippets is not None:
        check_between("snippets", request.snippets, 0, limits.snippets)
    if request.snippet_characters is not None:
        shortest, longest = limits.snippet_characters_least, limits.snippet_characters
        check_between("snippet_length", request.snippet_characters, shortest, longest)


def check_text(text: str, limits: Limits) -> None:
    """Raises `QueryError` for a query that is too long or not text (broken UTF-8, half a surrogate pair, NUL)."""
    if _NOT_TEXT.search(text):
        raise QueryError("query-not-utf8", parameter="q")
    length = len(unicodedata.normalize("NFC", text[: 8 * limits.query_characters]))
    if length > limits.query_characters:
        raise QueryError("query-too-long", parameter="q", limit=limits.query_characters)


def _integer(name: str, value: str) -> int:
    if not (value.isascii() and value.removeprefix("-").isdigit() and len(value) < 10):
        raise QueryError("not-integer", parameter=name, name=name, value=repr(value[:20]))
    return int(value)


def _truth(name: str, value: str) -> bool:
    _check_choice(name, value, ("true", "false"))
    return value == "true"


def check_between(name: str, value: int, low: int, high: int) -> None:
    """Raises `QueryError` naming the parameter when its value is not within the bounds."""
    if not low <= value <= high:
        raise QueryError("not-between", parameter=name, name=name, value=value, low=low, high=high)


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise QueryError("not-a-choice", parameter=name, name=name, value=repr(value[:20]), choices=choices)


def _check_date(name: str, value: str | None) -> None:
    if value is None:
        return
    try:
        Date.fromisoformat(value if _DATE.fullmatch(value) else "")
    except ValueError:
        raise QueryError("not-a-date", parameter=name, name=name, value=repr(value[:20])) from None
