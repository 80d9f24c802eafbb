"""The service under load by wrk: requests a second and p99 of the API and the page, time to first byte, page weight."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import quote, urljoin

from common import corpus, queries, show
from service import serving

import search

SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency)
  local errors = summary.errors
  local form = '{"rps": %%f, "p50_ms": %%f, "p99_ms": %%f, "requests": %%d, "not_2xx": %%d, "socket": %%d}\\n'
  io.write(form:format(summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
"""


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
    for worker in Path(f"/proc/{master}/task/{master}/children").read_text().split():
        fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def weight(address: str, path: str) -> dict[str, int]:
    """Bytes that a browser fetches for a page the first time: itself, style, scripts and preloaded fonts, packed."""

    def fetch(url: str) -> tuple[str, int]:
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as response:
            body = response.read()
            packed = response.headers.get("Content-Encoding") == "gzip"
            kind = response.headers.get_content_maintype()
        return ((gzip.decompress(body) if packed else body).decode() if kind == "text" else ""), len(body)

    html, size = fetch(urljoin(address, path))
    addresses = set(re.findall(r'<(?:link|script)[^>]* (?:href|src)="(/static/[^"]+)"', html))
    return {"page": size, "all": size + sum(fetch(urljoin(address, one))[1] for one in addresses)}


def first_byte(address: str, path: str) -> float:
    """Milliseconds to the first byte, the best of some."""
    command = ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{time_starttransfer}", address + path]
    return (
        min(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(20)) * 1e3
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, help="an index of these documents, not to build one")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=20)
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: apt-get install wrk)")
    asked = [" ".join(query.split()[:2]) for query in queries(arguments.queries, 500)]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        index = arguments.index or scratch / "index"
        if arguments.index is None:
            search.rebuild([arguments.docs], index)
        with serving(index, "--workers", "2") as (address, server):
            figures: dict[str, object] = {}
            for name, route in (("health", "/healthz?"), ("search", "/v1/search"), ("page", "/")):
                paths = [f"{route}?q={quote(query)}" for query in asked]
                load(address, server.pid, paths, arguments.connections, 5, scratch)  # caches fill: words, files
                measured = load(address, server.pid, paths, arguments.connections, arguments.seconds, scratch)
                assert measured["not_2xx"] + measured["socket"] == 0, measured
                figures[name] = measured
            one = f"?q={quote(asked[0])}"
            figures["first_byte_ms"] = {"/": first_byte(address, "/"), "results": first_byte(address, f"/{one}")}
            figures["weight_bytes"] = {"/": weight(address, "/"), "results": weight(address, f"/{one}")}
    show(benchmark="serve", **corpus(arguments.docs), connections=arguments.connections, workers=2, **figures)


if __name__ == "__main__":
    main()
