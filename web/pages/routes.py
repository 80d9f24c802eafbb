"""The search page and the reader."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date as Date

from flask import Blueprint, Response, make_response, redirect, request, url_for
from werkzeug.routing import BaseConverter

from search.errors import QueryError
from search.model.deadline import Deadline
from search.model.reject import LONGEST_TITLE
from search.model.request import SearchRequest
from web.api.routes import note
from web.contract import query_string
from web.contract.operations import LANGUAGE
from web.contract.parameters import AT, HIT, WITHIN, search_parameters
from web.pages import arabic, facets, reader, references, results, typed
from web.pages.frame import filled
from web.pages.languages import choose, in_language, page_language
from web.pages.links import link
from web.pages.page_query import fill_in, page_query
from web.pages.preferences import preferences
from web.pages.rendering import render_template
from web.pages.template_filters import seconds
from web.service import response_cache
from web.service.addresses import digest, id_in_path
from web.service.current_index import index
from web.settings import limits, schema, settings

blueprint = Blueprint("pages", __name__)

_SHARED = 200  # characters of a text that a link to it shows where it is shared


class IdConverter(BaseConverter):
    """A document's id in a path: any characters at all, slashes too."""

    regex = r"(?s:.+)"
    part_isolating = False

    def to_url(self, value: str) -> str:
        """The id percent-encoded."""
        return id_in_path(value)


@blueprint.get("/")
def home() -> Response:
    """The answer to `q`, or a welcome."""
    # The links of the last day, week and so on are those of a day.
    asked = (request.url_root, request.query_string, preferences(), Date.today())
    return response_cache.cached(index().tag(), asked, lambda: _home(request.query_string))


@blueprint.post("/")
def home_of_passage() -> Response:
    """The same, for a passage that no address can hold; the links of the answer are short ones."""
    return _home(request.get_data())


def _home(query: bytes) -> Response:
    try:
        given = query_string.values(query, (*search_parameters(schema()), LANGUAGE, WITHIN), strict=False)
        choose(given.get("lang", ""))
        short = typed.tidied(given)
        asked = replace(query_string.to_request(given, limits(), schema()), facets=facets.counted(schema()))
        plan = index().plan(asked) if asked.q.strip() else None
    except QueryError as error:
        q, kept = query_string.typed(query)[:2000], typed.kept(query, error.parameter)
        html = render_template("search.html", q=q, kept=kept, error=error, examples=examples())
        return make_response(html, error.status)
    if plan is None:
        documents = index().stats()["documents"]
        return make_response(render_template("search.html", q="", documents=documents, examples=examples()))
    if short and request.method == "GET" and not asked.turned:  # of which the answer speaks
        return make_response(redirect(link(results.linked(asked), offset=asked.offset)))
    page = index().page(replace(plan, browsed=True))
    note(page, asked)
    response = make_response(filled(results.slots(plan, page, examples)))
    # The time it took is no part of what was found: an unchanged answer need not be sent again.
    response.set_etag(digest(response.get_data().replace(seconds(page.took_ms).encode(), b"", 1)), weak=True)
    return response


@blueprint.get("/doc/<id:id>")
def document(id: str) -> str:
    """The document, of one in parts the part `at` which it is opened, the words of `q` marked.

    `hit` is the place that is looked at.
    """
    given = query_string.values(request.query_string, (*search_parameters(schema()), AT, HIT), strict=False)
    fill_in(given)
    asked, current = query_string.to_request(given, limits(), schema()), _number(given.get("hit", ""))
    reading = index().read(id, asked.q, asked.level, _number(given.get("at", "")) or None)
    title = reading.title
    found = replace(reading.document, title=title.text[:LONGEST_TITLE])
    fields = schema().by_name
    texts = [(fields[name].label(page_language()), own) for name, own in reading.own_texts]
    texts.append((fields["text"].label(page_language()) if texts else "", reading.text))
    vocalised = any(arabic.without_marks(one.text) != one.text for _, one in texts)
    if preferences().marks == "hidden":
        title, texts = reader.without_marks(title), [(heading, reader.without_marks(one)) for heading, one in texts]
    sections, places = reader.sections(texts, current, reading.furniture)
    copies, others = reader.kin(index(), reading.document)
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
        trail=in_language(f"?{page_query(asked)}" if asked.q else "")[1:],
        citation_parts=reader.citation(found, preferences().numerals, cited, page_language()),
        citation_tags=references.tags(found, cited),
        linked_data=references.linked_data(found, cited, url_for("pages.document", id=id, _external=True)),
        copies=copies,
        others=others,
        summary=reader.summary(texts, reading.furniture, _SHARED),
    )


def examples() -> list[str]:
    """The configured queries that find something in this index, as far as there is time to count."""
    deadline = Deadline(limits())
    return [q for q in settings().site.examples if index().total(SearchRequest(q), deadline)]


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else 0
