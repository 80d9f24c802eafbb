"""Errors -> RFC 9457 problems on the API, pages on the site; both speak Arabic and English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, current_app, g, json, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as AnyResponse

from search.errors import BahithError
from search.messages import Message, message
from web.contract.error_kinds import HTTP_KINDS, Kind, kind_of, kinds
from web.contract.operations import Operation, is_api
from web.service.addresses import here
from web.settings import limits

blueprint = Blueprint("errors", __name__)

_FAULTS = 20  # told of one request
_PASSING = (408, 429, 500, 503)
RETRY_AFTER = "5"  # seconds; an index being built or repaired


@dataclass(frozen=True, slots=True)
class Problem:
    """One error that happened."""

    kind: Kind
    detail: Callable[[str], str]  # by language
    parameter: str | None = None
    faults: Sequence[tuple[str, Message]] = ()  # in several places of what was sent

    def to_dict(self) -> dict[str, Any]:
        """The problem document; `detail` and `title` in both languages."""
        details = {"detail": self.detail("en"), "detail_ar": self.detail("ar")}
        body: dict[str, Any] = {
            "type": url_for("errors.explained", code=self.kind.code),
            "title": self.kind.title("en"),
            "title_ar": self.kind.title("ar"),
            "status": self.kind.status,
            **details,
            "instance": quote(request.path),
        }
        if "request_id" in g:
            body["request_id"] = g.request_id
        if self.parameter:
            body["errors"] = [{"parameter": self.parameter, **details}]
        elif self.faults:
            body["errors"] = [
                {"parameter": place, "detail": fault.text("en"), "detail_ar": fault.text("ar")}
                for place, fault in self.faults[:_FAULTS]
            ]
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
    shown = [kind for kind in kinds(limits()) if code in (None, kind.code)]
    if not shown:
        abort(404)
    return render_template("errors.html", kinds=shown, one=code is not None)


def _bahith_error(error: BahithError) -> Response:
    # Of a busy service or a full disk there is no line each, which might fill both: the metrics count them.
    if error.status >= 500 and not error.names_no_place:
        fields = {"request_id": g.get("request_id"), "path": request.path}
        current_app.logger.error("%s: %s", error.code, error, extra={"fields": fields})
    operation: Operation | None = g.get("operation")
    kind = kind_of(error, writes=bool(operation and operation.writes))
    problem = Problem(kind, error.text if error.is_for_readers else _cannot_answer, error.parameter)
    problem = replace(problem, faults=getattr(error, "faults", ()))
    headers = {"Retry-After": RETRY_AFTER} if error.status == 503 else {}
    return _respond(problem, headers | getattr(error, "headers", {}))


def _cannot_answer(language: str) -> str:
    """What a reader is told of a fault of the service: the log has the rest under the name of the request."""
    return message("error.cannot-answer", language, request_id=g.get("request_id", "-"))


def _http_error(error: HTTPException) -> AnyResponse | HTTPException:
    if error.code is None or error.code < 400:
        return error
    english = (error.name, error.description or error.name)
    kind = HTTP_KINDS.get(error.code) or replace(HTTP_KINDS[400], status=error.code, english=english)
    kind = kind.under(limits())
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return _respond(Problem(kind, kind.cure), headers)


def _respond(problem: Problem, headers: dict[str, str]) -> Response:
    if is_api(request.path):
        response = Response(json.dumps(problem.to_dict()), mimetype="application/problem+json")
    else:
        # A fault that passes is tried again; of any other the way out is the search page.
        again = here() if problem.kind.status in _PASSING else None
        response = Response(
            render_template("error.html", problem=problem, again=again, request_id=g.get("request_id", "-"))
        )
    response.status_code = problem.kind.status
    response.headers.update(headers)
    return response
