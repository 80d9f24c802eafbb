"""How one machine grows: passages built and searched at several sizes, in CPU, which other work changes little.

    python benchmarks/growth.py docs.jsonl.gz queries.tsv [--sizes 23000 92000 184000 369000]

A page is that of the default search with its snippets and facets, asked once for each query by one client.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from common import corpus, folder_bytes, percentile, queries, run, show
from passages import write_passages

import search

FACETS = ("source", "category", "year")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[23_000, 92_000, 184_000, 369_000])
    parser.add_argument("--limit", type=int, default=300, help="how many queries")
    arguments = parser.parse_args()
    asked = [query for query in queries(arguments.queries, arguments.limit) if len(query) <= 512]
    figures = {}
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as scratch:
            source, folder = Path(scratch, "passages.jsonl.gz"), Path(scratch, "index")
            write_passages(arguments.docs, size, source)
            command = [sys.executable, "-m", "search", "rebuild", str(source), "--index", str(folder), "--quiet"]
            seconds, megabytes, cpu = run(command)
            figures[size] = {
                "build_seconds": seconds,
                "build_cpu_seconds": cpu,
                "build_peak_mb": megabytes,
                "index_mb": folder_bytes(folder) / 1e6,
                **pages(folder, asked),
            }
            print(size, figures[size], file=sys.stderr, flush=True)
    show(benchmark="growth", **corpus(arguments.docs), queries=len(asked), sizes=figures)


def pages(folder: Path, asked: list[str]) -> dict[str, float]:
    """Milliseconds to open, p50 and p99 of a page by the clock and in CPU, megabytes of the process that answers."""
    started = time.perf_counter()
    index = search.open(folder)
    opened = (time.perf_counter() - started) * 1000
    wall, cpu = [], []
    for query in asked:
        started, worked = time.perf_counter(), time.thread_time()
        index.search(query, facets=FACETS)
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.thread_time() - worked) * 1000)
    return {
        "open_ms": opened,
        "page_p50_ms": percentile(wall, 0.5),
        "page_p99_ms": percentile(wall, 0.99),
        "page_cpu_p50_ms": percentile(cpu, 0.5),
        "page_cpu_p99_ms": percentile(cpu, 0.99),
        "search_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    main()
