"""Numbers shared by processes: nothing is lost between them, and a killed one holds nobody up."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from web.service.rate_limit import RateLimiter
from web.service.shared_numbers import SharedNumbers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="one process on this system")


def fork(work: object) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()  # type: ignore[operator]
        finally:
            os._exit(0)
    return pid


def test_no_addition_of_any_thread_of_any_process_is_lost() -> None:
    numbers = SharedNumbers(1)

    def add() -> None:
        for _ in range(500):
            with numbers:
                numbers.cells[0] += 1

    def work() -> None:
        threads = [threading.Thread(target=add) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    pids = [fork(work) for _ in range(3)]
    for pid in pids:
        os.waitpid(pid, 0)
    assert numbers.cells[0] == 4500


def test_a_process_killed_inside_lets_go() -> None:
    numbers = SharedNumbers(2)

    def hold() -> None:
        with numbers:
            numbers.cells[1] = 1
            time.sleep(60)

    pid = fork(hold)
    while not numbers.cells[1]:
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with numbers:
        numbers.cells[0] = 7
    assert numbers.cells[0] == 7


def test_numbers_that_nobody_holds_leave_no_file_open(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    monkeypatch.setattr(os, "close", closed.append)
    numbers = SharedNumbers(1)
    file = numbers._lock_file
    del numbers
    monkeypatch.undo()
    os.close(file)
    assert file in closed


def test_a_limit_holds_over_processes() -> None:
    limiter, passed = RateLimiter(), SharedNumbers(1)

    def ask() -> None:
        for _ in range(20):
            if not limiter.take("one", 10, now=50.0).wait:
                with passed:
                    passed.cells[0] += 1

    pids = [fork(ask) for _ in range(3)]
    for pid in pids:
        os.waitpid(pid, 0)
    assert passed.cells[0] == 10
