"""Counts and times of all workers together, in the text form that Prometheus reads.

Our own lines over shared memory instead of prometheus_client: its multiprocess mode keeps files for every worker that
ever lived, and these have to be cleaned up. Here all workers add to the same numbers, and a killed one takes none away.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

from search.answering.state import State
from web.service.shared_numbers import SharedNumbers

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
STATUSES = (200, 202, 204, 303, 304, 308, 400, 401, 403, 404, 405, 406, 409, 413, 415, 429, 499, 500, 503, 507)
OTHER = "other"
OUTCOMES = ("found", "nothing", "partial")


class Metrics:
    """How many requests each route had, with which status and how long they took; what searches found.

    >>> metrics = Metrics(["/v1/search"])
    >>> metrics.request("/v1/search", 200, 0.003)
    >>> [line for line in metrics.lines() if 'le="0.005"' in line]
    ['bahith_http_request_seconds_bucket{route="/v1/search",le="0.005"} 1']
    """

    def __init__(self, routes: Iterable[str]) -> None:
        self._routes = [*routes, OTHER]
        self._row = {route: number for number, route in enumerate(self._routes)}
        self._column = {status: number for number, status in enumerate(STATUSES)}
        self._times = len(STATUSES) + 1  # in a row: statuses and others, then buckets, then seconds
        self._width = self._times + len(BOUNDS) + 2
        self._searches = self._width * len(self._routes)
        self._from_cache = self._searches + len(OUTCOMES)
        self._numbers = SharedNumbers(self._from_cache + 1)
        self._started = time.time()

    def request(self, route: str, status: int, seconds: float, outcome: str = "", from_cache: bool = False) -> None:
        """Counts a request, the outcome of its search if it was one, and whether that was one from the cache."""
        row = self._row.get(route, len(self._routes) - 1) * self._width
        bucket = row + self._times + bisect_left(BOUNDS, seconds)
        with self._numbers:
            cells = self._numbers.cells
            cells[row + self._column.get(status, len(STATUSES))] += 1
            cells[bucket] += 1
            cells[row + self._width - 1] += seconds
            if outcome:
                cells[self._searches + OUTCOMES.index(outcome)] += 1
                cells[self._from_cache] += from_cache

    def lines(self, stats: dict[str, Any] | None = None, state: State | None = None) -> Iterator[str]:
        """The exposition; `stats` are those of the index, None when there is none, `state` is of what is around it."""
        with self._numbers:
            cells = list(self._numbers.cells)
        yield from _about("bahith_http_requests_total", "counter", "Requests answered.")
        for route, row in self._rows(cells):
            for status, count in zip((*STATUSES, OTHER), row, strict=False):
                if count:
                    yield f'bahith_http_requests_total{{route="{route}",status="{status}"}} {count:.0f}'
        yield from _about("bahith_http_request_seconds", "histogram", "Time to answer.")
        for route, row in self._rows(cells):
            yield from self._histogram(route, row[self._times :])
        yield from _about("bahith_searches_total", "counter", "Searches by what they found.")
        for outcome, count in zip(OUTCOMES, cells[self._searches : self._from_cache], strict=True):
            yield f'bahith_searches_total{{outcome="{outcome}"}} {count:.0f}'
        yield from _about("bahith_searches_kept_total", "counter", "Of these, answers that had been kept.")
        yield f"bahith_searches_kept_total {cells[self._from_cache]:.0f}"
        yield from _about("bahith_start_time_seconds", "gauge", "When the service was started.")
        yield f"bahith_start_time_seconds {self._started:.3f}"
        yield from _index(stats)
        if state:
            yield from _around(state)

    def _rows(self, cells: list[float]) -> Iterator[tuple[str, list[float]]]:
        for number, route in enumerate(self._routes):
            row = cells[number * self._width : (number + 1) * self._width]
            if any(row):
                yield route, row

    def _histogram(self, route: str, row: list[float]) -> Iterator[str]:
        count = 0.0
        for bound, found in zip((*map(str, BOUNDS), "+Inf"), row, strict=False):
            count += found
            yield f'bahith_http_request_seconds_bucket{{route="{route}",le="{bound}"}} {count:.0f}'
        yield f'bahith_http_request_seconds_sum{{route="{route}"}} {row[-1]:.6f}'
        yield f'bahith_http_request_seconds_count{{route="{route}"}} {count:.0f}'


def _index(stats: dict[str, Any] | None) -> Iterator[str]:
    yield from _about("bahith_index_ready", "gauge", "1 when there is an index that answers.")
    yield f"bahith_index_ready {int(stats is not None)}"
    if stats is None:
        return
    for name, help in (("documents", "Documents in the index."), ("index_bytes", "Bytes of the index.")):
        metric = f"bahith_{'index_' * (name == 'documents')}{name}"
        yield from _about(metric, "gauge", help)
        yield f"{metric} {stats[name]}"
    yield from _about("bahith_index_generation", "gauge", "The number of the published generation.")
    yield f"bahith_index_generation {int(stats['generation'].rpartition('-')[2])}"


def _around(state: State) -> Iterator[str]:
    for name, value, help in (
        ("bahith_index_age_seconds", state.age_seconds, "Since the published generation was made."),
        ("bahith_disk_free_bytes", state.disk_free, "Left on the disk of the index."),
        ("bahith_queue_tasks", state.queue.tasks, "Accepted requests that are not in the index yet."),
        ("bahith_queue_documents", state.queue.documents, "Documents of these."),
        ("bahith_queue_oldest_seconds", state.queue.oldest_seconds, "How long the oldest of these has waited."),
        ("bahith_state_findings", len(state.findings), "What is wrong, as /v1/status tells it."),
    ):
        if value is not None:
            yield from _about(name, "gauge", help)
            yield f"{name} {value:.3f}"


def _about(name: str, kind: str, help: str) -> tuple[str, str]:
    return f"# HELP {name} {help}", f"# TYPE {name} {kind}"
