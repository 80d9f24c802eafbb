"""What a service has accepted and the index does not have yet: tasks in a SQLite file beside the index.

A task is on the disk before its number is given (`synchronous=FULL`). Numbers rise and none is given twice: a
generation names in its manifest the last one that it holds, so that whoever goes on after a crash applies nothing a
second time.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from search.errors import BahithError, DiskFullError

FILE = "queue.sqlite"
ENQUEUED, SUCCEEDED, FAILED = "enqueued", "succeeded", "failed"
KEPT_DAYS = 7  # that a finished task can be asked for, and its Idempotency-Key counts
_SCHEMA = """
create table if not exists tasks(
  number integer primary key autoincrement, kind text not null, body blob not null,
  bytes integer not null, documents integer not null, accepted_at text not null,
  owner text not null, idempotency text, digest blob,
  status text not null default 'enqueued', finished_at text, generation text, report text not null default '{}'
);
create index if not exists pending on tasks(number, bytes, documents) where status = 'enqueued';
create unique index if not exists idempotent on tasks(owner, idempotency) where idempotency is not null;
create table if not exists state(name text primary key, value text not null);
"""
_WAIT = 10.0  # seconds for another process to finish its transaction
_COLUMNS = "number, kind, documents, accepted_at, status, finished_at, generation, report"
_LEAST = 1_000_000  # bytes: where fewer are free, an error of writing is one of room


class NoRoomError(DiskFullError):
    """Nothing more can be accepted: the disk has no room for it."""

    code = "no-room"
    status = 507
    names_no_place = True


class QueueUnusableError(BahithError):
    """The file of the queue cannot be read or written."""

    code = "queue-unusable"
    status = 503


class IdempotencyError(BahithError):
    """An Idempotency-Key came with another request than before."""

    code = "idempotency-conflict"
    status = 409


@dataclass(frozen=True, slots=True)
class Task:
    """What was accepted in one request, and what became of it; `report` has counts and rejects once it is applied."""

    number: int
    kind: str
    documents: int
    accepted_at: str
    status: str = ENQUEUED
    finished_at: str | None = None
    generation: str | None = None
    report: Mapping[str, Any] | None = None


class Queued(NamedTuple):
    """A task that is yet to be applied."""

    number: int
    kind: str
    body: bytes
    documents: int


class Waiting(NamedTuple):
    """What is yet to be applied, and since when the oldest of it waits."""

    tasks: int
    documents: int
    bytes: int
    oldest: str | None


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sent a request, by the name of its key; with an Idempotency-Key, the digest of the whole request."""

    owner: str
    idempotency: str | None = None
    digest: bytes = b""


class Queue:
    """The tasks of an index. Threads and processes may share it; a connection is not carried over a fork.

    No number up to `applied`, which the index holds already, is given: the file may have been lost, or be a backup.
    """

    def __init__(self, path: Path, applied: int = 0) -> None:
        self._path = path
        self._lock = Lock()
        with self._explained():
            self._connection = sqlite3.connect(path, _WAIT, isolation_level=None, check_same_thread=False)
            self._connection.executescript(f"pragma journal_mode=wal; pragma synchronous=full; {_SCHEMA}")
            self._begin_after(applied)

    def add(self, kind: str, body: bytes, documents: int, sent: Sent) -> tuple[Task, bool]:
        """Accepts a request; it is on the disk when this returns. Of one that was accepted before, the task it has.

        The second value says whether it is new. Raises `IdempotencyError`, `NoRoomError`, `QueueUnusableError`.
        """
        with self._writing() as connection:
            if sent.idempotency and (known := self._known(connection, sent)):
                return known, False
            row = (kind, body, len(body), documents, _now(), sent.owner, sent.idempotency, sent.digest)
            columns = "kind, body, bytes, documents, accepted_at, owner, idempotency, digest"
            done = connection.execute(f"insert into tasks({columns}) values (?, ?, ?, ?, ?, ?, ?, ?)", row)
            return Task(int(done.lastrowid or 0), kind, documents, row[4]), True

    def task(self, number: int) -> Task | None:
        """A task by its number."""
        with self._reading() as connection:
            row = connection.execute(f"select {_COLUMNS} from tasks where number = ?", (number,)).fetchone()
        return _task(row) if row else None

    def waiting(self) -> Waiting:
        """How much is yet to be applied."""
        asked = "select count(*), coalesce(sum(documents), 0), coalesce(sum(bytes), 0), min(number) from tasks"
        with self._reading() as connection:
            tasks, documents, size, first = connection.execute(f"{asked} where status = 'enqueued'").fetchone()
            oldest = connection.execute("select accepted_at from tasks where number = ?", (first,)).fetchone()
        return Waiting(tasks, documents, size, oldest[0] if oldest else None)

    def first(self, most_documents: int, most_bytes: int) -> list[Queued]:
        """The tasks that come next, in their order: one, and more up to so many documents and bytes."""
        found: list[Queued] = []
        documents = size = 0
        with self._reading() as connection:
            asked = "select number, kind, body, documents from tasks where status = 'enqueued' order by number"
            for task in map(Queued._make, connection.execute(asked)):
                documents, size = documents + task.documents, size + len(task.body)
                if found and (documents > most_documents or size > most_bytes):
                    break
                found.append(task)
        return found

    def note(self, reports: Mapping[int, Mapping[str, Any]]) -> None:
        """Keeps what will have become of tasks once their generation is published."""
        rows = [(json.dumps(report, ensure_ascii=False), number) for number, report in reports.items()]
        with self._writing() as connection:
            connection.executemany("update tasks set report = ? where number = ?", rows)

    def settle(self, applied: int, generation: str) -> None:
        """Ends all tasks up to the one that a published generation names."""
        self._end("number <= ?", (applied,), SUCCEEDED, generation)

    def finish(self, numbers: Sequence[int], generation: str) -> None:
        """Ends tasks that the published generation holds without naming them: they changed nothing."""
        self._end("number between ? and ?", (numbers[0], numbers[-1]), SUCCEEDED, generation)

    def fail(self, number: int, report: Mapping[str, Any]) -> None:
        """Ends a task that cannot be applied."""
        self.note({number: report})
        self._end("number = ?", (number,), FAILED, None)

    def set_state(self, name: str, value: str) -> None:
        """Keeps a fact for those who ask; an empty one is none."""
        with self._writing() as connection:
            connection.execute("insert or replace into state values (?, ?)", (name, value))

    def state(self, name: str) -> str:
        """A fact that was kept."""
        with self._reading() as connection:
            row = connection.execute("select value from state where name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def prune(self, days: int = KEPT_DAYS) -> None:
        """Forgets tasks that were finished so long ago."""
        before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
        with self._writing() as connection:
            connection.execute("delete from tasks where finished_at < ?", (before,))

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def _end(self, which: str, values: tuple[int, ...], status: str, generation: str | None) -> None:
        set_to = "status = ?, generation = ?, finished_at = ?, body = x'', bytes = 0"
        with self._writing() as connection:
            given = (status, generation, _now(), *values)
            connection.execute(f"update tasks set {set_to} where status = 'enqueued' and {which}", given)

    def _known(self, connection: sqlite3.Connection, sent: Sent) -> Task | None:
        asked = f"select digest, {_COLUMNS} from tasks where owner = ? and idempotency = ?"
        row = connection.execute(asked, (sent.owner, sent.idempotency)).fetchone()
        if row and row[0] != sent.digest:
            raise IdempotencyError("idempotency-conflict", key=repr(sent.idempotency))
        return _task(row[1:]) if row else None

    def _begin_after(self, applied: int) -> None:
        last = self._connection.execute("select seq from sqlite_sequence where name = 'tasks'").fetchone()
        if applied > (last[0] if last else 0):
            with self._writing() as connection:
                connection.execute("delete from sqlite_sequence where name = 'tasks'")
                connection.execute("insert into sqlite_sequence values ('tasks', ?)", (applied,))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._explained():
            yield self._connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._explained():
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
            if full or shutil.disk_usage(self._path.parent).free < _LEAST:
                raise NoRoomError("no-room") from error
            raise QueueUnusableError(
                "queue-unusable", path=self._path, file=self._path.name, reason=str(error)
            ) from error


def _task(row: Sequence[Any]) -> Task:
    number, kind, documents, accepted_at, status, finished_at, generation, report = row
    return Task(number, kind, documents, accepted_at, status, finished_at, generation, json.loads(report))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
