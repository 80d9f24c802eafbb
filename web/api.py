"""The JSON API under /v1, and the two health checks."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from flask import Blueprint, Response, json, jsonify, request, url_for

from search.config import LIMITS
from search.hits import Page
from search.request import SearchRequest
from web import params
from web.opened import index

blueprint = Blueprint("api", __name__)


@blueprint.get("/v1/search")
def search() -> Response:
    """One page of hits."""
    asked = params.read(request.query_string, strict=True)
    page = index().run(asked)
    body = {**page.to_dict(), "links": links(asked, page)}
    response = jsonify(body)
    if page.timed_out:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.set_etag(entity_tag(page, body), weak=True)
    return response


@blueprint.get("/v1/documents/<id:id>")
def document(id: str) -> Response:
    """One document as it was read."""
    return jsonify(index().document(id).to_dict())


@blueprint.get("/v1/stats")
def stats() -> Response:
    """What is indexed, by which engine, within which limits."""
    return jsonify(index().stats())


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers; nothing else is looked at."""
    return _uncached({"status": "alive"})


@blueprint.get("/readyz")
def ready() -> Response:
    """The index opens: searches will be answered."""
    stats = index().stats()
    return _uncached({"status": "ready", "generation": stats["generation"], "documents": stats["documents"]})


def links(asked: SearchRequest, page: Page) -> dict[str, str | None]:
    """Where this page is, and the next one if there is one."""
    here = url_for("api.search")
    after = following(asked, page.total)
    return {
        "self": f"{here}?{params.canonical(asked)}",
        "next": None if after is None else f"{here}?{params.canonical(asked, offset=after)}",
    }


def following(asked: SearchRequest, total: int) -> int | None:
    """The offset of the next page, or None after the last one that may be paged to."""
    after = asked.offset + asked.limit
    return after if after < total and after + asked.limit <= LIMITS.window else None


def entity_tag(page: Page, body: dict[str, Any]) -> str:
    """The same for the same answer, however long it took.

    The generation alone will not do: an index deleted and built anew starts again at the first.
    """
    answer = {name: value for name, value in body.items() if name != "took_ms"}
    return f"{page.index.generation}-{blake2b(json.dumps(answer).encode(), digest_size=8).hexdigest()}"


def _uncached(body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response
