"""What templates say about values: their filters, and the address of a static file."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, current_app, request, url_for
from markupsafe import Markup, escape

from search.display import displayable
from web import arabic
from web.settings import settings

blueprint = Blueprint("shown", __name__)
blueprint.add_app_template_filter(displayable, "visible")
blueprint.add_app_template_filter(arabic.direction)

_PATH = re.compile("/[a-z0-9]+(?:/[a-z0-9]+)*")
_NOT_XML = re.compile("[\ufffe\uffff]")


@blueprint.app_template_global()
def asset(name: str) -> str:
    """The address of a static file; it changes when the file does, so it may be kept for ever."""
    path = Path(current_app.static_folder or "", name)
    return url_for("static", filename=name, v=_digest_of(path, path.stat().st_mtime_ns))


@blueprint.app_template_global()
def here_address() -> str | None:
    """The address of this page within the site, if it is one to come back to."""
    if request.endpoint is None or request.method != "GET" or request.blueprint == "settings":
        return None
    query = request.query_string.decode("ascii", "replace")
    return url_for(request.endpoint, **(request.view_args or {})) + (f"?{query}" if query else "")


@lru_cache(64)
def _digest_of(path: Path, changed: int) -> str:
    return digest(path.read_bytes())


def digest(content: bytes) -> str:
    """A short name that changes with the content."""
    return blake2b(content, digest_size=8).hexdigest()


@blueprint.app_template_filter()
def marked(html: str) -> Markup:
    """A title or snippet as the library escaped it; its only tag is <mark>."""
    return Markup(html)


@blueprint.app_template_filter()
def paths_apart(text: str) -> Markup:
    """A sentence of ours as HTML, the addresses in it from left to right: /v1/docs would end in its first stroke."""
    return Markup(_PATH.sub(lambda path: f'<bdi dir="ltr">{path[0]}</bdi>', str(escape(displayable(text)))))


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


@blueprint.app_template_filter()
def number(value: int | str) -> str:
    """The number in the reader's digits."""
    return arabic.number(value, settings().numerals)


@blueprint.app_template_filter()
def counted(n: int, noun: str) -> str:
    """The count with its noun, in the reader's digits."""
    return arabic.counted(n, noun, settings().numerals)


@blueprint.app_template_filter()
def seconds(milliseconds: float) -> str:
    """The duration in the reader's digits."""
    return arabic.seconds(milliseconds, settings().numerals)


@blueprint.app_template_filter()
def written_date(iso: str) -> str:
    """The date in words, in the reader's digits."""
    return arabic.written_date(iso, settings().numerals)


@blueprint.app_template_filter()
def hijri_date(iso: str) -> str | None:
    """The Hijri date, or None outside the calendar."""
    return arabic.hijri_date(iso, settings().numerals)
