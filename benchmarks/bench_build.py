"""Time, memory and size of a rebuild, beside peers that index one field with their own analysis, in the same run.

    python benchmarks/bench_build.py docs.jsonl.gz [--lucene FOLDER]

FOLDER holds lucene-core and lucene-analysis-common (9.5 was measured); Java 17 builds and runs the peer.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

from common import corpus, documents, folder_bytes, run, show

import search


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path, help="a docs.jsonl.gz")
    parser.add_argument("--whoosh-documents", type=int, default=4_000, help="Whoosh is slow: so many, scaled up")
    parser.add_argument("--lucene", type=Path, help="the folder of Lucene's jars")
    arguments = parser.parse_args()
    about = corpus(arguments.docs)
    count = sum(1 for _ in documents(arguments.docs))
    peers = str(Path(__file__).with_name("peers.py"))
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch, "index")
        command = [sys.executable, "-m", "search", "rebuild", str(arguments.docs), "--index", str(index), "--quiet"]
        seconds, megabytes = run(command)
        opened = search.open(index)
        if opened.stats()["documents"] != count:
            sys.exit(f"{opened.stats()['documents']} documents indexed, not {count}")
        size = folder_bytes(index) / about["text_bytes"]
        figures["bahith"] = {"seconds": seconds, "peak_mb": megabytes, "index_to_text": size}
        for peer in ("tantivy", "fts5", "whoosh"):
            folder = Path(scratch, peer)
            folder.mkdir()
            limit = min(count, arguments.whoosh_documents) if peer == "whoosh" else count
            seconds, megabytes = run([sys.executable, peers, peer, str(arguments.docs), str(folder), str(limit)])
            size = folder_bytes(folder) / about["text_bytes"] * count / limit
            figures[peer] = {"seconds": seconds * count / limit, "peak_mb": megabytes, "index_to_text": size}
        if arguments.lucene:
            figures["lucene"] = lucene(arguments.docs, Path(scratch), arguments.lucene, about["text_bytes"])
    ratios = {f"to_{name}": figures["bahith"]["seconds"] / figures[name]["seconds"] for name in list(figures)[1:]}
    show(benchmark="build", **about, documents=count, **figures, ratios=ratios)


def lucene(docs: Path, scratch: Path, jars: Path, text_bytes: int) -> dict[str, float]:
    """Lucene's own time: it is compiled before, and given texts that need no JSON reader."""
    texts, folder, source = scratch / "texts.gz", scratch / "lucene", Path(__file__).with_name("LuceneBuild.java")
    with gzip.open(texts, "wt", encoding="utf-8", compresslevel=1) as file:
        for row in documents(docs):
            file.write(" ".join(f"{row.get('title') or ''} {row['text']}".split()) + "\n")
    subprocess.run(["javac", "-cp", f"{jars}/*", "-d", str(scratch), str(source)], check=True)
    seconds, megabytes = run(["java", "-cp", f"{jars}/*:{scratch}", "LuceneBuild", str(texts), str(folder)])
    return {"seconds": seconds, "peak_mb": megabytes, "index_to_text": folder_bytes(folder) / text_bytes}


if __name__ == "__main__":
    main()
