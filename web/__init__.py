"""The page and the API over `import search`; `create_app` puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from search.config import LIMITS, default_index
from web import api, errors, feeds, headers, help, pages, settings, shown
from web.opened import OpenIndex


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application; nothing is opened before the first request.

    `config`: INDEX (the folder), NUMERALS (latn or arab: the digits of counts and dates),
    EXAMPLES (queries offered where they find something).
    """
    app = Flask(__name__)
    app.config.from_mapping(
        INDEX=default_index(),
        NUMERALS="latn",
        EXAMPLES=("بوتين", '"كوريا الشمالية"', "اتفاقية الشراكة"),
        MAX_CONTENT_LENGTH=LIMITS.request_bytes,
    )
    app.config.from_mapping(config or {})
    if isinstance(app.json, DefaultJSONProvider):
        app.json.ensure_ascii = False
        app.json.sort_keys = False
    # Tags that are alone on a line leave none behind: a quarter of the page.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # An id may be a URL: its // must reach the view as it is.
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = pages.IdConverter
    app.extensions["bahith"] = OpenIndex(Path(app.config["INDEX"]))
    app.register_blueprint(api.blueprint)
    for module in (pages, feeds, help, settings, shown):
        app.register_blueprint(module.blueprint)
    errors.init_app(app)
    headers.init_app(app)
    return app
