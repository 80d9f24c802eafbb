"""A service under requests of every kind: each route, every method, values that fit and others; what fails, memory.

    python benchmarks/mixed_requests.py docs.jsonl.gz queries.tsv [--index FOLDER] [--requests 20000] [--seed 1]

Two workers answer them from eight clients, after large pages that fill their caches of words. None may be answered by a
500 or not at all, the log may have no traceback, no worker may be replaced, and in the second half memory may grow by a
tenth at most: the first fills the cache of responses and the arenas of 64 threads.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from common import corpus, documents, queries, show
from nasty_queries import nasty
from service import megabytes, serving, workers

import search
from search.model.schema import SCHEMA
from web.contract.operations import JSON, Operation, operations
from web.contract.parameters import Parameter

CLIENTS = 8
QUARTERS = 4
GROWTH = 1.1  # in the second half
LARGE_PAGES = 400  # of 100 hits; the words of their texts are many more than the caches hold
METHODS = ("GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW")
ODD = ("", " ", "x", "-1", "0", "9" * 30, "1e9", "nan", "true", "2024-13-45", "\0", "\ufffd", "<b>", "../..", "🕌" * 40)
TYPES = (JSON, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "")
HEADERS = (
    {},
    {"Accept-Encoding": "gzip"},
    {"Accept": "text/html"},
    {"Accept": "application/json"},
    {"If-None-Match": '"x", *'},
    {"Range": "bytes=0-10"},
    {"Cookie": "preferences=%ff; theme=dark"},
    {"Accept-Language": "en;q=x, ar"},
    {"Authorization": "Bearer x"},
    {"Origin": "https://elsewhere.example"},
    {"X-Request-Id": "a b"},
)
SUCCESSES = 0.3  # of the requests at least: else nearly all would end before anything is computed


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]


@dataclass(slots=True)
class Maker:
    """Makes requests of all kinds from queries and ids of documents; one seed always makes the same."""

    chance: random.Random
    queries: Sequence[str]
    ids: Sequence[str]
    operations: tuple[Operation, ...] = field(default_factory=lambda: operations(SCHEMA))

    def make(self) -> Asked:
        """The next one: two of three as the route is meant, with values of which some do not fit."""
        operation, meant = self.chance.choice(self.operations), self.chance.random() < 0.67
        method = operation.method.upper() if meant else self.chance.choice(METHODS)
        path = "/".join(self._segment(part) for part in operation.path.split("/"))
        pairs = self._pairs([one for one in operation.parameters if one.place == "query"])
        path += f"?{urlencode(pairs, errors='replace')}" if pairs else ""
        headers, body = dict(self.chance.choice(HEADERS)), None
        if method in ("POST", "PUT", "PATCH"):
            body, headers["Content-Type"] = self._body(operation)
        return Asked(method, path, body, headers)

    def _segment(self, part: str) -> str:
        if not part.startswith("{"):
            return part
        known = {"{id}": self.ids, "{filename}": ("style.css", "keys.js"), "{code}": ("busy", "invalid-query")}[part]
        return quote(self.chance.choice(known) if self.chance.random() < 0.8 else self.chance.choice(ODD))

    def _pairs(self, parameters: Sequence[Parameter]) -> list[tuple[str, str]]:
        """A few parameters, seldom one twice or one that there is not."""
        some = self.chance.sample(parameters, min(len(parameters), self.chance.choice((0, 1, 1, 2, 3))))
        required = [one for one in parameters if one.name in ("q", "text") and one not in some]
        pairs = [(one.name, self._value(one)) for one in (*required, *some)]
        if self.chance.random() < 0.05:
            pairs.append(self.chance.choice([*pairs, ("unknown", "1")]))
        return pairs

    def _value(self, parameter: Parameter) -> str:
        if self.chance.random() < 0.05:
            return self.chance.choice(ODD)
        if parameter.name in ("q", "text"):
            return nasty(self.chance) if self.chance.random() < 0.2 else self.chance.choice(self.queries)
        if parameter.name == "similar_to":
            return self.chance.choice(self.ids)
        allowed = parameter.schema.get("enum") or [parameter.example or "1", "2"]
        return str(self.chance.choice(allowed))

    def _body(self, operation: Operation) -> tuple[bytes, str]:
        kind = JSON if operation.body else TYPES[2]
        pairs = self._pairs(operation.body or operation.form)
        text = json.dumps(dict(pairs)) if operation.body else urlencode(pairs, errors="replace")
        if self.chance.random() < 0.1:
            text, kind = (
                self.chance.choice(("", "{", "[1]", '{"q": 5}', "q=%ff", "x" * 70_000)),
                self.chance.choice(TYPES),
            )
        return text.encode("utf-8", "replace"), kind


class Clients:
    """Threads that share a list of requests; what came back is counted by status."""

    def __init__(self, host: str, port: int) -> None:
        self.statuses: Counter[int] = Counter()
        self.failed: list[str] = []
        self._address = host, port

    def ask(self, requests: Sequence[Asked]) -> None:
        """Asks them all and waits for the answers."""
        threads = [threading.Thread(target=self._ask, args=(requests[at::CLIENTS],)) for at in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _ask(self, requests: Sequence[Asked]) -> None:
        connection = HTTPConnection(*self._address, timeout=30)
        for one in requests:
            try:
                status = self._status(connection, one)
            except (OSError, HTTPException) as error:
                self.failed.append(f"{type(error).__name__}: {one.method} {one.path[:200]}")
                continue
            self.statuses[status] += 1
            if status == 500:
                self.failed.append(f"500: {one.method} {one.path[:200]}")

    def _status(self, connection: HTTPConnection, one: Asked) -> int:
        """The status of the answer; a kept connection that has ended meanwhile is opened anew, as browsers do."""
        for kept in (connection.sock is not None, False):
            try:
                connection.request(one.method, one.path, one.body, one.headers)
                response = connection.getresponse()
                response.read()
                return response.status
            except (OSError, HTTPException):
                connection.close()
                if not kept:
                    raise
        raise AssertionError("a new connection answers or raises")


def _large_page(text: str) -> Asked:
    return Asked("GET", f"/v1/search?limit=100&match=any&q={quote(text)}", None, {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, help="an index of these documents, not to build it")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    maker = Maker(
        random.Random(arguments.seed),
        queries(arguments.queries, 500),
        [row["id"] for row in documents(arguments.docs, 500)],
    )
    with tempfile.TemporaryDirectory() as scratch, Path(scratch, "log").open("w+", encoding="utf-8") as log:
        index = arguments.index or Path(scratch, "index")
        if not index.exists():
            search.rebuild([arguments.docs], index)
        with serving(index, "--workers", "2", log=log) as (address, process):
            parts = urlsplit(address)
            assert parts.hostname
            assert parts.port
            while len(before := workers(process.pid)) < 2:  # the service is announced before they are there
                time.sleep(0.05)
            clients = Clients(parts.hostname, parts.port)
            clients.ask([_large_page(text) for text in maker.queries[:LARGE_PAGES]])
            clients.statuses.clear()
            memory, started = [megabytes(process.pid)["own"]], time.monotonic()
            for _ in range(QUARTERS):
                clients.ask([maker.make() for _ in range(arguments.requests // QUARTERS)])
                memory.append(megabytes(process.pid)["own"])
            seconds = time.monotonic() - started
            replaced = workers(process.pid) != before
        log.seek(0)
        logged = [line[:500] for line in log if '"level": "error"' in line or "Traceback" in line]
    statuses = {str(status): count for status, count in sorted(clients.statuses.items())}
    fails = [*clients.failed, *logged]
    if memory[-1] > GROWTH * memory[QUARTERS // 2]:
        fails.append("memory grows")
    if replaced:
        fails.append("a worker was replaced")
    if clients.statuses[200] < SUCCESSES * arguments.requests:
        fails.append("too few requests are answered")
    show(
        benchmark="mixed_requests",
        **corpus(arguments.docs),
        seed=arguments.seed,
        statuses=statuses,
        both_workers_mb=memory,
        seconds=seconds,
        fails=fails,
    )
    sys.exit(bool(fails))


if __name__ == "__main__":
    main()
