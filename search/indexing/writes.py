"""Documents that came over the API, put into the index: some tasks of the queue make one generation.

Within a generation a later task counts more than an earlier one. The generation names the last task that it holds, so
it is published together with the fact that the task was applied.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from search.engines.base import Engine, Window
from search.engines.clauses import Bool
from search.indexing.generation_build import Build
from search.model.document import Document
from search.model.reject import Reject, UnfitError
from search.model.request import SearchRequest
from search.model.schema import Schema
from search.model.value_map import ValueMap
from search.query.filter_clauses import filter_clauses
from search.sources.furniture import Repeated, with_furniture
from search.sources.jsonl import document_of
from search.storage.queue import Queued
from search.storage.records import digest

PUT, DELETE, DELETE_MATCHING = "put", "delete", "delete-matching"
_MANY = 500  # documents from which other processes pay that analyse them; a few pages leave the cores to searches


@dataclass(slots=True)
class Outcome:
    """What became of the documents of a task; `rejected` is those that the fields of the index have no place for."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    deleted: int = 0
    missing: int = 0  # to be deleted, and not there
    rejected: list[dict[str, Any]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


def rows_body(rows: Sequence[dict[str, Any]]) -> bytes:
    """Documents as a task keeps them."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def ids_body(ids: Sequence[str]) -> bytes:
    """Ids of documents to be deleted as a task keeps them."""
    return json.dumps(ids, ensure_ascii=False).encode()


def filters_body(asked: SearchRequest) -> bytes:
    """What narrows a request as a task keeps it: documents that meet it are to be deleted."""
    filters, ranges = dict(asked.filters), dict(asked.ranges)
    return json.dumps({"filters": filters, "ranges": ranges}, ensure_ascii=False).encode()


def first_alone(batch: Sequence[Queued]) -> Sequence[Queued]:
    """The tasks that one generation may hold: what deletes by a filter sees all that was written before."""
    for place, task in enumerate(batch):
        if place and task.kind == DELETE_MATCHING:
            return batch[:place]
    return batch


def apply(build: Build, engine: Engine, batch: Sequence[Queued]) -> dict[int, Outcome]:
    """Applies tasks to the documents of `engine`, which `build` continues; what became of each by its number."""
    outcomes = {task.number: Outcome() for task in batch}
    steps = [(task.number, *step) for task in batch for step in _steps(task, engine, build.schema, outcomes)]
    there = engine.digests(list(dict.fromkeys(id for _, id, _ in steps)))
    last = _played(steps, there, outcomes)
    for id, document in last.items():
        if document is None and id in there:
            build.delete(there[id])
    changed = [one for one in last.values() if one and there.get(one.id) != digest(one)]
    about = len(changed) if len(changed) >= _MANY else 0
    for prepared in build.prepare(iter(changed), about):
        if prepared.id in there:
            build.replace(prepared, there[prepared.id])
        else:
            build.add(prepared)
    build.applied = batch[-1].number
    return outcomes


def _steps(
    task: Queued, engine: Engine, schema: Schema, outcomes: dict[int, Outcome]
) -> Iterator[tuple[str, Document | None]]:
    """The ids that a task writes, each with its document, or None where that is deleted."""
    if task.kind == DELETE:
        yield from ((id, None) for id in json.loads(task.body))
    elif task.kind == DELETE_MATCHING:
        yield from ((id, None) for id in _matching(json.loads(task.body), engine, schema))
    else:
        for number, line in enumerate(task.body.decode().split("\n"), 1):
            try:
                document = document_of(json.loads(line), schema)[0]
            except UnfitError as error:
                outcomes[task.number].rejected.append(Reject("", number, error.reason).to_dict())
                continue
            yield document.id, with_furniture(document, Repeated())


def _matching(asked: dict[str, Any], engine: Engine, schema: Schema) -> list[str]:
    filters = ValueMap({name: tuple(values) for name, values in asked["filters"].items()})
    ranges = ValueMap({name: tuple(ends) for name, ends in asked["ranges"].items()})
    request = SearchRequest("", filters=filters, ranges=ranges)
    clause = Bool(filters=filter_clauses(request, schema))
    return [match.id for match in engine.search(clause, Window(limit=max(1, engine.count()))).matches]


def _played(
    steps: Sequence[tuple[int, str, Document | None]], there: dict[str, int], outcomes: dict[int, Outcome]
) -> dict[str, Document | None]:
    """What each id has in the end; what each step does on the way is counted in its outcome."""
    now: dict[str, int] = dict(there)
    last: dict[str, Document | None] = {}
    for number, id, document in steps:
        outcome, before = outcomes[number], now.pop(id, None)
        if document is None:
            outcome.deleted += before is not None
            outcome.missing += before is None
        else:
            now[id] = digest(document)
            outcome.added += before is None
            outcome.unchanged += before == now[id]
            outcome.replaced += before is not None and before != now[id]
        last.pop(id, None)  # in the order of the last step that writes it
        last[id] = document
    return last
