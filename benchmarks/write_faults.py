"""Kills at random moments while clients write and read: what was accepted and is lost, applied twice, answered wrong.

Killed are workers, the process that drains the queue, the whole server (which is started again, as systemd would) and a
command that writes the same index. A client whose request got no answer sends it again with its Idempotency-Key.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

from common import show

import search

SEEDS = Path(__file__).parent.parent / "seeds"
COMMAND = [sys.executable, "-m", "search"]
KEY = {"Authorization": "Bearer cms", "Content-Type": "application/json"}
FOUND = "/v1/search?q=%D8%A8%D9%88%D8%AA%D9%8A%D9%86"  # five seeds, and nothing that is written here
IDS = 20  # of each client, written again and again


class Server:
    """A server that is started again when it was killed."""

    def __init__(self, index: Path, keys: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._command = [*COMMAND, "serve", "--index", str(index), "--port", str(port), "--keys", str(keys)]
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self._command, "--workers", "2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def keep(self) -> None:
        """Starts it where it does not run: the port may still be held by workers whose master is gone."""
        if self.process.poll() is not None:
            self.process = self._start()

    def children(self) -> dict[str, list[int]]:
        """Its processes by what they do; the one that drains is nicer than the others."""
        found: dict[str, list[int]] = {"worker": [], "drain": []}
        try:
            for pid in map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()):
                nice = os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
                found["drain" if nice else "worker"].append(pid)
        except OSError:
            pass
        return found


class Client(threading.Thread):
    """Writes documents of its own, one after the other, and knows what each must be in the end."""

    def __init__(self, name: str, server: Server, ended: threading.Event) -> None:
        super().__init__()
        self.expected: dict[str, str | None] = {}
        self.accepted: list[int] = []
        self._name, self._server, self._ended = name, server, ended

    def run(self) -> None:
        dice, number = random.Random(self._name), 0
        while not self._ended.is_set():
            number += 1
            id = f"{self._name}-{number % IDS}"
            text = None if dice.random() < 0.2 else f"نسخة {number} من {self._name}"
            body = None if text is None else {"text": text}
            task = self._send(f"/v1/documents/{id}", body, f"{self._name}-{number}")
            self.expected[id] = text
            self.accepted.append(task)

    def _send(self, path: str, body: dict[str, str] | None, key: str) -> int:
        while True:
            status, answer = ask(self._server.address + path, "DELETE" if body is None else "PUT", body, key)
            if status == 202:
                return int(answer["task"])
            time.sleep(0.05)


class Reader(threading.Thread):
    """Asks what has one right answer, whatever is written."""

    def __init__(self, server: Server, ended: threading.Event) -> None:
        super().__init__()
        self.answers: Counter[str] = Counter()
        self._server, self._ended = server, ended

    def run(self) -> None:
        while not self._ended.is_set():
            status, page = ask(self._server.address + FOUND, "GET")
            if status == 200:
                right = page["total"] == 5 == len(page["hits"])
                self.answers["right" if right else "wrong"] += 1
            else:
                self.answers[f"status {status}" if status else "no answer"] += 1
                time.sleep(0.02)


def ask(url: str, method: str, body: Any = None, key: str = "") -> tuple[int, Any]:
    """The status and JSON of an answer; 0 where none came."""
    data = None if body is None else json.dumps(body).encode()
    headers = KEY | ({"Idempotency-Key": key} if key else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None
    except (OSError, ValueError):
        return 0, None


def kill_one(server: Server, source: Path, index: Path, dice: random.Random) -> str:
    """Kills something, and says what; empty when it was not there."""
    what = dice.choice(["worker", "drain", "drain", "server", "command"])
    if what == "server":
        server.process.kill()
        server.process.wait()
        return what
    if what == "command":
        writer = subprocess.Popen(
            [*COMMAND, "update", str(source), "--index", str(index), "--quiet"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(dice.uniform(0.3, 2.0))
        writer.kill()
        return what if writer.wait() == -signal.SIGKILL else ""
    pids = server.children()[what]
    if not pids:
        return ""
    os.kill(dice.choice(pids), signal.SIGKILL)
    return what


def judged(index: Path, clients: list[Client]) -> dict[str, int]:
    """What the index holds against what was accepted."""
    there: dict[str, list[str]] = {}
    for document in search.export(index):
        there.setdefault(document.id, []).append(document.text)
    wanted = {id: text for client in clients for id, text in client.expected.items()}
    states = {id: there.get(id, []) for id in wanted}
    with sqlite3.connect(index / "queue.sqlite") as queue:
        rows = queue.execute("select number, status, report from tasks").fetchall()
    status = {number: one for number, one, _ in rows}
    accepted = [task for client in clients for task in client.accepted]
    lost = sum(states[id] != ([] if text is None else [text]) for id, text in wanted.items())
    lost += sum(status.get(task) != "succeeded" for task in accepted)
    # Every text that is sent is another than before: one that is there already when it is applied was applied before.
    twice = sum(json.loads(report).get("unchanged", 0) for *_, report in rows)
    twice += sum(len(texts) > 1 for texts in there.values()) + len(accepted) - len(set(accepted))
    return {"accepted": len(accepted), "lost": lost, "twice": twice}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    kills = parser.parse_args().kills
    with tempfile.TemporaryDirectory() as scratch:
        index, keys, source = Path(scratch, "index"), Path(scratch, "keys"), Path(scratch, "one.jsonl")
        search.rebuild([SEEDS], index)
        keys.write_text(f"cms {sha256(b'cms').hexdigest()} scopes=search,write\n")
        server = Server(index, keys, 8000 + os.getpid() % 1000)
        ended, dice, killed = threading.Event(), random.Random(7), Counter[str]()
        clients = [Client(f"client{number}", server, ended) for number in range(4)]
        readers = [Reader(server, ended) for _ in range(4)]
        for thread in (*clients, *readers):
            thread.start()
        while killed.total() < kills:
            server.keep()
            time.sleep(dice.uniform(0.2, 1.5))
            source.write_text(json.dumps({"id": "command", "text": f"نسخة {killed.total()}"}), encoding="utf-8")
            if what := kill_one(server, source, index, dice):
                killed[what] += 1
        while not server.children()["worker"] or ask(server.address + FOUND, "GET")[0] != 200:
            server.keep()
            time.sleep(0.2)
        ended.set()
        for thread in (*clients, *readers):
            thread.join()
        subprocess.run([*COMMAND, "drain", "--once", "--quiet", "--index", str(index)], check=False)
        server.process.terminate()
        server.process.wait(60)
        subprocess.run([*COMMAND, "drain", "--once", "--quiet", "--index", str(index)], check=True)
        answers: Counter[str] = sum((reader.answers for reader in readers), Counter())
        show(benchmark="write_faults", kills=dict(killed), **judged(index, clients), answers=dict(answers))


if __name__ == "__main__":
    main()
