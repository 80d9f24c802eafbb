"""What is whoever runs the service's own: pages about it, its logo, icon and style, and what robots and phones ask."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from search.errors import BahithError
from web.pages.languages import page_language
from web.pages.texts import site_name, t, text
from web.service.addresses import path_to
from web.service.current_index import index
from web.settings import settings

blueprint = Blueprint("site", __name__)

_PICTURES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".ico": "image/x-icon"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False})  # a tag in it is text, and no link runs anything
_log = logging.getLogger(__name__)
# In the dark the accent is lighter, so that it stands out against the paper.
_ACCENT = """:root {{ --accent: {accent}; --on-accent: {on_accent}; }}
@supports (color: light-dark(#fff, #000)) {{
  :root {{
    --accent: light-dark({accent}, color-mix(in oklab, {accent}, white 55%));
    --on-accent: light-dark({on_accent}, #111111);
  }}
}}
"""
# What a crawler would go on for ever in: searches lead to searches.
_ROBOTS = "User-agent: *\nDisallow: /*?\nDisallow: /v1/\nDisallow: /settings\nDisallow: /feed.xml\n"


@blueprint.get("/about")
def about() -> str:
    """What this is, in the words of whoever runs it."""
    return _page("about", settings().site.about, [t("about.lead"), *_counted(), t("about.software")])


@blueprint.get("/privacy")
def privacy() -> str:
    """What is kept of those who search: what the settings make of it."""
    service = settings().service
    kept = "privacy.keeps-requests" if service.log_requests else "privacy.keeps-nothing"
    kept = "privacy.keeps-queries" if service.log_queries else kept
    clicks = [t("privacy.clicks")] if service.clicks else []
    said = [t("privacy.here"), t("privacy.cookie"), t(kept), *clicks]
    return _page("privacy", settings().site.privacy, said)


@blueprint.get("/accessibility")
def accessibility() -> str:
    """How it can be used, and what is known not to work."""
    said = [t("accessibility.lead"), t("accessibility.tested"), t("accessibility.tell")]
    return _page("accessibility", settings().site.accessibility, said)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What search engines may read: the documents and pages, no searches; nothing where the settings say so."""
    return _kept(Response(_ROBOTS if settings().site.robots else "User-agent: *\nDisallow: /\n", mimetype="text/plain"))


@blueprint.get("/favicon.ico")
def icon() -> Response:
    """The icon that browsers ask for unasked."""
    return _file(settings().site.icon or Path(f"{current_app.static_folder}/icon-180.png"))


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone needs to keep the page among its programs."""
    name = site_name()
    sizes = {} if settings().site.icon else {"sizes": "180x180", "type": "image/png"}
    response = jsonify(
        {
            "name": name,
            "short_name": name[:12],
            "lang": page_language(),
            "dir": text("language.direction"),
            "start_url": path_to("pages.home"),
            "display": "minimal-ui",
            "icons": [{"src": path_to("site.icon"), **sizes}],
            **({"theme_color": settings().site.accent} if settings().site.accent else {}),
        }
    )
    response.mimetype = "application/manifest+json"
    return _kept(response)


@blueprint.get("/own/logo")
def logo() -> Response:
    """The logo, where there is one."""
    own = settings().site.logo
    if own is None:
        abort(404)
    return _file(own)


@blueprint.get("/own/style.css")
def style() -> Response:
    """The own colour, then the own style sheet: to be read after ours."""
    site = settings().site
    accent = _ACCENT.format(accent=site.accent, on_accent=_on(site.accent)) if site.accent else ""
    return _kept(Response(accent + (_read(site.css) if site.css else ""), mimetype="text/css"))


@blueprint.app_template_global()
def counts_clicks() -> bool:
    """Whether the log is told which hits are opened."""
    return settings().service.clicks


def _page(name: str, own: Path | None, ours: list[Markup]) -> str:
    written = _read(_in_language(own)) if own else ""
    body = (
        Markup(_MARKDOWN.render(written)) if written else Markup("").join(Markup("<p>{}</p>").format(p) for p in ours)
    )
    heading = None if "<h1>" in body else t(f"{name}.title")
    return render_template("own_page.html", title=t(f"{name}.title"), heading=heading, body=body)


def _counted() -> list[Markup]:
    try:
        return [t("about.count", documents=index().stats()["documents"])]
    except BahithError:
        return []


def _in_language(path: Path) -> Path:
    """`about.en.md` in the place of `about.md` for who reads English, where it is there."""
    other = path.with_suffix(f".{page_language()}{path.suffix}")
    return other if other.is_file() else path


def _read(path: Path) -> str:
    """The text of a file; nothing, and a line in the log, where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        _log.error("%s cannot be read: %s", path, error)
        return ""


def _file(path: Path) -> Response:
    try:
        return Response(path.read_bytes(), mimetype=_PICTURES.get(path.suffix.lower(), "application/octet-stream"))
    except OSError as error:
        _log.error("%s cannot be read: %s", path, error)
        return abort(404)


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@lru_cache(8)
def _on(colour: str) -> str:
    """Black or white, whichever is read better on a colour. Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#111111" if luminance > 0.179 else "#ffffff"
