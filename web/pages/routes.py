"""The search page and the reader."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.routing import BaseConverter

from search.answering.plan import Plan
from search.errors import QueryError
from search.model.deadline import Deadline
from search.model.reject import LONGEST_TITLE
from search.model.request import SearchRequest
from search.model.results import Page
from web.api.routes import following, note
from web.api.search_response import place_link
from web.contract import query_string
from web.contract.parameters import AT, HIT, search_parameters
from web.pages import arabic, filters, reader, template_filters
from web.pages.preferences import preferences
from web.pages.texts import page_language
from web.pages.understood import understood
from web.service import response_cache
from web.service.addresses import digest
from web.service.current_index import index
from web.settings import limits, schema, settings

blueprint = Blueprint("pages", __name__)

_REPAIR = "auto"  # unless the address says otherwise: a reader sees what was shown, and may take it back
_SHARED = 200  # characters of a text that a link to it shows where it is shared


class IdConverter(BaseConverter):
    """A document's id in a path: any characters at all, slashes too."""

    regex = r"(?s:.+)"
    part_isolating = False

    def to_url(self, value: str) -> str:
        """The id percent-encoded; slashes stay, unless a browser would drop what they divide: `.`, `..` or nothing."""
        return quote(value, safe="" if re.search(r"(^|/)\.{0,2}(/|$)", value) else "/:")


@blueprint.get("/")
def home() -> Response:
    """The answer to `q`, or a welcome."""
    asked = (request.url_root, request.query_string, preferences())
    return response_cache.cached(index().tag(), asked, lambda: _home(request.query_string))


@blueprint.post("/")
def home_of_passage() -> Response:
    """The same, for a passage that no address can hold; the links of the answer are short ones."""
    return _home(request.get_data())


def _home(query: bytes) -> Response:
    try:
        asked = query_string.read(query, limits(), schema(), repair=_REPAIR)
        plan = index().plan(asked) if asked.q.strip() else None
    except QueryError as error:
        typed = query_string.typed(query)[:2000]
        html = render_template("search.html", q=typed, error=error, examples=examples())
        return make_response(html, error.status)
    if plan is None:
        documents = index().stats()["documents"]
        return make_response(render_template("search.html", q="", documents=documents, examples=examples()))
    if _has_empty_fields():
        return make_response(redirect(filters.link(_linked(asked), offset=asked.offset)))
    return _answer(plan, index().page(plan))


@blueprint.get("/doc/<id:id>")
def document(id: str) -> str:
    """The document, of one in parts the part `at` which it is opened, the words of `q` marked.

    `hit` is the place that is looked at.
    """
    given = query_string.values(request.query_string, (*search_parameters(schema()), AT, HIT), strict=False)
    asked, current = query_string.to_request(given, limits(), schema()), _number(given.get("hit", ""))
    reading = index().read(id, asked.q, asked.level, _number(given.get("at", "")) or None)
    found = replace(reading.document, title=reading.document.title[:LONGEST_TITLE])
    title = reading.title
    fields = schema().by_name
    texts = [(fields[name].label(page_language()), own) for name, own in reading.own_texts]
    texts.append((fields["text"].label(page_language()) if texts else "", reading.text))
    vocalised = any(arabic.without_marks(one.text) != one.text for _, one in texts)
    if preferences().marks == "hidden":
        title, texts = reader.without_marks(title), [(heading, reader.without_marks(one)) for heading, one in texts]
    sections, places = reader.sections(texts, current, reading.furniture)
    copies, others = reader.kin(index(), found)
    cited = reading.outline[reading.part - 1] if reading.outline else reader.WHOLE
    return render_template(
        "document.html",
        q=asked.q,
        document=found,
        title=title,
        entries=reader.entries(found, schema()),
        sections=sections,
        vocalised=vocalised,
        current=min(current, places),
        places=places,
        reading=reading,
        part_names=reader.place_of(cited),
        contents=reader.contents(reading),
        around=reader.places_around(reading),
        trail=query_string.canonical(asked) if asked.q else "",
        citation_parts=reader.citation(found, preferences().numerals, cited),
        copies=copies,
        others=others,
        summary=reader.summary(texts, reading.furniture, _SHARED),
    )


def examples() -> list[str]:
    """The configured queries that find something in this index, as far as there is time to count."""
    deadline = Deadline(limits())
    return [q for q in settings().site.examples if index().total(SearchRequest(q), deadline)]


def _answer(plan: Plan, page: Page) -> Response:
    asked = _linked(replace(plan.request, q=plan.parsed.query))  # decoded, where it was percent-encoded
    note(page)
    short = query_string.shortened(asked, page)
    if page.query.repaired:
        plan = index().plan(short, deadline=plan.deadline)
    as_typed = filters.link(asked, repair="off")
    html = render_template(
        "search.html", q=asked.q, as_typed=as_typed, asked=short, page=page, **_around(short, plan, page)
    )
    response = make_response(html)
    # The time it took is no part of what was found: an unchanged answer need not be sent again.
    response.set_etag(digest(html.replace(template_filters.seconds(page.took_ms), "", 1).encode()), weak=True)
    return response


def _around(asked: SearchRequest, plan: Plan, page: Page) -> dict[str, Any]:
    after = following(asked, page)
    suggested = page.suggestion and filters.link(asked, q=page.suggestion.query)
    before = max(0, asked.offset - asked.limit)

    def total(request: SearchRequest) -> int | None:
        return index().total(request, plan.deadline)

    return {
        "trail": query_string.canonical(asked),
        "understood": understood(plan.parsed.tree, page.schema, template_filters.written_date),
        "chips": filters.chips(asked, page.schema, template_filters.written_date),
        "unfiltered": filters.unfiltered(asked),
        "facets": filters.facets(asked, page),
        "strictness": filters.strictness(asked),
        "orders": filters.orders(asked, page.schema),
        "leaves": filters.leaves(asked, page, limits().window),
        "similar": {hit.id: filters.link(asked, similar_to=hit.id) for hit in page.hits if hit.similar},
        "place_of": reader.place_of,
        "place_link": place_link,
        "previous": filters.link(asked, offset=before) if asked.offset else None,
        "next": None if after is None else filters.link(asked, offset=after),
        "suggested": suggested,
        "ways_out": []
        if page.total
        else [way for way in filters.ways_out(asked, plan.parsed, total) if way.url != suggested],
        "examples": [] if page.total else examples(),
    }


def _linked(asked: SearchRequest) -> SearchRequest:
    """The request as links of the page have it: what the page does unasked need not be said, and a word was
    being typed only just now."""
    repair = query_string.DEFAULTS.repair if asked.repair == _REPAIR else asked.repair
    return replace(asked, repair=repair, typing=False)


def _has_empty_fields() -> bool:
    """Whether a form made this address: its empty fields say nothing, and a short address is better to share."""
    known = {parameter.name for parameter in search_parameters(schema())}
    pairs = parse_qsl(request.query_string.decode("ascii", "replace"), keep_blank_values=True)
    return any(name in known and not value for name, value in pairs)


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else 0
