"""A search begun in a second thread, while the thread that will ask for it searches for something else.

Native code lets other threads run meanwhile, so that an answer takes less time where a processor is free; where none is
it would only take more of the processor. There is one such thread in a process: what it has not begun when it is
asked for is searched for by who asks.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import local

from search.engines.base import Result, Window
from search.engines.clauses import Clause

Asked = tuple[Clause, Window]
Search = Callable[[Clause, Window], Result]


class _SecondThread:
    """The second thread of this process, which begins to run when it is first needed."""

    def __init__(self) -> None:
        self._new()
        os.register_at_fork(after_in_child=self._new)  # a process has none of the threads of the one it was forked from

    def _new(self) -> None:
        self._executor = ThreadPoolExecutor(1)

    def submit(self, search: Search, asked: Asked) -> Future[Result]:
        return self._executor.submit(search, *asked)


_SECOND = _SecondThread()


def processor_is_free() -> bool:
    """Whether fewer threads have wanted to run than there are processors, on average of the last minute."""
    return os.getloadavg()[0] < (os.cpu_count() or 1)


class Beside(local):
    """The search that the thread at hand has begun beside what it does itself."""

    def __init__(self) -> None:
        self._begun: tuple[Asked, Future[Result]] | None = None

    def begin(self, search: Search, asked: Asked) -> None:
        """Begins a search in place of one that was begun before and not asked for."""
        if self._begun:
            self._begun[1].cancel()
        self._begun = asked, _SECOND.submit(search, asked)

    def result(self, asked: Asked) -> Result | None:
        """The result of the search if it was begun; None where it is still to be made."""
        if self._begun is None or self._begun[0] != asked:
            return None
        (_, future), self._begun = self._begun, None
        return None if future.cancel() else future.result()
