"""What a service takes in for an index: documents and deletions, looked through, then accepted into the queue."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from search.errors import BahithError
from search.indexing.drain import STALLED, queue_path
from search.indexing.indexer import applied
from search.indexing.writes import DELETE, DELETE_MATCHING, PUT, filters_body, ids_body, rows_body
from search.messages import Message
from search.model.reject import UnfitError
from search.model.request import SearchRequest
from search.model.schema import Schema
from search.settings import Settings
from search.sources.jsonl import document_of, known_keys
from search.storage.queue import NoRoomError, Queue, Sent, Task, Waiting

_FULL = ("disk-full", "no-room")
_NAMED, _LONGEST = 20, 80  # keys that are no fields, and their letters
_NUMBERS = 2**63  # that SQLite has
_SPARE = 1_000_000  # bytes that must be free besides what is accepted


class InvalidDocumentsError(BahithError):
    """Some documents of a request cannot be indexed, so none is accepted; `faults` are by their number from 1."""

    code = "invalid-documents"
    status = 400
    exit_code = 2

    def __init__(self, documents: int, faults: Sequence[tuple[int, Message]]) -> None:
        number, reason = faults[0]
        super().__init__("invalid-documents", unfit=len(faults), documents=documents, number=number, reason=reason)
        self.faults = [(str(place), fault) for place, fault in faults]


class QueueFullError(BahithError):
    """More is waiting to be indexed than may wait."""

    code = "queue-full"
    status = 429
    headers = {"Retry-After": "5"}


class TaskNotFoundError(BahithError):
    """No task has this number."""

    code = "task-not-found"
    status = 404


@dataclass(frozen=True, slots=True)
class Accepted:
    """A task that was accepted, now or before with the same Idempotency-Key; `ignored` are keys that are no fields."""

    task: Task
    is_new: bool
    ignored: tuple[str, ...] = ()


class Intake:
    """Accepts writes of an index. Threads share it; its queue is opened at the first look, in whichever process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._opened: Queue | None = None

    @property
    def queue(self) -> Queue:
        """The queue of the index."""
        with self._lock:
            if self._opened is None:
                self._opened = Queue(queue_path(self._settings), applied(self._settings.index, self._settings))
            return self._opened

    def put(self, rows: Sequence[Any], schema: Schema, sent: Sent) -> Accepted:
        """Accepts documents, all of them or none.

        Raises `InvalidDocumentsError`, `QueueFullError`, `NoRoomError`, `IdempotencyError`.
        """
        keys = known_keys(schema)
        faults: list[tuple[int, Message]] = []
        for number, row in enumerate(rows, 1):
            try:
                if not isinstance(row, dict):
                    raise UnfitError("not-an-object")
                document_of(row, schema)
            except UnfitError as error:
                faults.append((number, error.reason))
        if faults:
            raise InvalidDocumentsError(len(rows), faults)
        ignored = tuple(dict.fromkeys(_shown(key) for row in rows for key in row if key not in keys))[:_NAMED]
        kept = [{key: value for key, value in row.items() if key in keys} for row in rows]
        return self._accept(PUT, rows_body(kept), len(rows), sent, ignored)

    def delete(self, ids: Sequence[str], sent: Sent) -> Accepted:
        """Accepts that documents are to be deleted."""
        return self._accept(DELETE, ids_body(ids), len(ids), sent)

    def delete_matching(self, asked: SearchRequest, sent: Sent) -> Accepted:
        """Accepts that all documents are to be deleted that meet the filters and ranges of a request."""
        return self._accept(DELETE_MATCHING, filters_body(asked), 0, sent)

    def task(self, number: int) -> Task:
        """A task. Raises `TaskNotFoundError`."""
        found = self.queue.task(number) if number < _NUMBERS else None
        if found is None:
            raise TaskNotFoundError("task-not-found", number=number)
        return found

    def _accept(self, kind: str, body: bytes, documents: int, sent: Sent, ignored: tuple[str, ...] = ()) -> Accepted:
        queue, limits = self.queue, self._settings.limits
        self._check_room(queue, len(body))
        waiting = queue.waiting()
        if waiting.tasks and _is_full(waiting, documents, len(body), limits.queue_documents, limits.queue_bytes):
            raise QueueFullError("queue-full", documents=waiting.documents)
        task, is_new = queue.add(kind, body, documents, sent)
        return Accepted(task, is_new, ignored)

    def _check_room(self, queue: Queue, size: int) -> None:
        free = shutil.disk_usage(queue_path(self._settings).parent).free
        if free < 2 * size + _SPARE or queue.state(STALLED) in _FULL:
            raise NoRoomError("no-room")


def _shown(key: str) -> str:
    """A key of JSON as UTF-8 can tell it: half a surrogate pair is none."""
    return key[:_LONGEST].encode("utf-8", "replace").decode()


def _is_full(waiting: Waiting, documents: int, size: int, most_documents: int, most_bytes: int) -> bool:
    return waiting.documents + documents > most_documents or waiting.bytes + size > most_bytes
