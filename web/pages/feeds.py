"""What other programs read of the page: its description for browsers (OpenSearch), and a search as an RSS feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

from flask import Blueprint, Response, json, render_template, request

from search.errors import QueryError
from web.contract import query_string
from web.contract.operations import SUGGESTIONS, TYPED
from web.service.current_index import index
from web.settings import limits, schema

blueprint = Blueprint("feeds", __name__)

_ITEMS = 20


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """What a browser needs to offer this search in its address bar."""
    return Response(render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml")


@blueprint.get("/suggestions.json")
def suggestions() -> Response:
    """Completions as the address bar of a browser reads them: what was typed, then the list."""
    typed = query_string.values(request.query_string, (TYPED,)).get("q", "")
    completions = [one.text for one in index().suggest(typed)]
    return Response(json.dumps([typed, completions]), mimetype=SUGGESTIONS)


@blueprint.get("/feed.xml")
def feed() -> Response:
    """The newest documents that a search finds, for a feed reader."""
    asked = query_string.read(request.query_string, limits(), schema())
    if not asked.q.strip():
        raise QueryError("feed-without-query", parameter="q")
    asked = replace(asked, sort="newest", limit=_ITEMS, offset=0)
    page = index().run(asked, suggests=False)
    return Response(
        render_template("feed.xml", asked=asked, page=page, trail=query_string.canonical(asked, limit=10)),
        mimetype="application/rss+xml",
    )


@blueprint.app_template_filter()
def mail_date(iso: str) -> str:
    """A day as RSS wants it."""
    return format_datetime(datetime.fromisoformat(iso).replace(tzinfo=UTC), usegmt=True)
