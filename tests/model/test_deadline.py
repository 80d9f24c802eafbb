"""The time of a request: what is still done when, and that what was left out is remembered."""

from __future__ import annotations

import pytest

from search.model import deadline as deadlines
from search.model.deadline import Deadline
from search.model.limits import Limits

LIMITS = Limits(soft_ms=500, check_ms=1_000, hard_ms=1_500)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Seconds of the clock and of the processor, as a test sets them."""
    seconds = {"clock": 100.0, "processor": 10.0}
    monkeypatch.setattr(deadlines.time, "monotonic", lambda: seconds["clock"])
    monkeypatch.setattr(deadlines.time, "thread_time", lambda: seconds["processor"])
    return seconds


@pytest.mark.parametrize(
    ("clock_s", "processor_s", "over"),
    [
        (0.4, 0.4, (False, False, False)),
        (0.6, 0.6, (True, False, False)),
        (1.1, 1.1, (True, True, False)),
        (1.1, 0.2, (True, False, False)),  # a busy machine
        (1.6, 0.2, (True, True, True)),
    ],
)
def test_stages_end_one_after_the_other(
    clock: dict[str, float], clock_s: float, processor_s: float, over: tuple[bool, bool, bool]
) -> None:
    deadline = Deadline(LIMITS)
    clock["clock"] += clock_s
    clock["processor"] += processor_s
    assert deadline.elapsed_ms == pytest.approx(1000 * clock_s)
    assert (deadline.is_soft_over(), deadline.is_check_over(), deadline.is_over()) == over


def test_who_was_told_that_time_is_over_has_cut_the_answer(clock: dict[str, float]) -> None:
    deadline = Deadline(LIMITS)
    assert not deadline.is_over()
    assert not deadline.cut
    clock["clock"] += 2
    assert not deadline.cut  # time is over, but nothing was left out for it
    assert deadline.is_over()
    assert deadline.cut
