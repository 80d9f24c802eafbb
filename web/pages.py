"""The search page and the reader."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Blueprint, current_app, render_template, request, url_for
from markupsafe import Markup
from werkzeug.routing import BaseConverter

from search.display import displayable
from search.errors import QueryError
from search.hits import Page
from search.request import SearchRequest
from web import arabic, filters, params
from web.api import following
from web.opened import index

blueprint = Blueprint("pages", __name__)


class IdConverter(BaseConverter):
    """A document's id in a path: any characters at all, slashes too."""

    regex = r"(?s:.+)"
    part_isolating = False

    def to_url(self, value: str) -> str:
        """The id percent-encoded; slashes stay, unless a browser would drop what they divide: `.`, `..` or nothing."""
        return quote(value, safe="" if re.search(r"(^|/)\.{0,2}(/|$)", value) else "/:")


@blueprint.get("/")
def home() -> str | tuple[str, int]:
    """The answer to `q`, or a welcome."""
    try:
        asked = params.read(request.query_string)
        page = index().run(asked) if asked.q.strip() else None
    except QueryError as error:
        typed = request.args.get("q", "")[:2000]
        return render_template("search.html", q=typed, error=error, examples=examples()), 400
    if page is None:
        return render_template("search.html", q="", documents=index().stats()["documents"], examples=examples())
    return render_template("search.html", q=asked.q, asked=asked, page=page, **_around(asked, page))


@blueprint.get("/doc/<id:id>")
def document(id: str) -> str:
    """The whole document, the words of `q` marked."""
    asked = params.read(request.query_string)
    found = index().document(id)
    title, text = index().marked(found, asked.q)
    lines = zip(text.text.split("\n"), text.html.split("\n"), strict=True)
    paragraphs = [(arabic.direction(plain), html) for plain, html in lines if plain.strip()]
    back = f"{url_for('pages.home')}?{params.canonical(asked)}" if asked.q else url_for("pages.home")
    return render_template("document.html", q=asked.q, document=found, title=title, paragraphs=paragraphs, back=back)


def examples() -> list[str]:
    """The configured queries that find something in this index."""
    return [q for q in current_app.config["EXAMPLES"] if index().search(q, limit=1).total]


def _around(asked: SearchRequest, page: Page) -> dict[str, Any]:
    after = following(asked, page.total)
    before = max(0, asked.offset - asked.limit)
    return {
        "trail": params.canonical(asked),
        "chips": filters.chips(asked, _written_date),
        "unfiltered": filters.unfiltered(asked),
        "facets": filters.facets(asked, page),
        "orders": filters.orders(asked),
        "previous": filters.link(asked, offset=before) if asked.offset else None,
        "next": None if after is None else filters.link(asked, offset=after),
        "suggested": page.suggestion and filters.link(asked, q=page.suggestion.query),
        "examples": [] if page.total else examples(),
    }


@blueprint.app_template_global()
def asset(name: str) -> str:
    """The address of a static file; it changes when the file does, so it may be kept for ever."""
    content = Path(current_app.static_folder or "", name).read_bytes()
    return url_for("static", filename=name, v=blake2b(content, digest_size=4).hexdigest())


@blueprint.app_template_filter()
def marked(html: str) -> Markup:
    """A title or snippet as the library escaped it; its only tag is <mark>."""
    return Markup(html)


@blueprint.app_template_filter()
def web_address(url: str | None) -> str | None:
    """The host of a link that is safe to offer, or None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


blueprint.add_app_template_filter(displayable, "visible")
blueprint.add_app_template_filter(arabic.direction)


@blueprint.app_template_filter("number")
def _number(value: int | str) -> str:
    return arabic.number(value, current_app.config["NUMERALS"])


@blueprint.app_template_filter("counted")
def _counted(n: int, noun: str) -> str:
    return arabic.counted(n, noun, current_app.config["NUMERALS"])


@blueprint.app_template_filter("written_date")
def _written_date(iso: str) -> str:
    return arabic.written_date(iso, current_app.config["NUMERALS"])
