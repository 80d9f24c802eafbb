"""The time of one request: measured in one place, and asked about inside every loop that may be long."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from search.model.limits import Limits

# What a service that answers many at once does wherever a long loop looks at the time: lets shorter requests go first,
# and raises an error of its own where nobody waits for the answer any more.
GIVE_WAY: ContextVar[Callable[[], None] | None] = ContextVar("give_way", default=None)


def give_way() -> None:
    """Does so, where a long loop has no deadline because nothing of it may be left out."""
    if hook := GIVE_WAY.get():
        hook()


@dataclass(eq=False, slots=True)
class Deadline:
    """Begins when a request is asked, by the clock and by the processor of the thread that asks.

    Who is told that time is over leaves out the rest of its work, and `cut` says ever after that something was.
    """

    limits: Limits
    cut: bool = False
    _asked: float = field(init=False)
    _worked: float = field(init=False)

    def __post_init__(self) -> None:
        self._asked, self._worked = time.monotonic(), time.thread_time()

    @property
    def elapsed_ms(self) -> float:
        """The milliseconds since the request was asked."""
        return (time.monotonic() - self._asked) * 1000

    def is_soft_over(self) -> bool:
        """Whether nothing more is begun that need not be: a looser query."""
        return self._over(self.elapsed_ms > self.limits.soft_ms)

    def is_check_over(self) -> bool:
        """Whether no more texts are read for what terms cannot tell: hits and snippets need their time too."""
        worked_ms = (time.thread_time() - self._worked) * 1000
        return self._over(worked_ms > self.limits.check_ms or self.elapsed_ms > self.limits.hard_ms)

    def is_over(self) -> bool:
        """Whether the answer is due: what it still lacks stays out."""
        return self._over(self.elapsed_ms > self.limits.hard_ms)

    def _over(self, over: bool) -> bool:
        if not over:
            give_way()
        self.cut = self.cut or over
        return over
