"""The texts of the page: in its language, the numbers in the reader's digits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from markupsafe import Markup, escape

from search.messages import Value, catalogue_of, message
from web.pages import arabic
from web.pages.languages import page_language
from web.pages.preferences import preferences
from web.settings import site


def text(code: str, **values: Value) -> str:
    """The text of a code, for a value of a template.

    >>> text("filter.from", end="2024")
    'من 2024'
    """
    return message(code, page_language(), **values)


def t(code: str, language: str = "", **values: Value) -> Markup:
    """The text of a code as HTML; a value that is Markup stays as it is."""
    language = language or page_language()
    if not values:
        return _fixed(code, language)
    if {*map(type, values.values())} == {int}:
        return _counted(code, language, preferences().numerals, tuple(values.items()))
    return _joined(catalogue_of(language).parts(code, values, number))


def site_name() -> str:
    """What the site is called."""
    own = site().name
    return own.text(page_language()) if own else text("page.name")


def page_title(title: str) -> Markup:
    """The title of a page with the name of the site behind it."""
    return t("page.titled", title=title, name=site_name())


@cache
def _fixed(code: str, language: str) -> Markup:
    """A text without values: a page has a hundred of them."""
    return escape(message(code, language))


@lru_cache(2**12)
def _counted(code: str, language: str, numerals: str, values: tuple[tuple[str, int], ...]) -> Markup:
    """A text of which all values are numbers: a page has fifty, and those of most pages are small."""
    return _joined(catalogue_of(language).parts(code, dict(values), lambda value: arabic.number(value, numerals)))


def _joined(parts: Iterable[str]) -> Markup:
    """The pieces as HTML; `Markup.join` makes a Markup of each more often."""
    return Markup("".join(map(escape, parts)))


def number(value: int | str) -> str:
    """The number in the reader's digits."""
    return arabic.number(value, preferences().numerals)


def listed(items: Iterable[str]) -> Markup:
    """The members of a list with what stands between them, as HTML."""
    return Markup(catalogue_of(page_language()).separator.join(map(escape, items)))


def noun_forms(noun: str) -> Mapping[str, str]:
    """The forms of a noun by plural category, for a script that counts."""
    return catalogue_of(page_language()).nouns[noun]
