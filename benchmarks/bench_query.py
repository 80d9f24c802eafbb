"""Time of the default search in process: top 10 without snippets and the whole page, beside Tantivy alone."""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tantivy
from common import corpus, percentile, queries, show
from peers import STEMMED, analyzer, build_tantivy, tantivy_index

import search
from search.model.request import SearchRequest

ROUNDS = 3


def measure(ask: Callable[[str], object], asked: list[str]) -> dict[str, float]:
    """p50 and p99 in ms of the best of some rounds of each query."""
    best = [float("inf")] * len(asked)
    for _ in range(ROUNDS):
        for place, query in enumerate(asked):
            started = time.perf_counter()
            ask(query)
            best[place] = min(best[place], (time.perf_counter() - started) * 1000)
    return {"p50_ms": percentile(best, 0.5), "p99_ms": percentile(best, 0.99)}


def tantivy_alone(docs: Path, folder: Path) -> Callable[[str], object]:
    """Any of the words, in one field, analysed by Tantivy."""
    folder.mkdir()
    build_tantivy(docs, folder, None)
    opened = tantivy_index(folder)
    searcher, chain, schema = opened.searcher(), analyzer(), opened.schema

    def ask(query: str) -> object:
        terms = chain.analyze(" ".join(re.findall(r"\w+", query)))
        parts = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term, "freq")) for term in terms]
        hits = searcher.search(tantivy.Query.boolean_query(parts), 10).hits
        return [searcher.doc(address)["id"] for _, address in hits]

    return ask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--limit", type=int, default=500, help="how many queries")
    arguments = parser.parse_args()
    about = corpus(arguments.docs)
    asked = [query for query in queries(arguments.queries, arguments.limit) if len(query) <= 512]
    with tempfile.TemporaryDirectory() as scratch:
        search.rebuild([arguments.docs], Path(scratch, "index"))
        index = search.open(Path(scratch, "index"))
        found = sum(bool(index.matches(index.plan(SearchRequest(query)))) for query in asked)
        assert found > len(asked) * 0.9, f"only {found} of {len(asked)} queries find anything"
        pairs = [" ".join(query.split()[:2]) for query in asked]
        figures = {
            "matches": measure(lambda query: index.matches(index.plan(SearchRequest(query))), asked),
            "page": measure(lambda query: index.search(query), asked),
            "page_two_words": measure(lambda query: index.search(query), pairs),
            "tantivy": measure(tantivy_alone(arguments.docs, Path(scratch, "tantivy")), asked),
        }
    words = sum(len(query.split()) for query in asked) / len(asked)
    ratio = figures["matches"]["p50_ms"] / figures["tantivy"]["p50_ms"]
    show(benchmark="query", **about, queries=len(asked), words=words, field=STEMMED, **figures, p50_to_tantivy=ratio)


if __name__ == "__main__":
    main()
