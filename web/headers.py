"""The headers of every response: what a browser may do with it, and how long it may be kept."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "font", "connect", "manifest")),
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address holds the query
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    """Registers the hooks."""
    app.before_request(_refuse_large_body)
    app.after_request(_finish)


def _refuse_large_body() -> None:
    # No view reads a body, so Flask would never look at its length.
    if (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]:
        abort(413)


def _finish(response: Response) -> Response:
    response.headers.update(SECURITY)
    if request.endpoint == "static" and response.status_code in (200, 304):
        if "v" in request.args or request.path.endswith(".woff2"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        _revalidate(response)
    return response


def _revalidate(response: Response) -> None:
    # no-cache: kept, but asked about each time, so that a rebuild shows at once and an unchanged page costs no bytes.
    cacheable = response.status_code == 200 and request.method in ("GET", "HEAD")
    response.headers["Cache-Control"] = "no-cache" if cacheable else "no-store"
    if cacheable:
        response.add_etag(weak=True)
        response.make_conditional(request)
