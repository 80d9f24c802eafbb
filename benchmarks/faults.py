"""The long fault runs: kills at random moments, swaps under readers, two writers in turn, every byte flipped."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from common import folder_bytes, show

import search
from search.errors import IndexCorruptError, IndexLockedError, IndexMissingError, IndexStaleError
from search.model.schema import SCHEMA
from search.storage import generations

SEEDS = Path(__file__).parent.parent / "seeds"
COMMAND = [sys.executable, "-m", "search"]


def kills(index: Path, count: int) -> dict[str, int]:
    """`kill -9` of rebuilds and updates at random moments: how many left a damaged index or lost what was published."""
    search.rebuild([SEEDS], index)
    started = time.monotonic()
    subprocess.run([*COMMAND, "rebuild", str(SEEDS), "--index", str(index), "--quiet"], check=True, capture_output=True)
    life = time.monotonic() - started
    source = index.parent / "one.jsonl"
    dice = random.Random(7)
    figures = {"kills": 0, "corrupt": 0, "lost": 0}
    before = generations.current_name(index)
    turn = 0
    while figures["kills"] < count:  # one that ended before its kill does not count
        turn += 1
        source.write_text(json.dumps({"id": f"new{turn % 5}", "text": f"بوتين في الدور {turn}"}), encoding="utf-8")
        what = ["rebuild", str(SEEDS)] if turn % 2 else ["update", str(source)]
        process = subprocess.Popen([*COMMAND, *what, "--index", str(index), "--quiet"], stdout=subprocess.DEVNULL)
        time.sleep(life * dice.uniform(0.5, 1.1))
        process.send_signal(signal.SIGKILL)
        figures["kills"] += process.wait() == -signal.SIGKILL
        try:
            figures["corrupt"] += search.open(index).search("بوتين").total < 5
        except search.BahithError:
            figures["corrupt"] += 1
        after = generations.current_name(index)
        figures["lost"] += after < before
        before = after
    search.rebuild([SEEDS], index)
    figures["leftovers"] = len(list(index.glob("*.tmp")))
    return figures


def swaps(index: Path, count: int) -> dict[str, int]:
    """Readers while generations change: errors, and answers that mix two generations."""
    few = index.parent / "few.jsonl"
    few.write_text('{"id": "one", "text": "بوتين وحده"}\n', encoding="utf-8")
    search.rebuild([SEEDS], index)
    search.rebuild([few], index)
    names = generations.names(index)[:2]
    totals = {names[0]: 1, names[1]: 5}
    figures = {"swaps": count, "answers": 0, "errors": 0, "mixed": 0}
    ended = threading.Event()

    def read() -> None:
        opened = search.open(index)
        while not ended.is_set():
            try:
                page = opened.search("بوتين")
                figures["answers"] += 1
                figures["mixed"] += not totals[page.index.generation] == page.total == len(page.hits)
            except search.BahithError:
                figures["errors"] += 1

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(count):
        generations.point_to(index, names[turn % 2])
        time.sleep(0.01)
    ended.set()
    for thread in threads:
        thread.join()
    return figures


def turns(index: Path, count: int) -> dict[str, float]:
    """Updates by two processes in turn under a server: growth of disk, of the server's memory and open files."""
    search.rebuild([SEEDS], index)
    port = 8000 + os.getpid() % 1000
    server = subprocess.Popen(
        [*COMMAND, "serve", "--index", str(index), "--port", str(port)], stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/v1/search?q=%D8%A8%D9%88%D8%AA%D9%8A%D9%86"
    writers = [
        subprocess.Popen([sys.executable, __file__, "--writer", name, str(index), str(count // 2)])
        for name in ("left", "right")
    ]
    failed, asked, first = 0, 0, None
    while any(writer.poll() is None for writer in writers):
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                failed += response.status != 200
        except OSError:
            failed += asked > 0  # before the first answer the server is starting
        else:
            asked += 1
        if asked == 50:
            first = usage(server.pid)
        time.sleep(0.02)
    last = usage(server.pid)
    server.terminate()
    server.wait(20)
    fresh = index.parent / "fresh"
    rows = [json.dumps(document.to_dict(SCHEMA), ensure_ascii=False) for document in search.export(index)]
    (index.parent / "all.jsonl").write_text("\n".join(rows), encoding="utf-8")
    search.rebuild([index.parent / "all.jsonl"], fresh)
    here, there = (folder / generations.current_name(folder) for folder in (index, fresh))
    return {
        "updates": count,
        "asked": asked,
        "failed": failed,
        "bytes_to_fresh": folder_bytes(here) / folder_bytes(there),
        "files_to_fresh": len(list(here.iterdir())) / len(list(there.iterdir())),
        "server_mb_growth": last[0] - (first or last)[0],
        "server_files_growth": last[1] - (first or last)[1],
    }


def usage(pid: int) -> tuple[float, int]:
    """Megabytes and open files of a process and its children."""
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, sum(len(os.listdir(f"/proc/{one}/fd")) for one in pids)


def writer(name: str, index: Path, count: int) -> None:
    """One of the two writers of `turns`."""
    source = index.parent / f"{name}.jsonl"
    for turn in range(count):
        row = {"id": f"{name}{turn % 20}", "text": f"بوتين في الدور {turn} من {name}"}
        source.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
        while True:
            try:
                search.update([source], index)
                break
            except IndexLockedError:
                time.sleep(0.002)


def flips(index: Path) -> dict[str, int]:
    """Every byte changed, every file cut and missing, CURRENT and manifest turned to garbage: how many went unseen."""
    source = index.parent / "tiny.jsonl"
    source.write_text('{"id": "1", "text": "بوتين"}\n', encoding="utf-8")
    search.rebuild([source], index)
    figures = {"damages": 0, "unseen": 0}

    def seen(path: Path, data: bytes | None) -> None:
        whole = path.read_bytes()
        path.unlink() if data is None else path.write_bytes(data)
        figures["damages"] += 1
        try:
            search.open(index)
            figures["unseen"] += 1
        except (IndexCorruptError, IndexMissingError, IndexStaleError):
            pass
        finally:
            path.write_bytes(whole)

    folder = index / generations.current_name(index)
    listed = [folder / name for name in generations.read_manifest(index, folder.name, None).files]
    for path in [*listed, folder / "manifest.json", index / "CURRENT"]:
        whole = path.read_bytes()
        for at in range(len(whole)):
            seen(path, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            if at % 16 == 0:
                seen(path, whole[:at])
        seen(path, None)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="0.1 does a tenth of the turns")
    scale = parser.parse_args().scale
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        figures = {
            "kills": kills(folder / "kills", int(500 * scale)),
            "swaps": swaps(folder / "swaps", int(1000 * scale)),
            "turns": turns(folder / "turns", int(1000 * scale)),
            "flips": flips(folder / "flips"),
        }
    show(benchmark="faults", **figures)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--writer"]:
        writer(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
