"""Changes of an index by processes that are killed at a named moment.

One process imports everything and stays; each change is made by a child that it forks off, so a change that dies
costs no start of the interpreter, and no thread of the tests is forked with it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

KILLED = -9
OUT_OF_TIME = -27  # by SIGPROF

_PROGRAM = """
import os, signal, sys
import search, search.engines.tantivy
from search.analysis import analyze_word

analyze_word("كتاب")  # opens the lexicon

def kill_at(step, call):
    real, calls = getattr(os, step), iter(range(call - 1))
    def killing(*arguments, **named):
        if next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    setattr(os, step, killing)

for line in sys.stdin:
    change, source, index, step, call, seconds = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        try:
            if step:
                kill_at(step, int(call))
            signal.setitimer(signal.ITIMER_PROF, float(seconds))
            getattr(search, change)([source], index)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, flush=True)
"""


class End(NamedTuple):
    """How a change ended: the exit code of its process, and the seconds of processor time that it took."""

    code: int
    seconds: float


class DyingChanges:
    """Makes changes, each in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def make(self, change: str, source: Path, index: Path, step: str = "", call: int = 0, seconds: float = 0.0) -> End:
        """Makes a change (`rebuild`, `update`), killed before the so-manyth call of an `os` function or when it has
        had so much processor time; without these, it may end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(change, source, index, step, call, seconds, sep="\t", file=self._process.stdin, flush=True)
        code, used = self._process.stdout.readline().split()
        return End(int(code), float(used))


@contextmanager
def dying_changes() -> Iterator[DyingChanges]:
    """The process that forks."""
    program = [sys.executable, "-c", _PROGRAM]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield DyingChanges(process)
