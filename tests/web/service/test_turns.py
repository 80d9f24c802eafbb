"""Of the requests in a worker, those that have had the least time compute first."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

import pytest

from web.service.turns import OF_FIRST, QUANTUM, ROUND, ClientLeftError, Turn, Turns

LONG = 60  # seconds: no machine is so busy that a thread waits as long for its turn


@pytest.fixture(autouse=True)
def nobody_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.service.turns.STUCK", LONG)


class Clock:
    """Seconds of the processor that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)


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


def test_a_turn_given_at_the_very_end_of_patience_is_one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(at_once=1, patience=0.01)
    first, late = taken(turns), Turns._await

    def slowly(self: Turns, turn: Turn) -> bool:
        given = late(self, turn)
        first.leave()
        return given

    monkeypatch.setattr(Turns, "_await", slowly)
    turn = taken(turns)
    monkeypatch.undo()
    assert turns._computing == {turn}
    assert turn.given.locked()
    turn.leave()


def test_nobody_waits_where_too_many_wait() -> None:
    turns = Turns(at_once=1, most=2, patience=LONG)
    first = turns.take()
    assert first is not None
    waiting = started(lambda: leave(turns.take()))
    until(lambda: turns._waiting)
    assert turns.take() is None
    first.leave()
    waiting.join(LONG)
    assert not waiting.is_alive()


def leave(turn: Turn | None) -> None:
    if turn is not None:
        turn.leave()


def following(turns: Turns, name: str, order: list[str], work: Callable[[Turn], None] = Turn.leave) -> threading.Thread:
    """A request that waits for its turn, and is known to wait when this returns."""

    def run() -> None:
        turn = turns.take()
        assert turn is not None
        order.append(name)
        work(turn)

    before = len(turns._waiting)
    thread = started(run)
    until(lambda: len(turns._waiting) > before)
    return thread


def taken(turns: Turns) -> Turn:
    turn = turns.take()
    assert turn is not None
    return turn


def test_one_that_has_computed_long_lets_a_new_one_go_first() -> None:
    clock, order = Clock(), list[str]()
    turns = Turns(at_once=2, patience=LONG, clock=clock)
    first, long = taken(turns), taken(turns)
    waiting = following(turns, "short", order)
    clock.now += ROUND / 4
    long.give_way()  # not yet: one waits, and its turn comes soon
    order.append("long")
    clock.now += ROUND / 4
    long.give_way()
    order.append("long")
    waiting.join(LONG)
    assert order == ["long", "short", "long"]
    first.leave()
    long.leave()


def test_where_many_wait_or_for_who_had_a_turn_it_is_a_quantum() -> None:
    clock, order = Clock(), list[str]()
    turns = Turns(at_once=1, patience=LONG, clock=clock)
    long = taken(turns)
    many = [following(turns, f"first {number}", order) for number in range(round(ROUND / QUANTUM))]
    clock.now += QUANTUM
    long.give_way()
    order.append("long")
    many.append(following(turns, "later", order))
    clock.now += QUANTUM
    long.give_way()
    long.leave()
    for one in many:
        one.join(LONG)
    assert order == [*(f"first {number}" for number in range(round(ROUND / QUANTUM))), "long", "later"]


def test_of_two_long_ones_who_has_had_less_goes_on() -> None:
    clock, order = Clock(), list[str]()
    turns = Turns(at_once=2, patience=LONG, clock=clock)
    first, second = taken(turns), taken(turns)

    def work(third: Turn) -> None:
        clock.now += 2 * ROUND
        third.give_way()  # it has had more than the second
        order.append("third")
        third.leave()

    waiting = following(turns, "third", order, work)
    clock.now += ROUND
    second.give_way()
    order.append("second")
    second.leave()
    waiting.join(LONG)
    assert order == ["third", "second", "third"]
    first.leave()


def test_short_ones_without_end_do_not_keep_a_long_one_from_its_end() -> None:
    clock, order = Clock(), list[str]()
    turns = Turns(at_once=1, patience=LONG, clock=clock)
    long = taken(turns)
    short = [following(turns, f"short {number}", order) for number in range(2 * OF_FIRST)]
    clock.now += QUANTUM
    long.give_way()
    order.append("long")
    long.leave()
    for one in short:
        one.join(LONG)
    assert order.index("long") == OF_FIRST - 2  # the first turn of all was its own


def test_who_let_others_go_first_goes_on_where_they_wait_for_what_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.service.turns.STUCK", 0.05)
    clock, order, held = Clock(), list[str](), threading.Lock()
    turns = Turns(at_once=1, patience=LONG, clock=clock)
    monkeypatch.setattr(turns, "_now", lambda: float("second" in order))  # time passes once it has its turn
    first = taken(turns)

    def work(second: Turn) -> None:
        with held:
            order.append("has it")
        second.leave()

    with held:
        waiting = following(turns, "second", order, work)
        clock.now += ROUND
        first.give_way()
        order.append("first goes on")
    waiting.join(LONG)
    first.leave()
    assert order == ["second", "first goes on", "has it"]


def test_who_has_left_while_it_waited_makes_room() -> None:
    turns = Turns(at_once=1, most=3, patience=LONG)
    left = set[str]()

    def take(name: str) -> None:
        try:
            ended.append((name, turns.take(lambda others_wait: name in left)))
        except ClientLeftError:
            ended.append((name, None))

    def wait(name: str) -> threading.Thread:
        before = len(turns._waiting)
        thread = started(lambda: take(name))
        until(lambda: len(turns._waiting) > before)
        return thread

    ended = list[tuple[str, Turn | None]]()
    first = taken(turns)
    gone, stays = wait("gone"), wait("stays")
    assert turns.take() is None
    left.add("gone")
    third = started(lambda: leave(turns.take()))
    gone.join(LONG)
    assert ended == [("gone", None)]
    first.leave()
    stays.join(LONG)
    leave(ended[1][1])
    third.join(LONG)
    assert not third.is_alive()


def ends(turn: Turn) -> None:
    with contextlib.suppress(ClientLeftError):
        turn.give_way()
        turn.give_way()


def test_who_has_ended_its_side_computes_on_while_nobody_waits() -> None:
    turns = Turns(at_once=1, patience=LONG)
    turn = turns.take(lambda others_wait: others_wait)
    assert turn is not None
    turn.give_way()
    waiting = following(turns, "other", [])
    with pytest.raises(ClientLeftError):
        turn.give_way()
    turn.leave()
    waiting.join(LONG)


def test_who_has_begun_and_left_goes_on_at_once_to_its_end() -> None:
    clock, left = Clock(), list[bool]()
    turns = Turns(at_once=2, patience=LONG, clock=clock)
    first = taken(turns)
    begun = turns.take(lambda others_wait: bool(left))
    assert begun is not None
    following(turns, "short", [], lambda turn: None)  # it computes without end
    clock.now += ROUND
    resumed = started(lambda: ends(begun))
    until(lambda: begun in turns._waiting)
    left.append(True)
    taker = started(lambda: leave(turns.take()))
    resumed.join(LONG)
    assert begun in turns._computing
    begun.leave()
    first.leave()
    taker.join(LONG)


def test_one_alone_goes_on_without_waiting() -> None:
    clock = Clock()
    turn = taken(Turns(at_once=1, clock=clock))
    clock.now += 100
    turn.give_way()
    turn.leave()
