"""What a page of results offers whatever was asked for: other orders, strictness, sizes, days, files, each a link.

They are the same for all queries but for the query in their addresses, so their HTML is kept with a place for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import lru_cache
from secrets import token_hex

from flask import request
from markupsafe import Markup, escape

from search.model.request import SearchRequest
from search.model.schema import Schema
from web.contract import query_string
from web.current import app_now
from web.pages import exports, filters
from web.pages.filters import Choice
from web.pages.languages import in_language, page_language
from web.pages.links import Links
from web.pages.menus import choices_of, link_to, menu
from web.pages.page_query import page_query
from web.pages.preferences import preferences
from web.pages.texts import t
from web.pages.timeline import since
from web.service.addresses import path_to

_QUERY = token_hex(8)  # stands for the query: no text and no other address has it
_KEPT = 256  # a request with filters of its own has offers of its own


@dataclass(frozen=True, slots=True)
class Offers:
    """The links as HTML: menus, and what stands below the hits and beside them."""

    orders: str
    matching: str
    files: str
    sizes: str
    since: str


def offers(asked: SearchRequest, schema: Schema) -> Offers:
    """What is offered with the answer to a request."""
    extensions = app_now().extensions
    if "offers" not in extensions:
        extensions["offers"] = lru_cache(_KEPT)(_made)
    several = len(asked.q.split()) > 1
    alike = (request.script_root, page_language(), preferences().numerals, Date.today())
    found: Offers = extensions["offers"](replace(asked, q=_QUERY), several, schema, alike)
    q = str(escape(query_string.pairs("q", asked.q).removeprefix("q=")))
    pieces = (found.orders, found.matching, found.files, found.sizes, found.since)
    return Offers(*[one.replace(_QUERY, q) for one in pieces])


def _made(asked: SearchRequest, several: bool, schema: Schema, alike: tuple[object, ...]) -> Offers:
    """The offers for the request at hand; they are the same where all that is given is."""
    links = Links(asked)
    return Offers(
        str(_orders(links, schema)),
        str(_matching(links, several)),
        str(_files(asked)),
        "".join([f" {link_to(size)}" for size in filters.sizes(links)]),
        "".join([f"<li>{link_to(choice)}</li>" for choice in since(links)]),
    )


def _orders(links: Links, schema: Schema) -> Markup:
    orders = filters.orders(links, schema)
    return menu(t("page.order"), choices_of(orders), _active(orders), "orders")


def _matching(links: Links, several: bool) -> Markup:
    groups = filters.strictness(links, several)
    advanced = in_language(f"{path_to('advanced.show')}?{page_query(links.asked)}")
    inside = "".join([f'<p class="muted">{escape(name)}</p>{choices_of(choices)}' for name, choices in groups])
    inside += f'  <p class="muted"><a href="{escape(advanced)}">{t("page.advanced")}</a></p>\n'
    return menu(t("page.matching"), Markup(inside), _active(groups[0][1]), "matching")


def _active(choices: Sequence[Choice]) -> str:
    return next((choice.label for choice in choices if choice.active), "")


def _files(asked: SearchRequest) -> Markup:
    query, trail = escape(query_string.canonical(asked)), escape(in_language(f"?{page_query(asked)}")[1:])
    links = [
        f'<li><a href="{path_to(f"exports.{kind}")}?{query}" download>{t(f"export.{kind}")}</a></li>'
        for kind in exports.KINDS
    ]
    inside = (
        f"  <ul>\n{''.join(links)}"
        f'    <li><a href="{path_to("feeds.feed")}?{trail}">{t("page.feed")}</a></li>\n'
        f'    <li><a href="{path_to("api.search")}?{query}" type="application/json">JSON</a></li>\n'
        "  </ul>\n"
    )
    return menu(t("page.take"), Markup(inside), "", "take")
