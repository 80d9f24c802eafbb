"""The state of a service: what is published and how old it is, what waits, what the disk has left, what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from math import ceil
from typing import Any

from search.answering.searcher import Index
from search.engines import CLUSTER
from search.engines.store import DEGRADED
from search.errors import BahithError
from search.indexing.drain import STALLED, queue_path
from search.messages import Message
from search.settings import Settings
from search.storage.queue import Queue

_ROOM = 2  # times the index: a rebuild writes another beside it
_LONG = 60.0  # seconds that a task waits before something is wrong


@dataclass(frozen=True, slots=True)
class Waits:
    """What was accepted and is not in the index yet; `stalled` says by what, where something keeps it out."""

    tasks: int = 0
    documents: int = 0
    bytes: int = 0
    oldest_seconds: float = 0.0
    stalled: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """All of it; without an index what is known of one is None. `findings` are what is wrong, each with its cure."""

    generation: str | None
    built_at: str | None
    age_seconds: float | None
    documents: int | None
    rejected: int | None
    engine: str | None
    index_bytes: int | None
    disk_free: int | None
    disk_total: int | None
    queue: Waits
    findings: tuple[Message, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; a finding in both languages."""
        values = {name: value for name, value in asdict(self).items() if name != "findings"}
        findings = [
            {"code": one.code.partition(".")[2], "en": one.text("en"), "ar": one.text("ar")} for one in self.findings
        ]
        return values | {"findings": findings}


def look(settings: Settings, index: Index | None, wrong: Sequence[Message] = (), now: datetime | None = None) -> State:
    """The state by an open index, or None with what is `wrong` with it."""
    now = now or datetime.now(UTC)
    stats = index.stats() if index else {}
    built = stats.get("built_at")
    waits, found = Waits(), list(wrong)
    try:
        waits = _waits(settings, now)
    except BahithError as error:
        found.append(error.message)
    if index:
        found += _health(index)
    free, total = _disk(settings)
    state = State(
        generation=stats.get("generation"),
        built_at=built,
        age_seconds=(now - datetime.fromisoformat(built)).total_seconds() if built else None,
        documents=stats.get("documents"),
        rejected=stats.get("rejected"),
        engine=stats.get("engine"),
        index_bytes=stats.get("index_bytes"),
        disk_free=free,
        disk_total=total,
        queue=waits,
        findings=(),
    )
    return replace(state, findings=(*found, *_findings(state, settings)))


def _health(index: Index) -> list[Message]:
    try:
        return [Message("state.degraded")] if index.health() == DEGRADED else []
    except BahithError as error:
        return [error.message]


def _disk(settings: Settings) -> tuple[int | None, int | None]:
    try:
        usage = shutil.disk_usage(settings.index)
    except OSError:
        return None, None
    return usage.free, usage.total


def _waits(settings: Settings, now: datetime) -> Waits:
    path = queue_path(settings)
    if not path.is_file():
        return Waits()
    queue = Queue(path)
    try:
        waiting, stalled = queue.waiting(), queue.state(STALLED)
    finally:
        queue.close()
    since = (now - datetime.fromisoformat(waiting.oldest)).total_seconds() if waiting.oldest else 0.0
    return Waits(waiting.tasks, waiting.documents, waiting.bytes, max(0.0, since), stalled)


def _findings(state: State, settings: Settings) -> Iterator[Message]:
    most = settings.service.max_age
    if most and state.age_seconds is not None and state.age_seconds > 3600 * most:
        yield Message("state.old", {"hours": int(state.age_seconds // 3600), "most": f"{most:g}"})
    if state.rejected:
        yield Message("state.rejected", {"rejected": state.rejected})
    here = state.index_bytes if state.engine != CLUSTER else None
    if state.disk_free is not None and here and state.disk_free < _ROOM * here:
        needed = ceil(_ROOM * here / 1_000_000)
        yield Message("state.little-room", {"free": state.disk_free // 1_000_000, "needed": needed})
    if state.queue.stalled:
        yield Message("state.stalled", {"tasks": state.queue.tasks, "reason": Message(f"title.{state.queue.stalled}")})
    elif state.queue.oldest_seconds > _LONG:
        yield Message("state.waits", {"tasks": state.queue.tasks, "seconds": int(state.queue.oldest_seconds)})
