"""Documents written one by one beside searches: how long searches take, and how soon what was written is found."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from common import documents, percentile, queries, show

import search

KEY = "Bearer cms"
WRITERS = 4
LOOKED_AT = 10  # of so many writes one is watched until it is found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, help="of these documents, which is copied; built where none is named")
    parser.add_argument("--rate", type=int, default=1_000, help="documents a minute")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--searches", type=int, default=20, help="a second")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        index, keys = Path(scratch, "index"), Path(scratch, "keys")
        if asked.index:
            shutil.copytree(asked.index, index)
        else:
            search.rebuild([asked.docs], index)
        keys.write_text(f"cms {sha256(b'cms').hexdigest()} scopes=search,write\n")
        command = [sys.executable, "-m", "search", "serve", "--index", str(index), "--port", "0", "--keys", str(keys)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1].rstrip("/")
            figures = measure(address, asked, index)
        finally:
            server.terminate()
            server.wait(60)
    show(benchmark="writes", documents_a_minute=asked.rate, **figures)


def measure(address: str, asked: argparse.Namespace, index: Path) -> dict[str, Any]:
    """Searches alone, then the same beside writes."""
    paths = [f"/v1/search?q={quote(q)}" for q in queries(asked.queries)]
    random.Random(7).shuffle(paths)
    half = asked.searches * asked.seconds
    if len(paths) < 2 * half + 200:
        sys.exit(f"{len(paths)} queries do not suffice for {asked.seconds} s: no answer may be one that was kept")
    for path in paths[:200]:
        ask(address, "GET", path)
    idle = at_rate(lambda path: ask(address, "GET", path), paths[200 : 200 + half], asked.searches)
    rows = list(islice(documents(asked.docs), asked.rate * asked.seconds // 60))
    writing = threading.Thread(target=lambda: written.update(write(address, rows, asked.rate)))
    written: dict[str, Any] = {}
    writing.start()
    busy = at_rate(lambda path: ask(address, "GET", path), paths[200 + half : 200 + 2 * half], asked.searches)
    writing.join()
    wait_until_applied(index)
    return {
        "idle_ms": milliseconds(idle),
        "beside_writes_ms": milliseconds(busy),
        "p99_to_idle": percentile(busy, 0.99) / percentile(idle, 0.99),
        **written,
        **applied(index),
    }


def write(address: str, rows: list[dict[str, Any]], rate: int) -> dict[str, Any]:
    """Writes changed documents at a rate; how long each took to be accepted, and the watched ones to be found."""
    seen: list[float] = []
    watchers: list[threading.Thread] = []
    refused: list[int] = []

    def put(numbered: tuple[int, dict[str, Any]]) -> None:
        number, row = numbered
        body = {**row, "text": f"{row['text']}\nنسخة {number}"}
        status = ask(address, "PUT", f"/v1/documents/{quote(row['id'])}", body)
        if status != 202:
            refused.append(status)
        elif number % LOOKED_AT == 0:
            watchers.append(threading.Thread(target=lambda: seen.append(found_after(address, row["id"], body["text"]))))
            watchers[-1].start()

    accepted = at_rate(put, list(enumerate(rows)), rate / 60)
    for watcher in watchers:
        watcher.join()
    return {
        "written": len(rows) - len(refused),
        "refused": len(refused),
        "accepted_ms": milliseconds(accepted),
        "visible_s": {"p50": percentile(seen, 0.5), "max": max(seen)},
    }


def found_after(address: str, id: str, text: str) -> float:
    """Seconds until every worker, as far as some looks in a row tell, shows the new text."""
    started, good = time.monotonic(), 0
    while good < 4 and time.monotonic() - started < 120:
        request = urllib.request.Request(f"{address}/v1/documents/{quote(id)}", headers={"Authorization": KEY})
        with urllib.request.urlopen(request, timeout=30) as answer:
            good = good + 1 if json.load(answer)["text"].strip() == text.strip() else 0
        if not good:
            time.sleep(0.25)
    return time.monotonic() - started


def at_rate(do: Callable[[Any], object], items: list[Any], rate: float) -> list[float]:
    """Does so many a second, whether earlier ones are done or not; the seconds of each from when it was due."""
    took: list[float] = []
    started = time.monotonic() + 0.1
    lock, numbered = threading.Lock(), iter(enumerate(items))

    def work() -> None:
        while True:
            with lock:
                one = next(numbered, None)
            if one is None:
                return
            due = started + one[0] / rate
            time.sleep(max(0.0, due - time.monotonic()))
            do(one[1])
            took.append(time.monotonic() - due)

    threads = [threading.Thread(target=work) for _ in range(4 * WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def ask(address: str, method: str, path: str, body: Any = None) -> int:
    """The status of an answer."""
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    headers = {"Authorization": KEY, "Content-Type": "application/json"}
    request = urllib.request.Request(address + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def wait_until_applied(index: Path) -> None:
    """Until nothing waits any more."""
    with sqlite3.connect(index / "queue.sqlite") as queue:
        while queue.execute("select count(*) from tasks where status = 'enqueued'").fetchone()[0]:
            time.sleep(0.2)


def applied(index: Path) -> dict[str, Any]:
    """How long tasks waited, and in how many generations they are."""
    with sqlite3.connect(index / "queue.sqlite") as queue:
        rows = queue.execute("select accepted_at, finished_at, generation, status from tasks").fetchall()
    waited = [(datetime.fromisoformat(b) - datetime.fromisoformat(a)).total_seconds() for a, b, _, _ in rows]
    return {
        "applied_s": {"p50": percentile(waited, 0.5), "p99": percentile(waited, 0.99), "max": max(waited)},
        "generations": len({generation for _, _, generation, _ in rows}),
        "failed": sum(status != "succeeded" for *_, status in rows),
    }


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """What tells a list of times."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {name: 1000 * percentile(seconds, share) for name, share in shares.items()}


if __name__ == "__main__":
    main()
