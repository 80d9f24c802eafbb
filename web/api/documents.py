"""Documents written and deleted over the API: each request becomes a task of the queue before it is answered."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request

from search.errors import BahithError, QueryError
from search.indexing.intake import Accepted, Intake
from search.model.reject import is_usable_id
from search.storage.queue import ENQUEUED, Sent, Task
from web.contract import document_body, query_string
from web.contract.operations import narrowing
from web.contract.parameters import IDEMPOTENCY
from web.service.addresses import path_to
from web.settings import limits, schema

blueprint = Blueprint("documents", __name__)
COUNTS = ("added", "replaced", "unchanged", "deleted", "missing")


class UnnarrowedError(BahithError):
    """Deleting everything is nothing that a request may ask for by leaving something out."""

    code = "no-filter"
    status = 403


class TurnedRangeError(BahithError):
    """A search puts such a range right and says so; nothing is deleted by a guess."""

    code = "range-order"
    status = 403


def intake() -> Intake:
    """What this app accepts writes by."""
    found: Intake = current_app.extensions["intake"]
    return found


@blueprint.put("/v1/documents/<id:id>")
def put(id: str) -> tuple[Response, int]:
    """Puts one document in the place of the one with this id, or adds it."""
    query_string.values(request.query_string, ())
    _check_id(id)
    rows = document_body.rows_of(request.get_data(), request.mimetype, limits())
    row = rows[0]
    if len(rows) > 1 or not isinstance(row, dict) or row.get("id", id) != id:
        raise QueryError("not-this-document", parameter="id", id=repr(id[:80]))
    return _accepted(intake().put([{**row, "id": id}], schema(), _sent()))


@blueprint.post("/v1/documents")
def post() -> tuple[Response, int]:
    """Puts documents in the places of those with their ids, or adds them: all or none."""
    query_string.values(request.query_string, ())
    rows = document_body.rows_of(request.get_data(), request.mimetype, limits())
    return _accepted(intake().put(rows, schema(), _sent()))


@blueprint.delete("/v1/documents/<id:id>")
def delete(id: str) -> tuple[Response, int]:
    """Deletes the document with this id; one that is not there is no error, the task counts it as missing."""
    query_string.values(request.query_string, ())
    _check_id(id)
    return _accepted(intake().delete([id], _sent()))


@blueprint.delete("/v1/documents")
def delete_matching() -> tuple[Response, int]:
    """Deletes all documents that meet the filters; without any nothing is deleted."""
    given = query_string.values(request.query_string, narrowing(schema()))
    asked = query_string.to_request(given, limits(), schema())
    if not (asked.filters or asked.ranges):
        raise UnnarrowedError("no-filter")
    for name in asked.turned:
        last, first = asked.ranges[name]
        raise TurnedRangeError("range-order", parameter=name, range=f"{first}..{last}")
    return _accepted(intake().delete_matching(asked, _sent()))


@blueprint.get("/v1/tasks/<int:number>")
def task(number: int) -> Response:
    """What became of a task."""
    query_string.values(request.query_string, ())
    response = jsonify(_shown(intake().task(number)))
    response.headers["Cache-Control"] = "no-store"
    return response


def _check_id(id: str) -> None:
    if not is_usable_id(id):
        raise QueryError("unusable-id", parameter="id", id=repr(id[:80]))


def _sent() -> Sent:
    """Who sent the request; its digest tells whether an Idempotency-Key comes with the same one again."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not IDEMPOTENCY.fullmatch(key):
        raise QueryError("idempotency-key", parameter="Idempotency-Key")
    asked = (request.method, request.full_path, request.mimetype)
    digest = blake2b(repr(asked).encode() + request.get_data(), digest_size=16).digest()
    return Sent(g.key.name, key, digest)


def _accepted(accepted: Accepted) -> tuple[Response, int]:
    done = accepted.task
    here = path_to("documents.task", number=str(done.number))
    body = {"task": done.number, "kind": done.kind, "status": ENQUEUED, "documents": done.documents}
    body |= {"accepted_at": done.accepted_at, "ignored": list(accepted.ignored), "links": {"self": here}}
    response = jsonify(body)
    response.headers["Location"] = here
    if not accepted.is_new:
        response.headers["Idempotent-Replayed"] = "true"
    return response, 202


def _shown(task: Task) -> dict[str, Any]:
    report = task.report or {}
    shown: dict[str, Any] = {"task": task.number, "kind": task.kind, "status": task.status}
    shown |= {"documents": task.documents, "accepted_at": task.accepted_at, "finished_at": task.finished_at}
    shown["generation"] = task.generation
    # A report is written before its generation is published: until then it is a plan.
    done = report if task.status != ENQUEUED else {}
    shown |= {name: done.get(name, 0) for name in COUNTS}
    return shown | {"rejected": done.get("rejected", []), "error": done.get("error")}
