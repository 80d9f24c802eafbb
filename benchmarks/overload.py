"""The service under more than it can bear: 64 connections, killed workers, reloads, a rebuild: what fails.

Nothing is kept of the answers, so that every request is a search.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote

from common import corpus, show
from service import load, megabytes, serving, subject, workers


class Clients:
    """Threads that ask until they are stopped, a new connection each time; what came back is counted by status."""

    def __init__(self, address: str, paths: list[str], count: int) -> None:
        self.answers: Counter[str] = Counter()
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask, args=(address, paths[at::count]), daemon=True) for at in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> dict[str, int]:
        """What came back."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        return dict(self.answers)

    def _ask(self, address: str, paths: list[str]) -> None:
        at = 0
        while not self._ended.is_set():
            at += 1
            self.answers[ask(address + paths[at % len(paths)])] += 1


def ask(url: str) -> str:
    """The status of one request; a 503 without Retry-After and a broken connection have names of their own."""
    try:
        with urllib.request.urlopen(url, timeout=15) as response:
            response.read()
            return str(response.status)
    except HTTPError as error:
        return f"{error.code}{'' if error.code != 503 or error.headers.get('Retry-After') else ' without Retry-After'}"
    except (OSError, HTTPException):
        return "broken"


class Memory:
    """The memory of the workers at the first request, and every so often until it is stopped."""

    EVERY = 5.0

    def __init__(self, master: int) -> None:
        self.seen = [megabytes(master)]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, args=(master,), daemon=True)
        self._thread.start()

    def stop(self) -> dict[str, list[int]]:
        """What was seen, in megabytes."""
        self._ended.set()
        self._thread.join()
        return {kind: [round(one[kind]) for one in self.seen] for kind in self.seen[0]}

    def _watch(self, master: int) -> None:
        while not self._ended.wait(self.EVERY):
            self.seen.append(megabytes(master))


def overload(address: str, master: int, paths: list[str], seconds: int, scratch: Path) -> dict[str, object]:
    """64 connections: what wrk and a client beside it see, the memory, and how soon all is well again."""
    assert ask(address + paths[0]) == "200"
    memory = Memory(master)
    beside = Clients(address, paths, 2)
    measured = load(address, master, paths, 64, seconds, scratch)
    started = time.monotonic()
    answers = beside.stop()
    status = ask(f"{address}/v1/search?q=a")
    recovery = time.monotonic() - started
    assert status == "200", status
    assert set(answers) <= {"200", "503"}, answers
    assert measured["other"] == 0, measured
    return {"wrk": measured, "beside": answers, "recovery_s": recovery, "megabytes_every_5_s": memory.stop()}


def killed(address: str, master: int, paths: list[str], kills: int) -> dict[str, object]:
    """A worker killed every second under eight clients: at most the requests in it are lost."""
    clients = Clients(address, paths, 8)
    for turn in range(kills):
        time.sleep(1)
        alive = workers(master)
        os.kill(alive[turn % len(alive)], signal.SIGKILL)
    time.sleep(1)
    return {"kills": kills, **clients.stop()}


def reloaded(address: str, master: int, paths: list[str], reloads: int) -> dict[str, object]:
    """SIGHUP under load."""
    clients = Clients(address, paths, 8)
    for _ in range(reloads):
        time.sleep(2)
        os.kill(master, signal.SIGHUP)
    time.sleep(4)
    return {"reloads": reloads, **clients.stop()}


def rebuilt(address: str, index: Path, docs: Path, paths: list[str]) -> dict[str, object]:
    """A whole rebuild, by another process as in life, under load; the server must follow it."""
    clients = Clients(address, paths, 4)
    command = [sys.executable, "-m", "search", "rebuild", str(docs), "--index", str(index), "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    time.sleep(2)
    with urllib.request.urlopen(f"{address}/readyz") as response:
        ready = response.read().decode()
    return {**clients.stop(), "follows": (index / "CURRENT").read_text().strip() in ready}


def main() -> None:
    with subject(__doc__, seconds=60) as served:
        paths = [f"/v1/search?q={quote(query)}" for query in served.queries]
        with serving(served.index, "--workers", "2", "--cache", "0") as (address, process):
            figures = {
                "overload": overload(address, process.pid, paths, served.seconds, served.scratch),
                "killed": killed(address, process.pid, paths, 20),
                "reloaded": reloaded(address, process.pid, paths, 5),
                "rebuilt": rebuilt(address, served.index, served.docs, paths),
            }
        about = corpus(served.docs)
    show(benchmark="overload", **about, **figures)


if __name__ == "__main__":
    main()
