"""A search as it is asked for; the one place where its parameters are checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from search.errors import PageTooDeepError, QueryError
from search.model.days import as_gregorian, is_hijri, read_day
from search.model.field_values import read_number
from search.model.limits import Limits
from search.model.schema import DATE, Field, Schema
from search.model.value_map import NO_VALUES, ValueMap

_NOT_TEXT = re.compile("[\ud800-\udfff\ufffd\0]")
SORTS = ("relevance", "newest", "oldest", "recent")
_BY_DATE = {"newest": "-date", "oldest": "date"}
MATCHES = ("auto", "all", "any")
REPAIRS = ("auto", "offer", "off")
LEVELS = ("lemma", "exact", "vocalised", "root")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The query and everything that narrows or orders its answer.

    `filters` are field -> values, any of which a document must have, in any spelling; `ranges` field -> (first,
    last), both included, None open; a day of a Hijri year becomes the Gregorian one (see `days`). A range that ends
    before it begins has its ends exchanged, as in a query, and its field among those `turned`. `sort` is one of SORTS
    or a number or date field, with - before it from the largest down. The `facets` named are counted, None
    for the default ones. `snippets` is how many of at most `snippet_characters` a hit has, None for as much as the
    limits allow. Near-duplicates stand under one hit with `collapse`; `similar_to` is the id of a document and asks
    for it and its near-duplicates only, one by one. Sorted by `recent`, relevant documents come first and fresh
    ones before others: `half_life` is the age in days at which half of that is gone. With `repair` another query is
    offered where this one finds little, or its hits are shown (auto) where this one finds none and it is sure.
    While `typing`, the last word stands for every one that begins so. `check_request` tells whether an index can
    answer it.

    >>> SearchRequest("بوتين", filters={"source": "رويترز"}, ranges={"date": ("2024-01-01", None)}).filters
    ValueMap({'source': ('رويترز',)})
    >>> asked = SearchRequest("بوتين", ranges={"date": ("2024-06-19", "2024-01-01"), "price": ("3", "20")})
    >>> asked.ranges["date"], asked.ranges["price"], asked.turned
    (('2024-01-01', '2024-06-19'), ('3', '20'), ('date',))
    """

    q: str
    limit: int = 10
    offset: int = 0
    sort: str = "relevance"
    filters: ValueMap[str] = NO_VALUES
    ranges: ValueMap[str | None] = NO_VALUES
    match: str = "auto"
    level: str = "lemma"
    facets: tuple[str, ...] | None = None
    snippets: int | None = None
    snippet_characters: int | None = None
    collapse: bool = True
    similar_to: str | None = None
    half_life: int = 30
    repair: str = "offer"
    typing: bool = False
    turned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.filters is not NO_VALUES:  # as of most requests, which links and answers make anew with other fields
            filters = {name: (given,) if isinstance(given, str) else given for name, given in self.filters.items()}
            found = ValueMap({name: tuple(dict.fromkeys(given)) for name, given in filters.items()})
            object.__setattr__(self, "filters", found or NO_VALUES)
        if self.ranges is not NO_VALUES:
            given_ends = [(name, ends) for name, ends in self.ranges.items() if any(ends)]
            ranges = {name: tuple(end and as_gregorian(end) for end in ends) for name, ends in given_ends}
            turned = [name for name, (first, last) in ranges.items() if first and last and _is_later(first, last)]
            ranges |= {name: ranges[name][::-1] for name in turned}
            object.__setattr__(self, "ranges", ValueMap(ranges) if ranges else NO_VALUES)
            object.__setattr__(self, "turned", tuple(name for name in (*turned, *self.turned) if name in ranges))

    @property
    def order(self) -> str:
        """The sort as an engine takes it: by score, or by a field."""
        return order_of(self.sort)

    @property
    def collapses(self) -> bool:
        """Whether near-duplicates stand under one hit."""
        return self.collapse and self.similar_to is None

    @classmethod
    def from_strings(cls, values: Mapping[str, str], lists: Mapping[str, list[str]], schema: Schema) -> SearchRequest:
        """The request that a query string or command line asks for; empty values count as absent."""
        given = {name: value for name, value in values.items() if value != ""}
        filters = {name: tuple(filter(None, lists.get(name, ()))) for name in schema.filters}
        ranges = {name: (given.get(f"{name}.from"), given.get(f"{name}.to")) for name in schema.ranges}
        ranges["date"] = (given.get("from", ranges["date"][0]), given.get("to", ranges["date"][1]))
        return cls(
            q=values.get("q", ""),
            limit=_integer("limit", given.get("limit", "10")),
            offset=_integer("offset", given.get("offset", "0")),
            sort=given.get("sort", "relevance"),
            filters=ValueMap(filters),
            ranges=ValueMap(ranges),
            match=given.get("match", "auto"),
            level=given.get("level", "lemma"),
            facets=tuple(dict.fromkeys(lists["facets"])) if "facets" in lists else None,
            snippets=_integer("snippets", given["snippets"]) if "snippets" in given else None,
            snippet_characters=(
                _integer("snippet_length", given["snippet_length"]) if "snippet_length" in given else None
            ),
            collapse=_truth("collapse", given.get("collapse", "true")),
            similar_to=given.get("similar_to"),
            half_life=_integer("half_life", given.get("half_life", "30")),
            repair=given.get("repair", "offer"),
            typing=_truth("typing", given.get("typing", "false")),
        )


def _is_later(value: str, other: str) -> bool:
    """Whether a day is later than the other, or a number greater; not for what is neither, which is refused later."""
    try:
        return read_day(value) > read_day(other)
    except ValueError:  # no number is written as a day is
        pass
    try:
        return Decimal(read_number("", value)) > Decimal(read_number("", other))
    except ValueError:
        return False


def order_of(sort: str) -> str:
    """A sort as an engine takes it."""
    return _BY_DATE.get(sort, sort)


def check_request(request: SearchRequest, limits: Limits, schema: Schema) -> None:
    """Raises `QueryError`, naming the parameter, for what goes beyond the limits or an index of this schema."""
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
    _check_choice("match", request.match, MATCHES)
    _check_choice("level", request.level, LEVELS)
    _check_choice("repair", request.repair, REPAIRS)
    _check_choice("sort", request.sort, sorts(schema))
    for name in request.facets or ():
        _check_choice("facets", name, schema.tags)
    _check_filters(request, limits, schema)
    _check_ranges(request, schema)


def sorts(schema: Schema) -> tuple[str, ...]:
    """Every order that hits can have.

    >>> sorts(Schema())
    ('relevance', 'newest', 'oldest', 'recent', 'date', '-date')
    """
    return (*SORTS, *(sign + name for name in schema.sorts for sign in ("", "-")))


def _check_filters(request: SearchRequest, limits: Limits, schema: Schema) -> None:
    for name, values in request.filters.items():
        _check_choice("filters", name, schema.filters)
        if len(values) > limits.filter_values:
            count, most = len(values), limits.filter_values
            raise QueryError("too-many-values", parameter=name, name=name, count=count, most=most)
        if name in schema.numbers:
            for value in values:
                _check_value(name, schema.by_name[name], value)


def _check_ranges(request: SearchRequest, schema: Schema) -> None:
    for name, (first, last) in request.ranges.items():
        _check_choice("ranges", name, schema.ranges)
        prefix = "" if name == "date" else f"{name}."
        for end, value in (("from", first), ("to", last)):
            if value is not None:
                _check_value(prefix + end, schema.by_name[name], value)


def _check_value(parameter: str, field: Field, value: str) -> None:
    """Raises `QueryError` for what is no value of a number or date field."""
    if field.kind == DATE:
        _check_date(parameter, value)
        return
    try:
        read_number(parameter, value)
    except ValueError:
        raise QueryError("not-a-number", parameter=parameter, name=parameter, value=repr(value[:20])) from None


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


def _check_date(name: str, value: str) -> None:
    try:
        read_day(value)
    except ValueError:
        code = "not-a-hijri-date" if is_hijri(value) else "not-a-date"
        raise QueryError(code, parameter=name, name=name, value=repr(value[:20])) from None
