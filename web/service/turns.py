"""Whose turn it is to compute: of the requests in a worker, those that have had the least time go first.

A search is nearly all computing, and threads of one process only interrupt each other, so few compute at once. One
that has computed for a while lets another go first that has had less: a short search waits for no long one, however
many of these there are, and long ones share what is left. Source: Kleinrock, Queueing Systems II (1976), section 4.6,
foreground-background or least attained service.

Short ones without end would leave nothing to a longer one, so one turn of several goes to who came first of all: beside
60 clients that ask for 10 ms again and again, a search of 30 ms took 11 s without this. More than a few of them would
end long ones so fast that the next ones of the same clients, none of which has had any time yet, fill the worker.

Who has left waits for nothing: its turn is taken from it, so that a flood of requests that nobody waits for is none.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from threading import Lock

AT_ONCE = 2  # that compute in one worker: one, and another while it waits for the engine's threads or the disk
# Seconds of the processor after which one lets others go first: of 20 searches for two words in 40,003 articles 19 take
# less. With .03 the first turns of 60 clients that ask for 30 ms each last a second.
QUANTUM = 0.02
# Seconds of the processor of the first turns of all who wait, which are longer than a quantum where few wait. By the
# quantum alone a search of 22 ms, beside three clients that ask for 12 ms again and again, waits for seven of theirs:
# one in a hundred took .22 s where half took .05 (benchmarks/bench_serve.py).
ROUND = 0.12
PATIENCE = 1.0  # seconds that a request waits for its first turn
MOST = 48  # requests in a worker, computing and waiting
OF_FIRST = 8  # every so many turns one goes to who came first
# Seconds without a turn given, after which all who let others go first go on: who computes may wait for a lock that one
# of them holds. That is a mistake that a worker must not stand still for: `cached_property` of Python 3.11 has a lock.
STUCK = 1.0
HasLeft = Callable[[bool], bool]  # whether the client has left, as far as that is known, while others wait or not


class ClientLeftError(Exception):
    """Nobody waits for the answer: it is computed no further."""


def stays(others_wait: bool) -> bool:
    """What is known of a client where the server cannot tell."""
    return False


class Turn:
    """The turn of one request; it is held until `leave`, but for the time in which others go first.

    It belongs to the thread that took it.
    """

    def __init__(self, turns: Turns, number: int, has_left: HasLeft = stays) -> None:
        self.attained = 0.0  # seconds of the processor
        self.number = number  # who came first has the lowest
        self.has_left = has_left
        self.given = Lock()  # released when the thread may compute: no other thread wakes
        self.given.acquire()
        self._turns = turns
        self._since = 0.0

    def begin(self) -> None:
        """Counts the time from here."""
        self._since = self._turns.clock()

    def give_way(self) -> None:
        """Lets others go first that have had less time; to be called now and then by whatever takes long.

        Raises `ClientLeftError`.
        """
        if self.has_left(self._turns.waiting > 0):
            raise ClientLeftError
        now = self._turns.clock()
        longest = QUANTUM if self.attained else max(QUANTUM, ROUND / (1 + self._turns.waiting))
        if now - self._since >= longest:
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
        self._now = time.monotonic
        self._moved = self._now()  # when a turn was last given
        self._computing: set[Turn] = set()
        self._waiting: set[Turn] = set()
        self._numbers = itertools.count()
        self._given = itertools.count(1)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, has_left: HasLeft = stays) -> Turn | None:
        """A turn, after as much waiting as there is patience for; None where it takes longer, or too many wait.

        Raises `ClientLeftError`.
        """
        with self._lock:
            self._drop()
            if len(self._computing) + len(self._waiting) >= self._most:
                return None
            turn = Turn(self, next(self._numbers), has_left)
            self._waiting.add(turn)
            self._give()
        if not self._await(turn):
            with self._lock:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                    return None
            turn.given.acquire()  # it was given just now
        with self._lock:
            if turn not in self._computing:
                raise ClientLeftError
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
        while not turn.given.acquire(timeout=STUCK):
            with self._lock:
                if turn in self._waiting and self._now() - self._moved >= STUCK:
                    self._hand(turn)

    def remove(self, turn: Turn) -> None:
        """Ends a turn."""
        with self._lock:
            self._computing.remove(turn)
            self._give()

    def _give(self) -> None:
        """Gives the free turns to those that have had the least time, and now and then one to who came first of all."""
        while self._waiting and len(self._computing) < self._at_once:
            self._moved = self._now()
            to_first = next(self._given) % OF_FIRST == 0
            self._hand(min(self._waiting, key=lambda turn: (0 if to_first else turn.attained, turn.number)))

    def _hand(self, turn: Turn) -> None:
        self._waiting.remove(turn)
        self._computing.add(turn)
        turn.given.release()

    def _drop(self) -> None:
        """Lets those go whose clients have left: who has begun computes on to its next look, which ends it."""
        for turn in [turn for turn in self._waiting if turn.has_left(True)]:
            self._waiting.remove(turn)
            if turn.attained:
                self._computing.add(turn)
            turn.given.release()
