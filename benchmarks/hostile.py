"""The service under hostile clients: what a polite one beside them gets, while each attack goes on and after it.

    python benchmarks/hostile.py docs.jsonl.gz queries.tsv [--index FOLDER] [--seconds 8] [--only slow-body ...]

Each attack is 60 clients, each from an address of its own on loopback, for so many seconds against two workers without
kept answers. A polite client asks two words ten times a second before it, all the while, and two seconds after it. It
must get 95 % of its answers within a second and no 5xx but a 503 with Retry-After; afterwards everything is as before;
no worker takes more than 500 MB.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from common import corpus, documents, percentile, queries, show
from service import serving, workers

import search

CLIENTS = 60
BESIDE = 3.0  # seconds of the polite client alone, before and after
AFTER = 2.0  # seconds after an attack in which the service may still be busy with it
MOST_MB = 500
LARGE = "large"  # id of a document of 5 MB
Attack = Callable[["Client", float], None]


@dataclass(slots=True)
class Client:
    """A hostile client at an address of its own, 127.0.1.1 and so on."""

    number: int
    host: str
    port: int
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.number)

    def connect(self, receive_bytes: int = 0) -> socket.socket:
        """A new connection."""
        connection = socket.socket()
        if receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.settimeout(30)
        connection.bind((f"127.0.1.{1 + self.number}", 0))
        connection.connect((self.host, self.port))
        return connection

    def ask(self, path: str, body: bytes = b"", close: bool = True) -> None:
        """Sends a request and reads its answer to the end."""
        with self.connect() as connection:
            connection.sendall(request(path, body))
            while connection.recv(1 << 16):
                pass


def request(path: str, body: bytes = b"") -> bytes:
    """A whole request for one answer."""
    kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    head = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: localhost\r\n{kind}Connection: close\r\n\r\n"
    return head.encode() + body


def until(end: float, do: Callable[[], None]) -> None:
    """Does it again and again; a connection that the service ends is what it should do."""
    while time.monotonic() < end:
        try:
            do()
        except OSError:
            time.sleep(0.05)


def held_sockets(client: Client, end: float) -> None:
    """Reads the answer of /healthz, which closes, and keeps the socket open all the same."""
    held: list[socket.socket] = []

    def hold() -> None:
        connection = client.connect()
        connection.sendall(request("/healthz"))
        connection.recv(1 << 16)
        held.append(connection)
        time.sleep(0.5)

    until(end, hold)
    for connection in held:
        connection.close()


def slow_heads(client: Client, end: float) -> None:
    """Sends a head a byte every half second."""

    def creep() -> None:
        with client.connect() as connection:
            for byte in itertools.chain(b"GET /v1/search?q=x HTTP/1.1\r\nX: ", itertools.repeat(120)):
                if time.monotonic() > end:
                    return
                connection.sendall(bytes([byte]))
                time.sleep(0.5)

    until(end, creep)


def slow_bodies(client: Client, end: float) -> None:
    """Promises a body of 60,000 bytes and sends one."""

    def promise() -> None:
        with client.connect() as connection:
            head = "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            connection.sendall(f"{head}Content-Length: 60000\r\n\r\n{{".encode())
            connection.settimeout(max(0.1, end - time.monotonic()))
            connection.recv(1)

    until(end, promise)


def slow_readers(client: Client, end: float) -> None:
    """Asks for a document of 5 MB and reads a few bytes a second."""

    def sip() -> None:
        with client.connect(receive_bytes=4096) as connection:
            connection.sendall(request(f"/v1/documents/{LARGE}"))
            while time.monotonic() < end and connection.recv(16):
                time.sleep(0.5)

    until(end, sip)


def asking(make: Callable[[random.Random], tuple[str, bytes]]) -> Attack:
    """An attack by requests that cost much."""

    def attack(client: Client, end: float) -> None:
        until(end, lambda: client.ask(*make(client.random)))

    return attack


def _q(text: str) -> str:
    return f"/v1/search?q={quote(text)}"


def long_words(chance: random.Random) -> tuple[str, bytes]:
    words = ("aaee" * chance.randint(10, 40), "".join(chance.choices("بتجدرسفقكلمن", k=chance.randint(60, 3_900))))
    return _q(chance.choice(words)), b""


def repeated_filters(chance: random.Random) -> tuple[str, bytes]:
    values = "&".join(f"source=s{chance.randrange(10**6)}" for _ in range(1_500))
    return f"/?q={quote('بوتين')}&{values}", b""


def help_pages(chance: random.Random) -> tuple[str, bytes]:
    return "/help", b""


def heavy_queries(chance: random.Random) -> tuple[str, bytes]:
    stop = ["في", "من", "على", "الى", "عن", "ان", "هذا", "التي", "الذي", "كان", "بعد", "قبل", "ما", "لا"]
    group = f"({' | '.join(stop)})"
    near = " قرب/5 ".join(
        "(" + " | ".join(f"{p}*" for p in chance.sample(["ال", "وا", "با", "مت", "كا"], 3)) + ")" for _ in range(3)
    )
    texts = (f'"{" ".join(["في"] * 30)}"~10', f"{group} قرب/2 {group}", near)
    return _q(chance.choice(texts)), b""


def leaving(client: Client, end: float) -> None:
    """Asks what costs most, and is gone before the answer."""

    def leave() -> None:
        with client.connect() as connection:
            connection.sendall(request(heavy_queries(client.random)[0]))
            time.sleep(0.1)

    until(end, leave)


def large_document(chance: random.Random) -> tuple[str, bytes]:
    texts = ("كلمة~2 نص~2", " ".join(f"كلمة{n}" for n in range(30)), "في قرب/3 من قرب/3 على", "رئيس الوزراء")
    return f"/doc/{LARGE}?q={quote(chance.choice(texts))}", b""


ATTACKS: dict[str, Attack] = {
    "held-sockets": held_sockets,
    "slow-heads": slow_heads,
    "slow-bodies": slow_bodies,
    "slow-readers": slow_readers,
    "long-words": asking(long_words),
    "repeated-filters": asking(repeated_filters),
    "help": asking(help_pages),
    "heavy-queries": asking(heavy_queries),
    "leaving": leaving,
    "large-document": asking(large_document),
}


class Polite:
    """A client that asks ten times a second until it is stopped: seconds of each answer, and what went wrong."""

    def __init__(self, host: str, port: int, paths: list[str]) -> None:
        self.seconds: list[float] = []
        self.wrong: dict[str, int] = {}
        self.busy = 0
        self._address = host, port
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(paths[at::4],), daemon=True) for at in range(4)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> dict[str, object]:
        """The figures."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        within = sum(second <= 1 for second in self.seconds) / max(1, len(self.seconds))
        return {
            "answers": len(self.seconds),
            "within_1_s": within,
            "p50_s": percentile(self.seconds, 0.5),
            "p99_s": percentile(self.seconds, 0.99),
            "busy_503": self.busy,
            "wrong": self.wrong,
        }

    def _ask(self, paths: list[str]) -> None:
        for path in itertools.cycle(paths):
            if self._ended.wait(0.4):
                return
            started = time.monotonic()
            status, head = self._answer(path)
            taken = time.monotonic() - started
            if status == "200":
                self.seconds.append(taken)
            elif status == "503" and "retry-after" in head:
                self.busy += 1
                self.seconds.append(float("inf"))
            else:
                self.wrong[status] = self.wrong.get(status, 0) + 1
                self.seconds.append(float("inf"))

    def _answer(self, path: str) -> tuple[str, str]:
        received = b""
        try:
            with socket.create_connection(self._address, timeout=20) as connection:
                connection.sendall(request(path))
                while part := connection.recv(1 << 16):
                    received += part
        except OSError as error:
            return type(error).__name__, ""
        head = received.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
        return head[9:12] or "nothing", head


def alone(host: str, port: int, paths: list[str]) -> dict[str, object]:
    """What the polite client gets when nobody else asks."""
    polite = Polite(host, port, paths)
    time.sleep(BESIDE)
    return polite.stop()


def peak_megabytes(master: int, ended: threading.Event) -> Iterator[float]:
    """The largest memory of one worker, looked at ten times a second."""
    while not ended.wait(0.1):
        for worker in workers(master):
            try:
                status = Path(f"/proc/{worker}/status").read_text()
            except OSError:
                continue
            yield int(status.split("RssAnon:")[1].split()[0]) / 1000


def attacked(name: str, host: str, port: int, master: int, paths: list[str], seconds: float) -> dict[str, object]:
    """One attack: what the polite client got, the memory, and how it was afterwards."""
    while len(pids := workers(master)) < 2:  # the service is announced before they are there
        time.sleep(0.05)
    ended = threading.Event()
    peaks = [0.0]
    watch = threading.Thread(target=lambda: peaks.append(max(peak_megabytes(master, ended), default=0.0)), daemon=True)
    watch.start()
    before = alone(host, port, paths)
    polite = Polite(host, port, paths)
    end = time.monotonic() + seconds
    hostile = [
        threading.Thread(target=ATTACKS[name], args=(Client(n, host, port), end), daemon=True) for n in range(CLIENTS)
    ]
    for one in hostile:
        one.start()
    time.sleep(seconds)
    during = polite.stop()
    time.sleep(AFTER)
    after = alone(host, port, paths)
    ended.set()
    watch.join()
    replaced = workers(master) != pids
    return {"before": before, "during": during, "after": after, "worker_mb": max(peaks), "workers_replaced": replaced}


def with_a_large_document(docs: Path, folder: Path) -> Path:
    """The collection and a document of 5 MB made of its texts."""
    path, text, size = folder / "docs.jsonl.gz", [], 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        for row in documents(docs):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            if size < 5_000_000:
                text.append(row["text"])
                size += len(row["text"].encode())
        out.write(json.dumps({"id": LARGE, "title": "كتاب كبير", "text": "\n".join(text)}, ensure_ascii=False) + "\n")
    return path


def fails(figures: dict[str, dict[str, object]]) -> list[str]:
    """What does not hold of what must."""
    found = []
    for name, one in figures.items():
        for when in ("during", "after"):
            got = one[when]
            assert isinstance(got, dict)
            if got["within_1_s"] < 0.95 or got["wrong"]:
                found.append(f"{name} {when}: {got}")
        if one["worker_mb"] > MOST_MB:  # type: ignore[operator]
            found.append(f"{name}: {one['worker_mb']} MB")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, help="an index of these documents and the large one, not to build it")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--only", nargs="*", choices=ATTACKS, default=list(ATTACKS))
    arguments = parser.parse_args()
    asked = [" ".join(query.split()[:2]) for query in queries(arguments.queries, 400)]
    paths = [f"/v1/search?q={quote(text)}" for text in asked]
    with tempfile.TemporaryDirectory() as folder:
        index = arguments.index or Path(folder, "index")
        if not index.exists():
            search.rebuild([with_a_large_document(arguments.docs, Path(folder))], index)
        figures = {}
        for name in arguments.only:
            with serving(index, "--workers", "2", "--cache", "0") as (address, process):
                parts = urlsplit(address)
                assert parts.hostname
                assert parts.port
                figures[name] = attacked(name, parts.hostname, parts.port, process.pid, paths, arguments.seconds)
    wrong = fails(figures)
    show(benchmark="hostile", **corpus(arguments.docs), clients=CLIENTS, attacks=figures, fails=wrong)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
