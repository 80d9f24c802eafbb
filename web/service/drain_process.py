"""The process that puts what was accepted into the index, beside the workers: started by their master, and again."""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from search.errors import BahithError
from search.indexing.drain import Drainer, queue_path
from search.settings import Settings

_NICE = 10  # searches come first where there are fewer cores than work
_AGAIN = 5.0  # seconds from a start to the next one
_log = logging.getLogger(__name__)


class DrainProcess:
    """One process; what it was doing when it died is done by the next one. To be forked where no threads are."""

    def __init__(self, settings: Settings, drain: Callable[[Settings, Callable[[], bool]], None] | None = None) -> None:
        self._settings = settings
        self._drain = drain or _drain
        self._pid = 0
        self._alive = -1  # a pipe that ends when the process does: its pid may be another's by then
        self._started = -_AGAIN

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._alive >= 0 and not self._ends_within(0)

    def keep(self, listeners: Iterable[Any] = ()) -> None:
        """Starts it where it does not run, without the sockets that its parent listens on.

        There is nothing to do before something was accepted: a replica has no queue, and may not write one.
        """
        if not queue_path(self._settings).is_file():
            return
        if self.is_alive or time.monotonic() - self._started < _AGAIN:
            return
        if self._alive >= 0:
            os.close(self._alive)
            _log.error("the process that indexes what was accepted has ended: it is started again")
        self._started = time.monotonic()
        self._alive, ours = os.pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid:
            os.close(ours)
            return
        os.close(self._alive)
        for listener in listeners:
            listener.close()
        self._run(parent)

    def end(self, seconds: float = 10.0) -> None:
        """Lets it finish what it is at, for so long."""
        if self.is_alive:
            os.kill(self._pid, signal.SIGTERM)
            self._ends_within(seconds)

    def _ends_within(self, seconds: float) -> bool:
        poll = select.poll()  # `select.select` refuses a file whose number is 1,024 or more
        poll.register(self._alive, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _run(self, parent: int) -> None:
        """The life of the process: until it is told to end, or its parent is gone."""
        told: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, lambda number, _: told.append(number))
        for number in (signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH):
            signal.signal(number, signal.SIG_DFL if number == signal.SIGCHLD else signal.SIG_IGN)
        code = 0
        try:
            os.nice(_NICE)
            self._drain(self._settings, lambda: not told and os.getppid() == parent)
        except BahithError as error:  # no queue here: the index cannot be written, perhaps
            _log.error("what was accepted cannot be indexed: %s", error)
            code = 1
        except BaseException:  # nothing of the master's may run in this process
            _log.exception("the process that indexes what was accepted fails")
            code = 1
        finally:
            sys.stderr.flush()
            os._exit(code)


def _drain(settings: Settings, goes_on: Callable[[], bool]) -> None:
    Drainer(settings).run(goes_on)
