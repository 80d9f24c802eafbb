"""Drains the queue of an index: what was accepted becomes a generation every few seconds, under the lock of the index.

Whatever dies at whatever moment, the next round finds where the last one was: the published generation names the last
task that it holds. What passes by itself (another writer, a full disk) is waited for; a task that cannot be applied
alone either is ended as failed, so that it keeps none behind it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from search.engines.store import EngineStore, Generation
from search.errors import BahithError, DiskFullError, EngineUnreachableError, IndexLockedError
from search.indexing.fingerprint import fingerprint
from search.indexing.generation_build import building
from search.indexing.writes import apply, first_alone
from search.messages import Message
from search.settings import Settings
from search.storage import open_store
from search.storage.queue import FILE, Queue, Queued

EVERY = 2.0  # seconds from one generation to the next, where one does not take longer
_IDLE = 0.25  # seconds between two looks at an empty queue
_AGAIN = 1.0  # seconds until what passes by itself is tried again
_MOST_DOCUMENTS = 2_000  # of a generation, at about
_MOST_BYTES = 32_000_000
_PRUNED_EVERY = 3_600.0
_TRIES = 5  # of a task alone before it is ended as failed: what is wrong may be the disk
STALLED = "stalled"  # the state of the queue that says why nothing is applied
_log = logging.getLogger(__name__)


def queue_path(settings: Settings) -> Path:
    """The file of the queue of an index."""
    return _store(settings).rejects.with_name(FILE)


class Drainer:
    """Applies the queue of an index, round by round."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = _store(settings)
        self._queue = Queue(queue_path(settings))
        self._alone = 0  # tasks that come one at a time, after some failed together
        self._tries = 0
        self._stalled = self._queue.state(STALLED)
        self._pruned = 0.0
        self._told = ""

    def run(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Drains for as long as `goes_on` says."""
        while goes_on():
            started = time.monotonic()
            pause = _IDLE
            try:
                if self.round():
                    took = time.monotonic() - started
                    pause = max(EVERY - took, _IDLE)
                self._told = ""
            except BahithError as error:
                pause = _AGAIN
                self._tell(error)
            until = time.monotonic() + pause
            while time.monotonic() < until and goes_on():
                time.sleep(min(_IDLE, pause))

    def round(self) -> int:
        """Applies the tasks that come next as one generation; how many they were.

        Raises what keeps any task from being applied now: `IndexLockedError`, `DiskFullError`, and what opening an
        index raises.
        """
        if not self._queue.first(1, 0):
            self._prune()
            return 0
        try:
            with self._store.writing():
                done = self._apply(self._store.open())
        except BahithError as error:
            self._say(error)
            raise
        self._say(None)
        return done

    def _apply(self, current: Generation) -> int:
        manifest = current.manifest
        self._queue.settle(manifest.applied, manifest.generation)
        batch = self._next()
        if not batch:
            return 0
        try:
            generation = self._publish(current, batch)
        except (DiskFullError, EngineUnreachableError, OSError):
            raise
        except Exception as error:  # an analysis or engine that fails at one document must not stop the others
            _log.exception("tasks %s to %s cannot be applied", batch[0].number, batch[-1].number)
            self._failed(batch, error)
        else:
            self._queue.finish([task.number for task in batch], generation)
            self._alone, self._tries = max(0, self._alone - 1), 0
        finally:
            current.close()
        return len(batch)

    def _next(self) -> Sequence[Queued]:
        if self._alone:
            return self._queue.first(1, 0)
        return first_alone(self._queue.first(_MOST_DOCUMENTS, _MOST_BYTES))

    def _failed(self, batch: Sequence[Queued], error: Exception) -> None:
        if len(batch) > 1:
            self._alone = len(batch)
            return
        self._tries += 1
        if self._tries == _TRIES:
            self._queue.fail(batch[0].number, {"error": _told(error)})
            self._alone, self._tries = max(0, self._alone - 1), 0

    def _publish(self, current: Generation, batch: Sequence[Queued]) -> str:
        """The generation that holds a batch: a new one, or the one that is there where nothing changes."""
        manifest = current.manifest
        with building(self._store, manifest.engine, manifest.schema, current, lambda _: None) as build:
            outcomes = apply(build, current.engine, batch)
            self._queue.note({number: outcome.to_dict() for number, outcome in outcomes.items()})
            if build.added or build.replaced or build.deleted:
                return build.finish().generation
            build.abandon()
            return manifest.generation

    def _tell(self, error: BahithError) -> None:
        """Logs what keeps tasks out, once until it has passed: it is tried every second."""
        if error.code != self._told and not isinstance(error, IndexLockedError):
            _log.error("%s", error)
            self._told = error.code

    def _say(self, error: BahithError | None) -> None:
        """Keeps why nothing is applied, for those who write and those who look; not that another one is writing."""
        said = "" if error is None or isinstance(error, IndexLockedError) else error.code
        if said != self._stalled:
            self._queue.set_state(STALLED, said)
            self._stalled = said

    def _prune(self) -> None:
        if time.monotonic() - self._pruned > _PRUNED_EVERY:
            self._pruned = time.monotonic()
            self._queue.prune()


def _store(settings: Settings) -> EngineStore:
    return open_store(settings.index, fingerprint(), settings.opensearch, settings.engine)


def _told(error: Exception) -> dict[str, str]:
    message = error.message if isinstance(error, BahithError) else Message("error.not-applied")
    return {"en": message.text("en"), "ar": message.text("ar")}
