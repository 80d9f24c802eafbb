"""The query string of a page of results: what the site does unasked is said where it is not wanted."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from search.model.request import SearchRequest
from web.contract import query_string
from web.settings import site

OF_THE_SITE = ("level", "sort")  # parameters of which a site has defaults of its own


def page_query(asked: SearchRequest, **changes: Any) -> str:
    """The query string of a request as the page reads it."""
    written, here = query_string.canonical(asked, **changes), site()
    for name in OF_THE_SITE:
        unsaid = getattr(query_string.DEFAULTS, name)
        if unsaid != getattr(here, name) and unsaid == changes.get(name, getattr(asked, name)):
            written += f"&{name}={unsaid}"
    return written


def fill_in(given: MultiDict[str, str]) -> None:
    """Gives the parameters that an address does not name the values of the site."""
    for name in OF_THE_SITE:
        if not given.get(name):
            given[name] = getattr(site(), name)
