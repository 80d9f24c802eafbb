"""Seconds of CPU of a rebuild by stage, in one process: read, first analysis, join, records, and so on.

    python benchmarks/profile_build.py docs.jsonl.gz [--documents 10000] [--known]

With `--known` the words of earlier builds are known, as they are to all builds but the first. What Tantivy does in its
own threads, and the commit, is no stage: `threads` is what the process took beside them.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import tempfile
import time
from functools import cache
from pathlib import Path

from common import corpus, show
from stages import Stages, Stopwatch

import search
from search.analysis import text_terms
from search.analysis.known_words import KnownWords
from search.analysis.native import native

STAGES: Stages = {
    "read": ("search.indexing.indexer:read_documents",),
    "part": ("search.indexing.prepared:parts_of",),
    "first analysis": ("search.analysis.text_terms:joined_terms",),
    "join": tuple(f"search.analysis.documents:{name}" for name in ("join_text", "join_meant", "first_lemmas")),
    "signatures": ("search.analysis.documents:signature",),
    "tags": ("search.analysis.documents:_tags",),
    "dictionary of records": ("search.storage.record_codec:Codec.trained",),
    "records": ("search.indexing.prepared:pack",),
    "add": ("search.engines.tantivy_index:TantivyWriter.add",),
    "sample": ("search.indexing.vocabulary_build:Sample.read",),
    "vocabulary": ("search.indexing.generation_build:make_vocabulary",),
    "groups": ("search.indexing.near_duplicates:Signatures.write",),
    "seal and publish": ("search.indexing.generation_build:Build._publish",),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--known", action="store_true")
    arguments = parser.parse_args()
    os.cpu_count = lambda: 1  # one process, whose stages can be told
    with tempfile.TemporaryDirectory() as scratch:
        some = Path(scratch, "docs.jsonl")
        with gzip.open(arguments.docs, "rb") as lines:
            some.write_bytes(b"".join(itertools.islice(lines, arguments.documents)))
        if not arguments.known:
            text_terms._known = cache(lambda: KnownWords(None))
        text_terms.keep = lambda *_: False
        search.analysis.analyze("كتاب")  # opens the lexicon
        watch, whole, wall = Stopwatch(STAGES), time.process_time(), time.perf_counter()
        report = search.rebuild([some], Path(scratch, "index"))
        seconds = dict(watch.seconds)
        whole, wall = time.process_time() - whole, time.perf_counter() - wall
    seconds["threads"] = whole - sum(seconds.values())
    show(
        benchmark="profile_build",
        **corpus(arguments.docs),
        documents=report.documents,
        known=arguments.known,
        native=native is not None,
        cpu_seconds=whole,
        wall_seconds=wall,
        stages=seconds,
    )


if __name__ == "__main__":
    main()
