"""The language of the page: that of its address, else the first of the site; every link of the page keeps it.

It stands in the address, not in a cookie: a link that is shared shows what its sender saw, and answers can be kept.
"""

from __future__ import annotations

from flask import g, has_request_context, request

from search.messages import languages
from web.current import globals_now
from web.service.addresses import here, path_to
from web.settings import site

PARAMETER = "lang"


def page_language() -> str:
    """The language of the page; outside of a request the first of ours."""
    try:
        found: str = globals_now().page_language
    except (RuntimeError, AttributeError):  # no app context, or nothing chosen yet
        found = choose(request.args.get(PARAMETER, "")) if has_request_context() else languages()[0]
    return found


def choose(given: str) -> str:
    """Makes this the language of the page, or that of the site where it is not offered."""
    offered = site().languages
    found = g.page_language = given if given in offered else offered[0]
    return found


def default_language() -> str:
    """The language of the site, which addresses need not say."""
    return site().languages[0]


def in_language(address: str, language: str = "") -> str:
    """The address of a page in the language of this one, or in another."""
    language = language or page_language()
    if language == default_language():
        return address
    path, sign, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{PARAMETER}={language}{sign}{fragment}"


def page_path(endpoint: str, **values: str) -> str:
    """The path of a page, in the language of this one."""
    return in_language(path_to(endpoint, **values))


def elsewhere(address: str | None = None) -> list[tuple[str, str]]:
    """This page, or that of an address, in the other languages of the site; nothing where there is none to go to."""
    address = address or here(without=PARAMETER)
    others = (language for language in site().languages if language != page_language())
    return [] if address is None else [(language, in_language(address, language)) for language in others]
