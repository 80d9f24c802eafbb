"""The service under load by wrk: requests a second and p99 of the API and the page, time to first byte, page weight.

Twice: where every request is searched, and (`_kept`) where 50 queries that were answered before come out of memory.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import urllib.request
from urllib.parse import quote, urljoin

from common import corpus, show
from service import Subject, load, serving, subject

CONNECTIONS = 8


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


def measured(
    served: Subject, address: str, master: int, route: str, queries: int = 500, rounds: int = 1
) -> dict[str, float]:
    """The route under load, after all queries were asked, so that what is cached is there: words, files, answers."""
    paths = [f"{route}?q={quote(query)}" for query in served.queries[:queries]]
    for path in rounds * paths:
        urllib.request.urlopen(address + path).close()
    found = load(address, master, paths, CONNECTIONS, served.seconds, served.scratch)
    assert found["busy_503"] + found["other"] + found["socket"] == 0, found
    return found


def main() -> None:
    figures: dict[str, object] = {}
    with subject(__doc__, seconds=20) as served:
        with serving(served.index, "--workers", "2", "--cache", "0") as (address, server):
            for name, route in (("health", "/healthz"), ("search", "/v1/search"), ("page", "/")):
                figures[name] = measured(served, address, server.pid, route)
            one = f"/?q={quote(served.queries[0])}"
            figures["first_byte_ms"] = {"/": first_byte(address, "/"), "results": first_byte(address, one)}
            figures["weight_bytes"] = {"/": weight(address, "/"), "results": weight(address, one)}
        with serving(served.index, "--workers", "2") as (address, server):
            # Each worker keeps its own answers: after some rounds both have these.
            for name, route in (("search_kept", "/v1/search"), ("page_kept", "/")):
                figures[name] = measured(served, address, server.pid, route, queries=50, rounds=8)
        about = corpus(served.docs)
    show(benchmark="serve", **about, connections=CONNECTIONS, workers=2, **figures)


if __name__ == "__main__":
    main()
