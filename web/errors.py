"""Errors -> RFC 9457 problems on the API, pages on the site; both speak Arabic and English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, current_app, json, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as AnyResponse

from search.errors import BahithError

blueprint = Blueprint("errors", __name__)

API_PATHS = ("/v1", "/healthz", "/readyz")
RETRY_AFTER = "5"  # seconds; an index being built or repaired


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: what its `type` address explains."""

    code: str
    status: int
    title: str
    title_arabic: str


HTTP_KINDS = {
    kind.status: kind
    for kind in (
        Kind("bad-request", 400, "The request cannot be understood", "تعذّر فهم الطلب"),
        Kind("not-found", 404, "There is nothing at this address", "لا شيء في هذا العنوان"),
        Kind("method-not-allowed", 405, "This address is only for reading", "هذا العنوان للقراءة فقط"),
        Kind("too-large", 413, "The request is too large", "الطلب أكبر من المسموح"),
        Kind("internal-error", 500, "Something broke on our side", "حدث خطأ عندنا"),
    )
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error that happened."""

    kind: Kind
    detail: str
    detail_arabic: str
    parameter: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The problem document; `detail` and `title` in both languages."""
        body: dict[str, Any] = {
            "type": url_for("errors.explained", code=self.kind.code),
            "title": self.kind.title,
            "title_ar": self.kind.title_arabic,
            "status": self.kind.status,
            "detail": self.detail,
            "detail_ar": self.detail_arabic,
            "instance": quote(request.path),
        }
        if self.parameter:
            body["errors"] = [{"parameter": self.parameter, "detail": self.detail, "detail_ar": self.detail_arabic}]
        return body


def init_app(app: Flask) -> None:
    """Registers the handlers and the pages that explain each kind."""
    app.register_blueprint(blueprint)
    app.register_error_handler(BahithError, _bahith_error)
    app.register_error_handler(HTTPException, _http_error)


@blueprint.get("/errors")
@blueprint.get("/errors/<code>")
def explained(code: str | None = None) -> str:
    """What each kind of error means, or one of them."""
    kinds = sorted((kind for kind in _kinds() if code in (None, kind.code)), key=lambda kind: (kind.status, kind.code))
    if not kinds:
        abort(404)
    return render_template("errors.html", kinds=kinds, one=code is not None)


def _kinds() -> Iterator[Kind]:
    yield from HTTP_KINDS.values()
    waiting = BahithError.__subclasses__()
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        yield _kind_of(error)


def _kind_of(error: BahithError | type[BahithError]) -> Kind:
    return Kind(error.code, error.status, error.title, error.title_arabic)


def _bahith_error(error: BahithError) -> Response:
    if error.status >= 500:
        current_app.logger.error("%s: %s", error.code, error)
    problem = Problem(_kind_of(error), str(error), error.arabic, error.parameter)
    return _respond(problem, {"Retry-After": RETRY_AFTER} if error.status == 503 else {})


def _http_error(error: HTTPException) -> AnyResponse | HTTPException:
    if error.code is None or error.code < 400:
        return error
    kind = HTTP_KINDS.get(error.code) or Kind("bad-request", error.code, error.name, "تعذّر تنفيذ الطلب")
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return _respond(Problem(kind, error.description or kind.title, kind.title_arabic), headers)


def _respond(problem: Problem, headers: dict[str, str]) -> Response:
    if request.path.startswith(API_PATHS):
        response = Response(json.dumps(problem.to_dict()), mimetype="application/problem+json")
    else:
        response = Response(render_template("error.html", problem=problem))
    response.status_code = problem.kind.status
    response.headers.update(headers)
    return response
