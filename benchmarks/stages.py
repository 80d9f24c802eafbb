"""Seconds of CPU by stage: functions of the product are wrapped; what one calls that is a stage too counts there."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from functools import wraps
from threading import get_ident
from typing import Any

# A stage and its functions, as module:name or module:class.name.
Stages = dict[str, tuple[str, ...]]


class Stopwatch:
    """Adds up the CPU time of this thread by stage."""

    def __init__(self, stages: Stages) -> None:
        self.seconds: dict[str, float] = dict.fromkeys((*stages, "rest"), 0.0)
        self._running = ["rest"]
        self._thread = get_ident()
        self._since = time.thread_time()
        for stage, functions in stages.items():
            for function in functions:
                self._wrap(stage, function)

    def _wrap(self, stage: str, function: str) -> None:
        module, _, path = function.partition(":")
        *owners, name = path.split(".")
        owner: Any = importlib.import_module(module)
        for one in owners:
            owner = getattr(owner, one)
        wrapped = self._timed(stage, getattr(owner, name))
        setattr(owner, name, wrapped)

    def _timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            if self._running[-1] == stage or get_ident() != self._thread:  # it calls itself, or runs beside
                return function(*arguments, **named)
            self._switch(stage)
            try:
                result = function(*arguments, **named)
            finally:
                self._return()
            return self._timed_steps(stage, result) if isinstance(result, Iterator) else result

        return timed

    def _timed_steps(self, stage: str, steps: Iterator[Any]) -> Iterator[Any]:
        while True:
            self._switch(stage)
            try:
                one = next(steps)
            except StopIteration:
                return
            finally:
                self._return()
            yield one

    def _switch(self, stage: str) -> None:
        self._count()
        self._running.append(stage)

    def _return(self) -> None:
        self._count()
        self._running.pop()

    def _count(self) -> None:
        now = time.thread_time()
        self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def reset(self) -> None:
        """Begins again at nothing."""
        self._count()
        self.seconds = dict.fromkeys(self.seconds, 0.0)
