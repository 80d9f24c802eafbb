"""What `/v1/search` is asked and answers: a search, which parts of it are wanted, and how they are marked."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

import search
from search.errors import QueryError
from search.model.limits import Limits
from search.model.request import SearchRequest
from search.model.results import Page
from search.model.schema import Schema
from web.contract import parameters, query_string
from web.contract.parameters import HIGHLIGHTS, SHOWN
from web.contract.schemas import hit_keys
from web.service.addresses import document_path

_NOT_RANKING = ("limit", "facets", "snippets", "snippet_characters")
_HIGHLIGHT = next(parameter for parameter in SHOWN if parameter.name == "highlight")


class CursorError(QueryError):
    """A cursor of another query, or of an index that has changed since."""

    code = "cursor-expired"
    status = 409


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to `/v1/search`; `fields` are the keys of a hit that are wanted, in the order of the contract,
    None for all."""

    search: SearchRequest
    fields: tuple[str, ...] | None = None
    highlight: str = HIGHLIGHTS[0]

    def link(self, **changes: Any) -> str:
        """The canonical query string; requests with the same one have the same hits."""
        pairs = [] if self.fields is None else [("fields", ",".join(self.fields))]
        pairs += [] if self.highlight == HIGHLIGHTS[0] else [("highlight", self.highlight)]
        written = query_string.canonical(self.search, **changes)
        return f"{written}&{urlencode(pairs, safe=',')}" if pairs else written

    @property
    def identity(self) -> tuple[str, ...]:
        """Requests with the same one have the same answer: the query string, and which ranges the answer puts right."""
        return self.link(), *self.search.turned

    def tag(self, generation: str) -> str:
        """The entity tag of the answer that this generation gives: known before anything is searched."""
        asked = " ".join((search.__version__, generation, *self.identity))
        return f"{generation.rpartition('-')[0]}-{_digest(asked).hex()}"


def read(given: MultiDict[str, str], generation: str, limits: Limits, schema: Schema) -> Asked:
    """The request of these values, its cursor taken for this generation. Raises `QueryError` and its kinds."""
    chosen = query_string.choices(given, parameters.fields(schema))
    fields = tuple(name for name in hit_keys(schema) if name in chosen) if "fields" in given else None
    if fields == hit_keys(schema):
        fields = None
    if fields is not None and not {"snippets", "places", "total_places"} & set(fields):
        given["snippets"] = "0"
    highlight = (query_string.choices(given, _HIGHLIGHT) or HIGHLIGHTS)[0]
    cursor = given.get("cursor")
    if not cursor:
        return Asked(query_string.to_request(given, limits, schema), fields, highlight)
    asked = query_string.to_request(given, limits.for_cursor(), schema)
    offset = _offset_of(cursor, asked, generation, limits.cursor_window)
    if given.get("offset"):
        raise CursorError("cursor-and-offset", parameter="offset")
    return Asked(replace(asked, offset=offset), fields, highlight)


def body(asked: Asked, page: Page, here: str, generation: str, limits: Limits) -> dict[str, Any]:
    """The JSON of a page with its links."""
    answer = page.to_dict()
    asked = replace(asked, search=query_string.shortened(asked.search, page))
    for hit in answer["hits"]:
        for place in hit["places"]:
            reader = document_path(hit["id"])
            place["link"] = place_link(reader, asked.search, place["part"], place["hit"])
    if asked.fields is not None:
        answer["hits"] = [{name: hit[name] for name in asked.fields if name in hit} for hit in answer["hits"]]
    if asked.highlight != HIGHLIGHTS[0]:
        for hit in answer["hits"]:
            _remark(hit, asked.highlight)
    following = _following(asked, page, generation, limits)
    this = _at(asked, asked.search.offset, generation, limits)
    answer["links"] = {"self": f"{here}?{this}", "next": following and f"{here}?{following}"}
    return answer


def place_link(reader: str, asked: SearchRequest, part: int, hit: int) -> str:
    """The address of a place in a work, below that of its reader."""
    trail = query_string.canonical(asked)
    return f"{reader}?{trail}&at={part}&hit={hit}#hit-{hit}"


def _following(asked: Asked, page: Page, generation: str, limits: Limits) -> str | None:
    after = asked.search.offset + asked.search.limit
    if not page.more or after + asked.search.limit > limits.cursor_window:
        return None
    return _at(asked, after, generation, limits)


def _at(asked: Asked, offset: int, generation: str, limits: Limits) -> str:
    """The query string of the page at an offset: beyond the window it takes a cursor."""
    if offset + asked.search.limit <= limits.window:
        return asked.link(offset=offset)
    return f"{asked.link(offset=0)}&cursor={_cursor(offset, asked.search, generation)}"


def _remark(hit: dict[str, Any], tag: str) -> None:
    # Safe by construction: all else is escaped, so <mark> can only be ours.
    opening, closing = ("", "") if tag == "none" else (f"<{tag}>", f"</{tag}>")
    snippets = [*hit.get("snippets", ()), *(place["snippet"] for place in hit.get("places", ()))]
    for holder, name in [(hit, "title_html"), *((snippet, "html") for snippet in snippets)]:
        if name in holder:
            holder[name] = holder[name].replace("<mark>", opening).replace("</mark>", closing)


def _cursor(offset: int, asked: SearchRequest, generation: str) -> str:
    """An offset with the mark of what it is an offset in. It needs no secret: a forged one reaches nothing more."""
    ranked = query_string.canonical(
        asked, offset=0, **{name: getattr(query_string.DEFAULTS, name) for name in _NOT_RANKING}
    )
    place = offset.to_bytes(4, "big")
    return urlsafe_b64encode(place + _digest(f"{generation} {offset} {ranked}")).decode()


def _offset_of(cursor: str, asked: SearchRequest, generation: str, most: int) -> int:
    try:
        offset = int.from_bytes(urlsafe_b64decode(cursor)[:4], "big")
    except ValueError:
        offset = -1
    if not 0 <= offset < most or cursor != _cursor(offset, asked, generation):
        raise CursorError("cursor-expired", parameter="cursor")
    return offset


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()
