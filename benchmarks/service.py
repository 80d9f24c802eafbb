"""A server for a benchmark: what it serves, started, announced, stopped; what wrk and the system say of it."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from common import queries

import search

SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at, threads = 0, {}
busy, wrong = 0, 0
setup = function(thread) threads[#threads + 1] = thread end
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
response = function(status, headers)
  if status == 503 and headers["Retry-After"] then busy = busy + 1
  elseif status ~= 200 then wrong = wrong + 1 end
end
done = function(summary, latency)
  local errors, refused, other = summary.errors, 0, 0
  for _, thread in ipairs(threads) do
    refused, other = refused + thread:get("busy"), other + thread:get("wrong")
  end
  local form = '{"rps": %%f, "p50_ms": %%f, "p99_ms": %%f, "requests": %%d, ' ..
    '"busy_503": %%d, "other": %%d, "socket": %%d}\\n'
  io.write(form:format(summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, summary.requests, refused, other,
    errors.connect + errors.read + errors.write + errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is served: the documents, their index, two words of each query, and for how long each part of it runs."""

    docs: Path
    index: Path
    queries: list[str]
    seconds: int
    scratch: Path


@contextmanager
def subject(description: str | None, seconds: int) -> Iterator[Subject]:
    """The subject that the command line names; its index is built unless one is given."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, help="an index of these documents, not to build one")
    parser.add_argument("--seconds", type=int, default=seconds)
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: apt-get install wrk)")
    asked = [" ".join(query.split()[:2]) for query in queries(arguments.queries, 500)]
    with tempfile.TemporaryDirectory() as folder:
        index = arguments.index or Path(folder, "index")
        if arguments.index is None:
            search.rebuild([arguments.docs], index)
        yield Subject(arguments.docs, index, asked, arguments.seconds, Path(folder))


@contextmanager
def serving(index: Path, *options: str, log: TextIO | None = None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`bahith serve` on a free port: its address and its process; what it logs goes to stderr or to `log`."""
    command = [sys.executable, "-m", "search", "serve", "--index", str(index), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        address = re.search(r"http://[0-9.]+:\d+", process.stdout.readline())
        assert address is not None, "the server did not start"
        yield address[0], process
    finally:
        process.terminate()
        process.wait(30)


def load(
    address: str, master: int, paths: list[str], connections: int, seconds: int, scratch: Path
) -> dict[str, float]:
    """What wrk measures when these paths are asked for in turn, and the CPU time of the workers for each request.

    On a machine with other work the requests a second say little; the CPU time is the service's own.
    """
    (scratch / "paths").write_text("\n".join(paths) + "\n", encoding="ascii")
    (scratch / "paths.lua").write_text(SCRIPT % (scratch / "paths"), encoding="ascii")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", scratch / "paths.lua"]
    before = cpu_seconds(master)
    printed = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    measured: dict[str, float] = json.loads(next(line for line in printed.splitlines() if line.startswith("{")))
    measured["cpu_ms"] = (cpu_seconds(master) - before) / max(1, measured["requests"]) * 1000
    return measured


def cpu_seconds(master: int) -> float:
    """The CPU time that the workers of a server have used."""
    ticks = 0
    for worker in workers(master):
        fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def megabytes(master: int) -> dict[str, float]:
    """The memory of the workers: their own, and what they map of files, which they share with all who do."""
    totals = {"RssAnon": 0.0, "RssFile": 0.0}
    for worker in workers(master):
        for name, size in re.findall(r"(RssAnon|RssFile):\s*(\d+) kB", Path(f"/proc/{worker}/status").read_text()):
            totals[name] += int(size) / 1000
    return {"own": totals["RssAnon"], "mapped": totals["RssFile"]}


def workers(master: int) -> list[int]:
    """The processes that answer."""
    return [int(worker) for worker in Path(f"/proc/{master}/task/{master}/children").read_text().split()]
