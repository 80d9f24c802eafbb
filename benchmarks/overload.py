"""The service under more than it can bear: 64 connections, killed workers, reloads, a rebuild: what fails."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote

from bench_serve import load
from common import corpus, queries, show
from faults import usage
from service import serving

import search


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


def overload(address: str, master: int, paths: list[str], seconds: int, scratch: Path) -> dict[str, object]:
    """64 connections: what wrk and a client beside it see, the memory, and how soon all is well again."""
    load(address, master, paths, 8, 10, scratch)  # the caches of words are full
    beside = Clients(address, paths, 2)
    first = load(address, master, paths, 64, seconds // 2, scratch)
    halfway, _ = usage(master)
    measured = load(address, master, paths, 64, seconds - seconds // 2, scratch)
    started = time.monotonic()
    answers = beside.stop()
    status = ask(f"{address}/v1/search?q=a")
    recovery = time.monotonic() - started
    after, _ = usage(master)
    assert status == "200", status
    assert set(answers) <= {"200", "503"}, answers
    megabytes = {"halfway": halfway, "after": after}
    return {"first": first, "second": measured, "beside": answers, "recovery_s": recovery, "megabytes": megabytes}


def killed(address: str, master: int, paths: list[str], kills: int) -> dict[str, object]:
    """A worker killed every second under eight clients: at most the requests in it are lost."""
    clients = Clients(address, paths, 8)
    for turn in range(kills):
        time.sleep(1)
        workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        os.kill(int(workers[turn % len(workers)]), signal.SIGKILL)
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, help="an index of these documents, not to build one")
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    paths = [f"/v1/search?q={quote(' '.join(query.split()[:2]))}" for query in queries(arguments.queries, 500)]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        index = arguments.index or scratch / "index"
        if arguments.index is None:
            search.rebuild([arguments.docs], index)
        with serving(index, "--workers", "2") as (address, process):
            figures = {
                "overload": overload(address, process.pid, paths, arguments.seconds, scratch),
                "killed": killed(address, process.pid, paths, 20),
                "reloaded": reloaded(address, process.pid, paths, 5),
                "rebuilt": rebuilt(address, index, arguments.docs, paths),
            }
    show(benchmark="overload", **corpus(arguments.docs), **figures)


if __name__ == "__main__":
    main()
