"""A cluster against Tantivy on the same documents: queries of all kinds, and what a front end's own work costs.

    .venv/bin/python -m tests.engines.opensearch.cluster 1 .venv/bin/python benchmarks/cluster.py DOCS QUERIES

takes a cluster that is started for it; with the addresses of another one in the environment it runs by itself.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from common import corpus, percentile, queries, show

import search
from search.engines.opensearch.client import Client
from search.model.limits import Limits
from search.model.request import SearchRequest
from search.settings import Settings, load_settings

PATIENT = Limits(soft_ms=600_000, check_ms=600_000, repair_ms=600_000, hard_ms=600_000)
DEEP = 1_000  # hits of a run
GAP = 1e-4


def requests_of(number: int, query: str, sources: list[str]) -> tuple[str, SearchRequest]:
    """The kind of the query of this number, and its request."""
    words = [word for word in query.split() if word.isalpha()] or ["خبر"]
    first, last = words[0], words[-1]
    filters = {"category": (sources[number % len(sources)],)} if sources else {}
    kinds = {
        "plain": SearchRequest(query),
        "any": SearchRequest(query, match="any"),
        "all": SearchRequest(" ".join(words[:2]), match="all"),
        "exact": SearchRequest(query, level="exact"),
        "root": SearchRequest(first, level="root"),
        "phrase": SearchRequest(f'"{" ".join(words[:2])}"'),
        "prefix": SearchRequest(f"{first[:4]}* {last}"),
        "fuzzy": SearchRequest(f"{first}~ {last}"),
        "not": SearchRequest(f"{first} -{last}"),
        "near": SearchRequest(f"{first} NEAR/5 {words[1 % len(words)]}"),
        "title": SearchRequest(f"title:{first} {last}"),
        "filtered": SearchRequest(first, filters=filters),
        "range": SearchRequest(last, ranges={"date": ("2017-01-01", "2018-06-30")}),
        "newest": SearchRequest(first, sort="newest"),
        "recent": SearchRequest(query, sort="recent"),
        "apart": SearchRequest(query, collapse=False),
        "deep": SearchRequest(last, offset=900, limit=100),
    }
    names = list(kinds)
    kind = names[number % len(names)]
    return kind, replace(kinds[kind], limit=max(20, kinds[kind].limit))


def told(index: search.Index, request: SearchRequest) -> dict[str, Any]:
    """What a page says that must be the same in both."""
    page = index.run(request)
    return {
        "ids": [hit.id for hit in page.hits],
        "scores": [hit.score for hit in page.hits],
        "totals": (page.total, page.total_partial, page.more, [hit.similar for hit in page.hits]),
        "missing": [hit.missing for hit in page.hits],
        "facets": page.facets,
        "suggestion": page.suggestion,
    }


def compare(ours: search.Index, theirs: search.Index, asked: list[tuple[str, SearchRequest]]) -> dict[str, Any]:
    """In how many queries both say the same, and the largest gap between two scores."""
    same = dict.fromkeys(("ids", "totals", "missing", "facets", "suggestion"), 0)
    gap, differing = 0.0, []
    for kind, request in asked:
        one, other = told(ours, request), told(theirs, request)
        for name in same:
            same[name] += one[name] == other[name]
        if one["ids"] != other["ids"]:
            differing.append(f"{kind}: {request.q}")
        gap = max([gap, *(abs(a - b) for a, b in zip(one["scores"], other["scores"], strict=False))])
    return {
        "queries": len(asked),
        "same": same,
        "score_gap": gap,
        "gap_is_small": gap < GAP,
        "differing": differing[:5],
    }


def compare_runs(ours: search.Index, theirs: search.Index, asked: list[str]) -> dict[str, Any]:
    """Of the lines of a TREC run of so many hits, which are the same; others stand in another place of a tie."""
    lines = equal = 0
    for query in asked:
        request = SearchRequest(query, limit=DEEP)
        runs = [index.matches(index.plan(request, PATIENT.for_batch())) for index in (ours, theirs)]
        pairs = list(zip(*runs, strict=False))
        lines += max(map(len, runs))
        equal += sum(a.key == b.key and abs(a.score - b.score) < GAP for a, b in pairs)
    return {"queries": len(asked), "lines": lines, "equal": equal / max(1, lines)}


class Took:
    """Adds up what the cluster says that its searches took, and counts the requests."""

    def __init__(self) -> None:
        self.ms, self.requests, ask = 0.0, 0, Client.ask

        def counting(client: Client, *arguments: Any, **parameters: Any) -> dict[str, Any]:
            found = ask(client, *arguments, **parameters)
            self.requests += 1
            self.ms += found.get("took", 0)
            return found

        Client.ask = counting  # type: ignore[method-assign]


def costs(local: search.Index, far: search.Index, asked: list[str], took: Took) -> dict[str, Any]:
    """Of a page of both, asked in turns: its time, that of the processor here, and what is left of its time (`own`)
    beyond what the cluster took; and how many times as much the cluster costs.
    """
    indexes = {"tantivy": local, "cluster": far}
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in indexes}
    took.requests = 0
    for number, query in enumerate(asked):
        for name in sorted(indexes, reverse=number % 2 == 1):
            took.ms, started, used = 0.0, time.perf_counter(), time.process_time()
            indexes[name].search(query)
            wall = (time.perf_counter() - started) * 1000
            processor = (time.process_time() - used) * 1000
            measured[name].append({"wall": wall, "own": wall - took.ms, "processor": processor})
    found = {
        f"{name}_{kind}_{at}_ms": percentile([one[kind] for one in some], share)
        for name, some in measured.items()
        for kind in ("wall", "own", "processor")
        for at, share in {"p50": 0.5, "p99": 0.99}.items()
    }
    ratios = {
        f"{kind}_times": found[f"cluster_{kind}_p50_ms"] / found[f"tantivy_{kind}_p50_ms"]
        for kind in ("wall", "own", "processor")
    }
    return {**found, **ratios, "requests_a_query": took.requests / len(asked)}


def settings_of(shards: int) -> Settings:
    """Those of an index with so many shards, in the cluster of the environment."""
    started = tuple(os.environ.get("TEST_OPENSEARCH", "").split())
    cluster = load_settings().opensearch
    cluster = replace(cluster, addresses=started or cluster.addresses, name=f"benchmark-{shards}", shards=shards)
    return Settings(limits=PATIENT, opensearch=replace(cluster, timeout=60))


def built(docs: Path, folder: Path, shards: Iterator[int]) -> Iterator[tuple[str, search.Index, float]]:
    """Name, index, seconds of its build: in Tantivy, then in the cluster by numbers of shards."""
    started = time.perf_counter()
    search.rebuild([docs], folder / "tantivy")
    yield "tantivy", search.open(folder / "tantivy", Settings(limits=PATIENT)), time.perf_counter() - started
    for number in shards:
        settings, started = settings_of(number), time.perf_counter()
        search.rebuild([docs], folder / f"cluster-{number}", "opensearch", settings=settings)
        seconds = time.perf_counter() - started
        yield f"{number}_shards", search.open(folder / f"cluster-{number}", settings), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--shards", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--limit", type=int, default=300, help="how many queries")
    parser.add_argument("--runs", type=int, default=50, help="how many as a run of 1,000 hits")
    arguments = parser.parse_args()
    every = [query for query in queries(arguments.queries) if len(query) <= 512]
    plain = every[: arguments.limit]
    figures: dict[str, dict[str, Any]] = defaultdict(dict)
    took = Took()
    with tempfile.TemporaryDirectory() as scratch:
        reference: search.Index | None = None
        for name, index, seconds in built(arguments.docs, Path(scratch), arguments.shards):
            figures[name] |= {"build_seconds": seconds, "index_mb": index.stats()["index_bytes"] / 1e6}
            if reference is None:
                reference = index
                facets = index.search(plain[0], match="any").facets
                sources = [bucket.value for bucket in facets.get("category", ())]
                asked = [requests_of(number, query, sources) for number, query in enumerate(plain)]
            else:
                figures[name] |= compare(reference, index, asked)
                figures[name]["runs"] = compare_runs(reference, index, every[: arguments.runs])
                costs(reference, index, plain[:20], took)  # warm
                figures[name]["costs"] = costs(reference, index, plain, took)
    show(benchmark="cluster", **corpus(arguments.docs), **figures)


if __name__ == "__main__":
    main()
