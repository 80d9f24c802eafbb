"""How a cluster grows: passages made of a collection by repetition with changed words, built and searched there.

.venv/bin/python -m tests.engines.opensearch.cluster 3 .venv/bin/python benchmarks/cluster_growth.py DOCS QUERIES
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import threading
import time
from pathlib import Path

from cluster import settings_of
from common import corpus, percentile, queries, show
from passages import write_passages

import search
from search.engines.opensearch.client import Client

CLIENTS = 4


def processor_ms(client: Client) -> int:
    """What all nodes have taken of the processor."""
    nodes = client.ask("GET", "/_nodes/stats/process")["nodes"].values()
    return sum(int(node["process"]["cpu"]["total_in_millis"]) for node in nodes)


def times(index: search.Index, asked: list[str], clients: int) -> dict[str, float]:
    """p50 and p99 of a page in ms under so many clients, and how many pages a second."""
    found: list[float] = []

    def ask(number: int) -> None:
        for query in asked[number::clients]:
            started = time.perf_counter()
            index.search(query)
            found.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    a_second = len(asked) / (time.perf_counter() - started)
    return {"p50_ms": percentile(found, 0.5), "p99_ms": percentile(found, 0.99), "pages_a_second": a_second}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[92_000, 369_000])
    parser.add_argument("--shards", type=int, default=3)
    parser.add_argument("--limit", type=int, default=300, help="how many queries")
    arguments = parser.parse_args()
    asked = [query for query in queries(arguments.queries, arguments.limit) if len(query) <= 512]
    settings, figures = settings_of(arguments.shards), {}
    client = Client(settings.opensearch)
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as scratch:
            source = Path(scratch, "passages.jsonl.gz")
            write_passages(arguments.docs, size, source)
            started = time.perf_counter()
            search.rebuild([source], Path(scratch, "index"), "opensearch", settings=settings)
            seconds = time.perf_counter() - started
            index = search.open(Path(scratch, "index"), settings)
            times(index, asked[:50], 1)  # warm
            stats, before = index.stats(), processor_ms(client)
            alone = times(index, asked, 1)
            processor = (processor_ms(client) - before) / len(asked)
            figures[f"{size}"] = {
                "documents": stats["documents"],
                "build_seconds": seconds,
                "python_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "index_mb": stats["index_bytes"] / 1e6,
                "cluster_processor_ms_a_page": processor,
                "one_client": alone,
                f"{CLIENTS}_clients": times(index, asked, CLIENTS),
            }
    show(benchmark="cluster_growth", **corpus(arguments.docs), shards=arguments.shards, **figures)


if __name__ == "__main__":
    main()
