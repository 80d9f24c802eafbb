"""Of the requests in a worker, those that have had the least time compute first."""

from __future__ import annotations

import threading
from collections.abc import Callable

from web.service.turns import QUANTUM, Turn, Turns


class Clock:
    """Seconds of the processor that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_as_many_compute_as_may_and_the_next_when_one_leaves() -> None:
    turns = Turns(at_once=1, patience=0.01)
    first = turns.take()
    assert first is not None
    assert turns.take() is None  # it ran out of patience
    first.leave()
    assert turns.take() is not None


def test_nobody_waits_where_too_many_wait() -> None:
    turns = Turns(at_once=1, most=2, patience=30)
    first = turns.take()
    assert first is not None
    waiting = started(lambda: leave(turns.take()))
    while not turns._waiting:
        pass
    assert turns.take() is None
    first.leave()
    waiting.join(10)
    assert not waiting.is_alive()


def leave(turn: Turn | None) -> None:
    if turn is not None:
        turn.leave()


def test_one_that_has_computed_long_lets_a_new_one_go_first() -> None:
    clock, order = Clock(), []
    turns = Turns(at_once=1, patience=30, clock=clock)
    long = turns.take()
    assert long is not None

    def short() -> None:
        turn = turns.take()
        order.append("short")
        leave(turn)

    waiting = started(short)
    while not turns._waiting:
        pass
    clock.now += QUANTUM / 2
    long.give_way()  # not yet: changing costs too
    order.append("long")
    clock.now += QUANTUM
    long.give_way()
    order.append("long")
    long.leave()
    waiting.join(10)
    assert order == ["long", "short", "long"]


def test_of_two_long_ones_who_has_had_less_goes_on() -> None:
    clock, order = Clock(), []
    turns = Turns(at_once=1, patience=30, clock=clock)
    first = turns.take()
    assert first is not None

    def second() -> None:
        turn = turns.take()
        assert turn is not None
        order.append("second")
        clock.now += 5 * QUANTUM
        turn.give_way()  # it has had more than the first
        order.append("second")
        turn.leave()

    waiting = started(second)
    while not turns._waiting:
        pass
    clock.now += 2 * QUANTUM
    first.give_way()
    order.append("first")
    first.leave()
    waiting.join(10)
    assert order == ["second", "first", "second"]


def test_one_alone_goes_on_without_waiting() -> None:
    clock = Clock()
    turn = Turns(at_once=1, clock=clock).take()
    assert turn is not None
    clock.now += 100
    turn.give_way()
    turn.leave()
