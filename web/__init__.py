"""The page and the API over `import search`; `create_app` puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from search.settings import Settings, default_index
from web.api import routes as api_routes
from web.contract import docs
from web.pages import feeds, help, preferences, template_filters
from web.pages import routes as page_routes
from web.service import errors, headers, response_cache
from web.service.access import Access
from web.service.current_index import CurrentIndex
from web.service.observability import Observability


def create_app(config: Mapping[str, Any] | None = None, settings: Settings = Settings()) -> Flask:
    """The application; nothing is opened before the first request.

    `config`: INDEX (the folder), NUMERALS (latn or arab: the digits of counts and dates),
    EXAMPLES (queries offered where they find something); CORS (origins whose pages may read the API, or "*"),
    KEYS (a file of keys; see `web.service.keys`), RATE_LIMIT (requests a minute of one client, 0 for any number),
    CACHE (megabytes of answers that a worker keeps, 0 for none), PROXIES (how many stand before the service and tell
    the client's address), LOG_REQUESTS, LOG_QUERIES.
    Raises `KeyFileError`.
    """
    app = Flask(__name__)
    app.config.from_mapping(
        INDEX=default_index(),
        NUMERALS="latn",
        EXAMPLES=("بوتين", '"كوريا الشمالية"', "اتفاقية الشراكة"),
        CORS=(),
        KEYS=None,
        RATE_LIMIT=0,
        CACHE=16,
        PROXIES=0,
        LOG_REQUESTS=False,
        LOG_QUERIES=False,
        MAX_CONTENT_LENGTH=settings.limits.request_bytes,
    )
    app.config.from_mapping(config or {})
    if isinstance(app.json, DefaultJSONProvider):
        app.json.ensure_ascii = False
        app.json.sort_keys = False
    # Tags that are alone on a line leave none behind: they would be much of the page.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # A global and no part of each page's context, so that macros, made once, see them too.
    app.jinja_env.globals["settings"] = LocalProxy(preferences.preferences)
    # An id may be a URL: its // must reach the view as it is.
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = page_routes.IdConverter
    app.extensions["settings"] = settings
    app.extensions["bahith"] = CurrentIndex(Path(app.config["INDEX"]), settings)
    response_cache.init_app(app)
    # The order of these is the order of the checks before a request; after it they finish in reverse.
    app.extensions["observability"] = Observability(app)
    app.extensions["access"] = Access(app)
    if hops := int(app.config["PROXIES"]):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    for module in (api_routes, docs, page_routes, feeds, help, preferences, template_filters):
        app.register_blueprint(module.blueprint)
    errors.init_app(app)
    headers.init_app(app)
    return app
