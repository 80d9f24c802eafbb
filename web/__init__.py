"""The page and the API over `import search`; `create_app` puts them together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from search.indexing.intake import Intake
from search.settings import Settings
from web.api import documents, replication, state
from web.api import routes as api_routes
from web.contract import docs
from web.pages import (
    admin,
    advanced,
    chosen,
    exports,
    feeds,
    filter_panel,
    help,
    hit_list,
    preferences,
    site,
    template_filters,
    values,
)
from web.pages import routes as page_routes
from web.service import errors, headers, response_cache
from web.service.access import Access
from web.service.current_index import CurrentIndex
from web.service.json_answers import JsonAnswers
from web.service.observability import Observability


class _App(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: none of ours is a coroutine, and each hook of each request would be looked at."""
        return func


def create_app(settings: Settings = Settings(), follows: bool = False) -> Flask:
    """The application; nothing is opened before the first request. Raises `KeyFileError`.

    With `follows`, a thread opens new generations, so that no request waits for that; without, requests do.
    """
    app = _App(__name__)
    app.extensions["settings"] = settings
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.request_bytes
    app.json = JsonAnswers(app)
    # Tags that are alone on a line leave none behind: they would be much of the page.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # A global and no part of each page's context, so that macros, made once, see them too.
    app.jinja_env.globals["settings"] = LocalProxy(preferences.preferences)
    # An id may be a URL: its // must reach the view as it is.
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = page_routes.IdConverter
    app.extensions["bahith"] = CurrentIndex(settings, follows)
    app.extensions["intake"] = Intake(settings)
    response_cache.init_app(app, settings.service.cache)
    # The order of these is the order of the checks before a request; after it they finish in reverse.
    app.extensions["observability"] = Observability(app, settings.service)
    app.extensions["access"] = Access(app, settings)
    if hops := settings.service.proxies:
        hosts = hops if settings.service.forwarded_host else 0
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hosts)  # type: ignore[method-assign]
    for module in (
        *(api_routes, documents, state, replication, docs, page_routes, values, advanced, chosen, exports),
        *(admin, feeds, filter_panel, help, hit_list, preferences, site, template_filters),
    ):
        app.register_blueprint(module.blueprint)
    errors.init_app(app)
    headers.init_app(app)
    return app
