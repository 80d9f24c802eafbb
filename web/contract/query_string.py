"""Query string -> SearchRequest and back: the page and the API read the same parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from werkzeug.datastructures import MultiDict

from search.errors import QueryError
from search.model.limits import Limits
from search.model.request import SearchRequest, check_request
from search.model.results import Page
from search.model.schema import Schema
from web.contract.parameters import Parameter, search_parameters

MOST = 500  # parameters of one request: every field with as many values as it may have; reading more costs ever more
_NOT_TEXT = re.compile("[\ud800-\udfff\ufffd\0]")
DEFAULTS = SearchRequest("")
# The fields of a request that one parameter sets, in the order of a link; filters and ranges stand before them.
_WRITTEN = {
    **{name: name for name in ("match", "level", "repair", "typing", "sort", "half_life", "collapse", "similar_to")},
    **{"limit": "limit", "offset": "offset"},
    **{"snippets": "snippets", "snippet_characters": "snippet_length", "facets": "facets"},
}


def read(
    query: bytes, limits: Limits, schema: Schema, *, strict: bool = False, repair: str = DEFAULTS.repair
) -> SearchRequest:
    """The request that a query string (as it came) asks for, with `repair` where it names none.

    `strict` refuses what would otherwise be passed over: an unknown name. Raises `QueryError` naming the parameter.
    """
    given = values(query, search_parameters(schema), strict=strict)
    given.setdefault("repair", repair)
    return to_request(given, limits, schema)


def values(query: bytes, parameters: Sequence[Parameter], *, strict: bool = True) -> MultiDict[str, str]:
    """The values of these parameters in a query string; lists divided by commas come apart.

    Raises `QueryError` for more than `MOST` values, for what is no text, for a single value given twice and, when
    `strict`, for an unknown name.
    """
    if (count := 1 + query.count(b"&")) > MOST:
        raise QueryError("too-many-parameters", count=count, most=MOST)
    # Not Werkzeug's `args`: they hide bytes that are not UTF-8 by leaving them percent-encoded.
    pairs = parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
    known = {parameter.name for parameter in parameters}
    for name, value in pairs:
        if strict or name in known:
            check_text(name, value)
    given = MultiDict(pairs)
    check_names(given, parameters, strict=strict)
    for parameter in parameters:
        if parameter.many == "commas" and parameter.name in given:
            joined = ",".join(given.getlist(parameter.name))
            given.setlist(parameter.name, [one for one in joined.split(",") if one])
    return given


def typed(query: bytes) -> str:
    """What was typed into the field of a form, whether the rest of it can be used or not.

    >>> typed(b"source=1&q=%D9%82%D9%85%D8%A9+2024&q=2")
    'قمة 2024'
    """
    found = re.search(rb"(?:^|&)q=([^&]*)", query)
    return unquote_plus(found[1].decode("utf-8", "replace")) if found else ""


def to_request(given: MultiDict[str, str], limits: Limits, schema: Schema) -> SearchRequest:
    """The request of values that have been read, within the limits; empty ones count as absent. Raises `QueryError`."""
    many, single = _names(schema)
    lists = {name: given.getlist(name) for name in given if name in many}
    asked = SearchRequest.from_strings({name: given[name] for name in given if name in single}, lists, schema)
    check_request(asked, limits, schema)
    return asked


def choices(given: MultiDict[str, str], parameter: Parameter) -> tuple[str, ...]:
    """The values given of a parameter, each one of those it may have. Raises `QueryError`."""
    chosen = tuple(value for value in given.getlist(parameter.name) if value or parameter.many)
    allowed = parameter.schema["enum"]
    for value in chosen:
        if value not in allowed:
            name = parameter.name
            raise QueryError("not-a-choice", parameter=name, name=name, value=repr(value[:20]), choices=allowed)
    return chosen


def shortened(asked: SearchRequest, page: Page) -> SearchRequest:
    """The request of what was found: of a passage the words that were kept, of a repaired query the repair."""
    if any(notice.code == "passage" for notice in page.query.notices):
        return replace(asked, q=page.query.parsed)
    return replace(asked, q=page.query.repaired) if page.query.repaired else asked


def canonical(asked: SearchRequest, **changes: Any) -> str:
    """The query string of a request: one order, defaults left out, so that equal requests have equal links.

    >>> canonical(SearchRequest("كتاب", limit=10), offset=20)
    'q=%D9%83%D8%AA%D8%A7%D8%A8&offset=20'
    """
    # No new request is made for the changes, and nothing written twice: a page has fifty links.
    said = written(asked)
    if changes:
        said = said | {field: pairs(field, value) for field, value in changes.items()}
    return "&".join(filter(None, said.values()))


@lru_cache(2**6)
def written(asked: SearchRequest) -> dict[str, str]:
    """What a link says of each field, in the order of a link."""
    return {field: pairs(field, getattr(asked, field)) for field in ("q", "filters", "ranges", *_WRITTEN)}


@lru_cache(2**9)
def pairs(field: str, value: Any) -> str:
    """The part of a query string that sets a field, empty for its default."""
    if field == "q":
        return urlencode([("q", value)], safe=",")
    if field == "filters":
        return urlencode([(name, one) for name, values in value.items() for one in values], safe=",")
    if field == "ranges":
        return urlencode([pair for name, ends in value.items() for pair in _ends(name, *ends)], safe=",")
    if value is None or value == getattr(DEFAULTS, field):
        return ""
    if isinstance(value, bool):
        value = "true" if value else "false"
    elif field == "facets":
        value = ",".join(value)
    return urlencode([(_WRITTEN[field], value)], safe=",")


def _ends(name: str, first: str | None, last: str | None) -> Iterator[tuple[str, str]]:
    """The parameters of a range."""
    prefix = "" if name == "date" else f"{name}."
    for end, value in (("from", first), ("to", last)):
        if value is not None:
            yield prefix + end, value


@lru_cache(2**4)
def _names(schema: Schema) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the parameters that have lists of values, and of the others."""
    many = frozenset(parameter.name for parameter in search_parameters(schema) if parameter.many)
    return many, frozenset(parameter.name for parameter in search_parameters(schema)) - many


def check_text(name: str, value: str) -> None:
    """Raises `QueryError` for what is no text: NUL, and what comes of broken UTF-8 or half a surrogate pair."""
    if _NOT_TEXT.search(value) or _NOT_TEXT.search(name):
        name = _NOT_TEXT.sub("?", name[:40])
        raise QueryError("not-text", parameter=name, name=name)


def check_names(given: MultiDict[str, str], parameters: Sequence[Parameter], *, strict: bool = True) -> None:
    """Raises `QueryError` for a single value given twice and, when `strict`, for an unknown name."""
    known = {parameter.name: parameter for parameter in parameters if parameter.place == "query"}
    for name in given:
        if name not in known:
            if not strict:
                continue  # a page's address is passed on, and gathers what has nothing to do with us
            code = "unknown-parameter" if known else "no-parameters"
            raise QueryError(code, parameter=name[:40], name=name[:40], known=[*known])
        if known[name].many != "repeated" and len(given.getlist(name)) > 1:
            raise QueryError("given-twice", parameter=name, name=name)
