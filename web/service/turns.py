"""Whose turn it is to compute: of the requests in a worker, those that have had the least time go first.

A search is nearly all computing, and threads of one process only interrupt each other, so few compute at once. One
that has computed for a while lets another go first that has had less: a short search waits for no long one, however
many of these there are, and long ones share what is left. Source: Kleinrock, Queueing Systems II (1976), section 4.6,
foreground-background or least attained service.

Short ones without end would leave nothing to a longer one, so who came first of all goes on: beside 60 clients that ask
for 10 ms again and again, a search of 30 ms took 11 s without this.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from threading import Lock

AT_ONCE = 2  # that compute in one worker: one, and another while it waits for the engine's threads or the disk
QUANTUM = 0.02  # seconds of the processor after which one lets others go first: a short search takes less
PATIENCE = 1.0  # seconds that a request waits for its first turn
MOST = 48  # requests in a worker, computing and waiting


class Turn:
    """The turn of one request; it is held until `leave`, but for the time in which others go first.

    It belongs to the thread that took it.
    """

    def __init__(self, turns: Turns, number: int) -> None:
        self.attained = 0.0  # seconds of the processor
        self.number = number  # who came first has the lowest
        self.given = Lock()  # released when the thread may compute: no other thread wakes
        self.given.acquire()
        self._turns = turns
        self._since = 0.0

    def begin(self) -> None:
        """Counts the time from here."""
        self._since = self._turns.clock()

    def give_way(self) -> None:
        """Lets others go first that have had less time; to be called now and then by whatever takes long."""
        now = self._turns.clock()
        if now - self._since >= QUANTUM:
            self.attained += now - self._since
            self._turns.exchange(self)
            self._since = self._turns.clock()

    def leave(self) -> None:
        """Ends the turn."""
        self._turns.remove(self)


class Turns:
    """The turns of a worker; threads share it."""

    def __init__(
        self,
        at_once: int = AT_ONCE,
        most: int = MOST,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self.clock = clock
        self._at_once, self._most, self._patience = at_once, most, patience
        self._lock = Lock()
        self._computing: set[Turn] = set()
        self._waiting: set[Turn] = set()
        self._numbers = itertools.count()

    def take(self) -> Turn | None:
        """A turn, after as much waiting as there is patience for; None where it takes longer, or too many wait."""
        with self._lock:
            if len(self._computing) + len(self._waiting) >= self._most:
                return None
            turn = Turn(self, next(self._numbers))
            self._waiting.add(turn)
            self._give()
        if not self._await(turn):
            with self._lock:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                    return None
            turn.given.acquire()  # it was given just now
        turn.begin()
        return turn

    def _await(self, turn: Turn) -> bool:
        return turn.given.acquire(timeout=self._patience)

    def exchange(self, turn: Turn) -> None:
        """Lets others go first that have had less time than this one, and waits for its turn again."""
        with self._lock:
            self._computing.remove(turn)
            self._waiting.add(turn)
            self._give()
        turn.given.acquire()

    def remove(self, turn: Turn) -> None:
        """Ends a turn."""
        with self._lock:
            self._computing.remove(turn)
            self._give()

    def _give(self) -> None:
        """Gives the free turns to who came first of all, and then to those that have had the least time."""
        while self._waiting and len(self._computing) < self._at_once:
            first = min(turn.number for turn in self._computing | self._waiting)
            chosen = min(self._waiting, key=lambda turn: (turn.number != first, turn.attained, turn.number))
            self._waiting.remove(chosen)
            self._computing.add(chosen)
            chosen.given.release()
