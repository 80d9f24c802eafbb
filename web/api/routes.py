"""The JSON API under /v1, the two health checks and the metrics."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request
from werkzeug.datastructures import MultiDict

from search.analysis.explain import explain
from search.answering.state import look
from search.errors import BahithError, QueryError
from search.messages import catalogue_of, message
from search.model.request import SearchRequest
from search.model.results import Page
from web.api import search_response
from web.contract import json_body, openapi, query_string
from web.contract.operations import LANGUAGE, TEXT, TYPED, document_fields
from web.contract.parameters import search_parameters
from web.contract.schemas import BOX
from web.service import response_cache
from web.service.addresses import path_to
from web.service.current_index import index
from web.service.observability import Observability
from web.settings import limits, schema, settings, site

blueprint = Blueprint("api", __name__)


@blueprint.get("/v1/search")
def search() -> Response:
    """One page of hits; nothing is searched for who has the answer already."""
    generation = index().tag()
    asked = _read(query_string.values(request.query_string, search_parameters(schema())), generation)
    tag = asked.tag(generation)
    if request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=304), tag)
    return response_cache.cached(
        generation, (request.script_root, *asked.identity), lambda: _found(asked, generation, tag)
    )


@blueprint.post("/v1/search")
def search_long() -> Response:
    """The same, for a passage that no address can hold."""
    generation = index().tag()
    query_string.values(request.query_string, ())
    asked = _read(json_body.values(request.get_data(), search_parameters(schema())), generation)
    return response_cache.cached(generation, (request.script_root, *asked.identity), lambda: _found(asked, generation))


@blueprint.get("/v1/suggest")
def suggest() -> Response:
    """What the text typed so far may become."""
    typed = query_string.values(request.query_string, (TYPED,)).get("q", "")
    return jsonify({"query": typed, "suggestions": [one.to_dict() for one in index().suggest(typed)]})


@blueprint.get("/v1/documents/<id:id>")
def document(id: str) -> Response:
    """One document as it was read."""
    parameter = document_fields(schema())
    given = query_string.values(request.query_string, (parameter,))
    fields = query_string.choices(given, parameter)
    found = index().document(id).to_dict(schema())
    return jsonify({name: value for name, value in found.items() if name in fields} if "fields" in given else found)


@blueprint.get("/v1/analyze")
def analyze() -> Response:
    """What becomes of each word of `text`."""
    text = query_string.values(request.query_string, (TEXT,)).get("text", "")
    most = limits().query_characters
    if len(text) > most:
        raise QueryError("text-too-long", parameter="text", length=len(text), limit=most)
    tokens = explain(text, limits().analyzed_tokens)
    if len(tokens) > limits().analyzed_tokens:
        raise QueryError("too-many-tokens", parameter="text", limit=limits().analyzed_tokens)
    return jsonify({"text": text, "tokens": tokens})


@blueprint.get("/v1/stats")
def stats() -> Response:
    """What is indexed, by which engine, within which limits."""
    query_string.values(request.query_string, ())
    return jsonify(index().stats())


@blueprint.get("/v1/openapi.json")
def described() -> Response:
    """The OpenAPI document."""
    return jsonify(openapi.document(limits(), schema(), keys=bool(settings().service.keys)))


@blueprint.get("/v1/texts")
def texts() -> Response:
    """What the search box for pages elsewhere says, in the language of its reader."""
    given = query_string.values(request.query_string, (LANGUAGE,))
    (language,) = query_string.choices(given, LANGUAGE) or (site().languages[0],)
    said = {name: message(f"box.{name}", language) for name in BOX}
    forms = dict(catalogue_of(language).nouns["result"])
    direction = message("language.direction", language)
    return jsonify(said | {"result": forms, "direction": direction, "default": site().languages[0]})


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers; nothing else is looked at."""
    return _uncached({"status": "alive"})


@blueprint.get("/readyz")
def ready() -> Response:
    """The index opens: searches will be answered."""
    stats, health = index().stats(), index().health()
    told = {"generation": stats["generation"], "documents": stats["documents"], "engine": health}
    return _uncached({"status": "ready", **told})


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counts and times of all workers."""
    observed: Observability = current_app.extensions["observability"]
    try:
        opened = index()
    except BahithError:
        opened = None
    known = look(settings(), opened)
    text = "\n".join(observed.metrics.lines(opened.stats() if opened else None, known)) + "\n"
    response = Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def note(page: Page, asked: SearchRequest) -> None:
    """Keeps for the metrics and the log what a search found; a further page, or one while typing, is no search more."""
    g.timings = {"search": page.took_ms}
    g.outcome = "partial" if page.timed_out else "found" if page.total else "nothing"
    g.log_fields = {"total": page.total, "generation": page.index.generation}
    if page.query.repaired:
        g.log_fields["repaired"] = page.query.repaired
    if asked.offset or asked.typing:
        g.log_fields["aside"] = True


def following(asked: SearchRequest, page: Page) -> int | None:
    """The offset of the next page, or None after the last one that may be paged to."""
    after = asked.offset + asked.limit
    return after if page.more and after + asked.limit <= limits().window else None


def _read(given: MultiDict[str, str], generation: str) -> search_response.Asked:
    return search_response.read(given, generation, limits(), schema())


def _found(asked: search_response.Asked, generation: str, tag: str | None = None) -> Response:
    page = index().run(asked.search, limits().for_cursor())
    note(page, asked.search)
    response = jsonify(search_response.body(asked, page, path_to("api.search"), generation, limits()))
    if page.timed_out:
        response.headers["Cache-Control"] = "no-store"
    # A generation published in between has another tag, and the next request will find it.
    elif tag and generation == index().tag():
        return _tagged(response, tag)
    return response


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    return response


def _uncached(said: dict[str, Any]) -> Response:
    response = jsonify(said)
    response.headers["Cache-Control"] = "no-store"
    return response
