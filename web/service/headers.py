"""The headers of every response: what a browser may do with it, who may read it, how long it may be kept."""

from __future__ import annotations

from flask import Flask, Request, Response, g, request

from search.settings import Site
from web.current import request_now
from web.service.compression import compress
from web.service.vary import vary_by
from web.settings import settings

_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "font", "connect", "manifest")),
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors ",
    )
)
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address holds the query
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
COMPONENT = "/static/bahith-search.js"  # a module that pages elsewhere load
READABLE = "ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Server-Timing, X-Request-Id"


def policy(site: Site) -> str:
    """What a page may load, and who may show it in a frame.

    >>> policy(Site(frame_ancestors=("'self'", "https://a.example"))).rpartition("; ")[2]
    "frame-ancestors 'self' https://a.example"
    """
    return _POLICY + (" ".join(site.frame_ancestors) or "'none'")


def init_app(app: Flask) -> None:
    """Registers the hook."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    asked = request_now()
    response.headers.extend(SECURITY)  # no view sets one of these
    response.headers["Content-Security-Policy"] = policy(settings().site)
    if asked.method == "OPTIONS" and response.status_code == 200:
        response.status_code = 204
        del response.headers["Content-Type"]  # of no content
    if asked.endpoint == "static" and response.status_code in (200, 304):
        if "v" in asked.args or asked.path.endswith(".woff2"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        _revalidate(response, asked)
    if asked.path.startswith("/v1/") or asked.path == COMPONENT:
        _share(response)
    if allowance := g.get("allowance"):
        response.headers["RateLimit-Limit"] = str(allowance.limit)
        response.headers["RateLimit-Remaining"] = str(allowance.remaining)
        response.headers["RateLimit-Reset"] = str(allowance.reset)
    compress(response)
    return response


def _revalidate(response: Response, asked: Request) -> None:
    # no-cache: kept, but asked about each time, so that a rebuild shows at once and an unchanged page costs no bytes.
    cacheable = response.status_code in (200, 304) and asked.method in ("GET", "HEAD")
    response.headers["Cache-Control"] = "no-cache" if cacheable else "no-store"
    if cacheable:
        response.add_etag(weak=True)
        if "If-None-Match" in asked.headers:
            response.make_conditional(asked)


def _share(response: Response) -> None:
    """Lets pages of the configured origins read the API. No cookies go along: a key, if any, is in a header."""
    allowed = settings().service.cors
    if not allowed:
        return
    origin = request.headers.get("Origin", "")
    if "*" in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        vary_by(response, "Origin")
        if origin not in allowed:
            return
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = READABLE
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = (
            "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id"
        )
        response.headers["Access-Control-Max-Age"] = "86400"
