"""What people search, told by the log of a service: of each query how often, what it found, how long, which clicks.

A log without queries has a hash in their place: equal ones are counted together and cannot be read. Of a search only
its first page counts, and no beginning of a word while it was being typed.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from search.errors import SourceError
from search.model.gzipped import DAMAGES, unpacked

MOST = 20  # queries of a list
SLOW_MS = 500.0
_ROUTES = ("/v1/search", "/")
_CLICKS = "/v1/clicks"
_OK, _NOTED = 200, 204
_KEPT = 200_000  # different queries; with more, those asked once are forgotten
LISTS = ("top", "nothing", "repaired", "slow")


@dataclass(slots=True)
class Query:
    """A query and all that is counted of it; `hits` are of the last time, `repaired` what was shown in its place."""

    query: str
    searches: int = 0
    hits: int = 0
    ms: float = 0.0  # of the slowest
    clicks: int = 0
    repaired: str = ""


@dataclass(slots=True)
class Day:
    """A day of UTC."""

    day: str
    searches: int = 0
    nothing: int = 0
    repaired: int = 0
    slow: int = 0
    clicks: int = 0


@dataclass(frozen=True, slots=True)
class QueryReport:
    """The report: days in their order, and the queries that are first in each list."""

    days: tuple[Day, ...]
    top: tuple[Query, ...]
    nothing: tuple[Query, ...]
    repaired: tuple[Query, ...]
    slow: tuple[Query, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)

    def to_csv(self) -> str:
        """The report as one table: a row for each day, then for each query of each list."""
        written = io.StringIO()
        rows = csv.writer(written)
        rows.writerow(["list", "what", "searches", "nothing", "repaired", "slow", "clicks", "hits", "ms"])
        for day in self.days:
            rows.writerow(["day", day.day, day.searches, day.nothing, day.repaired, day.slow, day.clicks, "", ""])
        for name in LISTS:
            for one in getattr(self, name):
                what = plain_cell(one.query)
                rows.writerow(
                    [name, what, one.searches, "", plain_cell(one.repaired), "", one.clicks, one.hits, one.ms]
                )
        return written.getvalue()


def plain_cell(text: str) -> str:
    """A text of others as a cell that no table program takes for a formula.

    >>> plain_cell("=1+1"), plain_cell("قمة")
    ("'=1+1", 'قمة')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


@dataclass(slots=True)
class _Counts:
    queries: dict[str, Query] = field(default_factory=dict)
    days: dict[str, Day] = field(default_factory=dict)
    nothing: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)

    def add(self, line: dict[str, Any], day: Day) -> None:
        query = self._query(_name(line))
        if line["route"] == _CLICKS:
            day.clicks += 1
            query.clicks += 1
            return
        ms, total, repaired = float(line["ms"]), int(line["total"]), line.get("repaired")
        query.searches += 1
        query.hits, query.ms = total, max(query.ms, ms)
        day.searches += 1
        day.slow += ms >= SLOW_MS
        if repaired:
            query.repaired = repaired if isinstance(repaired, str) else ""
            self.repaired[query.query] += 1
            day.repaired += 1
        elif not total:
            self.nothing[query.query] += 1
            day.nothing += 1

    def _query(self, name: str) -> Query:
        if len(self.queries) > _KEPT:
            self.queries = {name: one for name, one in self.queries.items() if one.searches > 1}
        return self.queries.setdefault(name, Query(name))


def report(lines: Iterable[dict[str, Any]], since: str = "", most: int = MOST) -> QueryReport:
    """The report of log lines from the day `since` on (ISO)."""
    counts = _Counts()
    for line in lines:
        day = str(line.get("time", ""))[:10]
        if _counts(line) and day >= since:
            counts.add(line, counts.days.setdefault(day, Day(day)))
    queries = counts.queries

    def first(key: Callable[[Query], float]) -> tuple[Query, ...]:
        ordered = sorted((one for one in queries.values() if key(one)), key=lambda one: (-key(one), one.query))
        return tuple(ordered[:most])

    return QueryReport(
        days=tuple(counts.days[day] for day in sorted(counts.days)),
        top=first(lambda one: one.searches),
        nothing=first(lambda one: counts.nothing[one.query]),
        repaired=first(lambda one: counts.repaired[one.query]),
        slow=first(lambda one: one.ms if one.ms >= SLOW_MS else 0),
    )


def read_log(path: Path, most_bytes: int | None = None) -> Iterator[dict[str, Any]]:
    """The lines of a log that are JSON objects, of a plain file the last `most_bytes`. Raises `SourceError`."""
    try:
        with path.open("rb") as raw:
            if path.suffix == ".gz":
                yield from _objects(unpacked(raw))
                return
            if most_bytes and (size := path.stat().st_size) > most_bytes:
                raw.seek(size - most_bytes)
                raw.readline()  # the rest of a line
            yield from _objects(raw)
    except (OSError, *DAMAGES) as error:
        raise SourceError("file-unreadable", path=path, file=path.name, reason=str(error)) from None


def _objects(lines: BinaryIO) -> Iterator[dict[str, Any]]:
    for line in lines:
        start = line.find(b"{")  # behind what a collector of logs writes before it
        try:
            found = json.loads(line[start:]) if start >= 0 else None
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield found


def _counts(line: dict[str, Any]) -> bool:
    if not _name(line):
        return False
    route, status = line.get("route"), line.get("status")
    if route == _CLICKS:
        return status == _NOTED
    return route in _ROUTES and status == _OK and "total" in line and not line.get("aside")


def _name(line: dict[str, Any]) -> str:
    """The query of a line, or what stands for it."""
    query = line.get("query")
    if isinstance(query, str):
        return " ".join(query.split())
    return f"#{line['query_hash']}" if line.get("query_hash") else ""
