"""Milliseconds of CPU of a page by stage, from parsing the query to the snippets of its hits; the rest is in no stage.

    python benchmarks/profile_query.py docs.jsonl.gz queries.tsv [--index FOLDER] [--words 2]

The pages are asked for the first time, as nearly all are; the first twenty are not counted.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from common import corpus, queries, show
from stages import Stages, Stopwatch

import search
from search.model.limits import Limits
from search.settings import Settings

WARM = 20
STAGES: Stages = {
    "parse": ("search.answering.plan:read",),
    "rewrite": ("search.answering.plan:rewrite",),
    "search": ("search.engines.tantivy:TantivyEngine._hits",),
    "counts and facets": ("search.engines.tantivy_searches:Searches.counts",),
    "near-duplicates": ("search.engines.tantivy:TantivyEngine._similar",),
    "words of matches": ("search.engines.tantivy:TantivyEngine._held",),
    "rest of the engine": ("search.engines.tantivy:TantivyEngine.search",),
    "answer set": (
        "search.answering.searcher:find",
        *(f"search.query.answer_set:Rewritten.{name}" for name in ("ladder", "answers", "any_word", "partial")),
    ),
    "fetch": ("search.storage.records:Records.fetch",),
    "unpack": ("search.storage.records:unpack",),
    "titles": ("search.answering.hits:title_of",),
    "marks": ("search.answering.highlighter:Highlighter.find", "search.answering.highlighter:Highlighter.__init__"),
    "snippets": ("search.answering.hits:best_snippets", "search.answering.hits:marked"),
    "what is missing": ("search.answering.hits:missing",),
    "rest of the hits": ("search.answering.searcher:hits_of",),
    "facets on their own": ("search.answering.searcher:count_facets",),
    "suggestion": ("search.answering.searcher:offer_for",),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, help="an index of these documents, not to build it")
    parser.add_argument("--words", type=int, default=100, help="of each query, at most")
    parser.add_argument("--count", type=int, default=300)
    arguments = parser.parse_args()
    asked = [" ".join(query.split()[: arguments.words]) for query in queries(arguments.queries, arguments.count + WARM)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.index or Path(scratch)
        if not arguments.index:
            search.rebuild([arguments.docs], folder)
        index = search.open(folder, Settings(limits=Limits(soft_ms=60_000, hard_ms=60_000)))
        watch = Stopwatch(STAGES)
        for number, query in enumerate(asked):
            if number == WARM:
                watch.reset()
            index.search(query, facets=("source", "category", "year"))
    pages = len(asked) - WARM
    milliseconds = {stage: 1000 * seconds / pages for stage, seconds in watch.seconds.items()}
    show(
        benchmark="profile_query",
        **corpus(arguments.docs),
        pages=pages,
        words=sum(len(query.split()) for query in asked) / len(asked),
        page_ms=sum(milliseconds.values()),
        stages_ms=milliseconds,
    )


if __name__ == "__main__":
    main()
