"""What templates say about values: their filters and functions."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Blueprint
from markupsafe import Markup, escape

from search.model.display import displayable
from web.pages import arabic, filters, languages, texts
from web.pages.preferences import preferences
from web.service import addresses
from web.settings import site

blueprint = Blueprint("shown", __name__)
blueprint.add_app_template_filter(displayable, "visible")
blueprint.add_app_template_filter(arabic.direction)
blueprint.add_app_template_filter(texts.number)
blueprint.add_app_template_filter(texts.listed)
blueprint.add_app_template_global(texts.t)
blueprint.add_app_template_global(languages.page_language)
blueprint.add_app_template_global(languages.page_path)
blueprint.add_app_template_global(languages.in_language)
blueprint.add_app_template_global(languages.elsewhere, "other_languages")
blueprint.add_app_template_global(languages.default_language)
blueprint.add_app_template_global(site)
blueprint.add_app_template_global(texts.site_name)
blueprint.add_app_template_global(texts.page_title)
blueprint.add_app_template_global(filters.shown_value)
blueprint.add_app_template_global(texts.noun_forms)
blueprint.add_app_template_global(addresses.path_to)
blueprint.add_app_template_global(addresses.asset)
blueprint.add_app_template_global(addresses.here, "here_address")

_FROM_THE_LEFT = re.compile(r"/[a-z0-9]+(?:/[a-z0-9]+)*|\d{1,4}-\d{1,2}-\d{1,4}")
_NOT_XML = re.compile("[\ufffe\uffff]")


@blueprint.app_template_filter()
def marked(html: str) -> Markup:
    """A title or snippet as the library escaped it; its only tag is <mark>."""
    return Markup(html)


@blueprint.app_template_filter()
def set_apart(text: str) -> Markup:
    """A sentence of ours as HTML, the addresses and dates in it from left to right: /v1/docs would end in its first
    stroke, 2024-06-19 begin with its day."""
    return Markup(_FROM_THE_LEFT.sub(lambda one: f'<bdi dir="ltr">{one[0]}</bdi>', str(escape(displayable(text)))))


@blueprint.app_template_filter()
def xml_text(text: str) -> str:
    """The text without what XML has no place for."""
    return _NOT_XML.sub("", displayable(text))


@blueprint.app_template_filter()
def web_address(url: str | None) -> str | None:
    """The host of a link that is safe to offer, or None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def seconds(milliseconds: float) -> str:
    """The duration in the reader's digits."""
    return arabic.seconds(milliseconds, preferences().numerals, languages.page_language())


@blueprint.app_template_filter()
def apart(text: str) -> Markup:
    """What was typed, as it stands in a sentence of ours: neither can reorder the other."""
    return Markup(f"<bdi>{escape(displayable(text))}</bdi>")


@blueprint.app_template_filter()
@lru_cache(2**10)
def foreign(text: str) -> Markup:
    """A name from a document, in its own direction: nothing in it can reorder what stands around it."""
    return Markup(f'<bdi dir="{arabic.direction(text)}">{escape(displayable(text))}</bdi>')


@blueprint.app_template_filter()
def sides(direction: str) -> Markup:
    """The attributes of a text from a document that is written in this direction: on a page that is not Arabic, what is
    written from the right is said to be, so that it is read aloud as Arabic."""
    spoken = ' lang="ar"' if direction == "rtl" and languages.page_language() != "ar" else ""
    return Markup(f' dir="{direction}"{spoken}')


@blueprint.app_template_filter()
def day(iso: str) -> Markup:
    """A date in words, in the reader's digits and calendars."""
    chosen = preferences()
    return day_in(iso, chosen.numerals, chosen.calendar, languages.page_language())


@lru_cache(2**10)
def day_in(iso: str, numerals: str, calendar: str, language: str) -> Markup:
    """The same for a reader of these digits, calendars and language."""
    hijri = arabic.hijri_date(iso, numerals, language) if calendar == "both" else None
    beside = f' <span class="hijri">({hijri})</span>' if hijri else ""
    return Markup(
        f'<time datetime="{escape(iso)}">{escape(arabic.written_date(iso, numerals, language))}</time>{beside}'
    )


def written_date(iso: str) -> str:
    """The date in words, in the reader's digits."""
    return arabic.written_date(iso, preferences().numerals, languages.page_language())
