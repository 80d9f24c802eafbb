"""For whoever runs the service: its state, what people search, and the beacon that tells which hits are opened."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import date as Date
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, jsonify, request

import search
from search.answering.state import look
from search.errors import BahithError, QueryError
from search.evaluation.query_report import QueryReport, read_log, report
from search.model.reject import LONGEST_ID
from search.model.request import check_between
from web.contract import json_body, query_string
from web.contract.operations import CLICK, LAST_POSITION, SINCE
from web.service.current_index import index
from web.service.last_errors import LastErrors
from web.settings import limits, settings

blueprint = Blueprint("state", __name__)

_READ = 64_000_000  # bytes of the log that are read for a report: the last ones


class NoLogError(BahithError):
    """There is no log that the service could read."""

    code = "no-log"
    status = 404


@blueprint.get("/v1/status")
def status() -> Response:
    """The state as JSON."""
    query_string.values(request.query_string, ())
    return _uncached(jsonify(state()))


@blueprint.get("/v1/report")
def searched() -> Response:
    """What people search, as JSON."""
    return _uncached(jsonify(made_report().to_dict()))


@blueprint.get("/v1/report.csv")
def searched_csv() -> Response:
    """The same as a table."""
    response = Response(made_report().to_csv(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="searches.csv"'
    return _uncached(response)


@blueprint.post("/v1/clicks")
def clicked() -> Response:
    """Notes in the log that a hit was opened; nothing of who did."""
    if not settings().service.clicks:
        abort(404)
    given = json_body.values(request.get_data(), CLICK)
    check_between("position", int(given.get("position", 1)), 1, LAST_POSITION)
    check_between("id", len(given.get("id", "")), 0, LONGEST_ID)
    check_between("q", len(given.get("q", "")), 0, limits().query_characters)
    place = {name: given[name] for name in ("id", "position") if name in given}
    g.log_fields, g.log_query = place, given.get("q", "")
    return Response(status=204)


def state() -> dict[str, Any]:
    """The state of the service, as far as its processes know it."""
    opened, wrong = None, []
    try:
        opened = index()
    except BahithError as error:
        wrong.append(error.message)
    known = look(settings(), opened, wrong).to_dict()
    errors: LastErrors | None = current_app.extensions.get("last_errors")
    last = [asdict(error) for error in errors.last()] if errors else []
    return {"version": search.__version__, **known, "workers": workers(), "errors": last}


def workers() -> int:
    """How many processes answer, as it is set."""
    return settings().service.workers or min(os.cpu_count() or 1, 4)


def made_report() -> QueryReport:
    """The report of the log file, from the day `since` on. Raises `NoLogError`, `QueryError`."""
    strict = request.path.startswith("/v1/")  # the address of a page may hold more
    given = query_string.values(request.query_string, (SINCE,), strict=strict)
    path, since = settings().service.log_file, given.get("since", "")
    if since:
        try:
            Date.fromisoformat(since)
        except ValueError:
            raise QueryError("not-a-date", parameter="since", name="since", value=repr(since[:30])) from None
    if path is None:
        raise NoLogError("no-log")
    return report(read_log(path, _READ), since)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
