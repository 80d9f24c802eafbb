"""Time, memory and size of a rebuild, beside peers with their own analysis, in the same run.

    python benchmarks/bench_build.py docs.jsonl.gz [--lucene FOLDER] [--peers tantivy]

The index is built twice: with no word known, and again with the words that the first build has analysed. The peers
index one field, Lucene two as well: as many terms as the exact and the lemma level. FOLDER holds lucene-core and
lucene-analysis-common (9.5 was measured); Java 17 builds and runs the peer.
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
from search.analysis.tables import DATA


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path, help="a docs.jsonl.gz")
    parser.add_argument("--whoosh-documents", type=int, default=4_000, help="Whoosh is slow: so many, scaled up")
    parser.add_argument("--lucene", type=Path, help="the folder of Lucene's jars")
    parser.add_argument("--peers", nargs="*", default=["tantivy", "fts5", "whoosh"], help="other peers")
    arguments = parser.parse_args()
    about = corpus(arguments.docs)
    count = sum(1 for _ in documents(arguments.docs))
    peers = str(Path(__file__).with_name("peers.py"))
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        forget()
        for name in ("bahith", "bahith_again"):
            figures[name] = bahith(arguments.docs, Path(scratch, name), count, about["text_bytes"])
        for peer in ("tantivy", "fts5", "whoosh"):
            if peer not in arguments.peers:
                continue
            folder = Path(scratch, peer)
            folder.mkdir()
            limit = min(count, arguments.whoosh_documents) if peer == "whoosh" else count
            seconds, megabytes, cpu = run([sys.executable, peers, peer, str(arguments.docs), str(folder), str(limit)])
            size = folder_bytes(folder) / about["text_bytes"] * count / limit
            figures[peer] = {
                "seconds": seconds * count / limit,
                "peak_mb": megabytes,
                "cpu_seconds": cpu * count / limit,
                "index_to_text": size,
            }
        if arguments.lucene:
            figures |= lucene(arguments.docs, Path(scratch), arguments.lucene, about["text_bytes"])
    ratios = {
        ours: {f"to_{name}": figures[ours]["seconds"] / figures[name]["seconds"] for name in list(figures)[2:]}
        for ours in ("bahith", "bahith_again")
    }
    show(benchmark="build", **about, documents=count, **figures, ratios=ratios)


def forget() -> None:
    """Removes the words that builds of this checkout have analysed: the next one finds none known."""
    for path in Path(str(DATA)).glob("words-*.bin"):
        path.unlink()


def bahith(docs: Path, index: Path, count: int, text_bytes: int) -> dict[str, float]:
    """A rebuild by the command line."""
    command = [sys.executable, "-m", "search", "rebuild", str(docs), "--index", str(index), "--quiet"]
    seconds, megabytes, cpu = run(command)
    if (indexed := search.open(index).stats()["documents"]) != count:
        sys.exit(f"{indexed} documents indexed, not {count}")
    return {
        "seconds": seconds,
        "peak_mb": megabytes,
        "cpu_seconds": cpu,
        "index_to_text": folder_bytes(index) / text_bytes,
    }


def lucene(docs: Path, scratch: Path, jars: Path, text_bytes: int) -> dict[str, dict[str, float]]:
    """Lucene's own time, with one field and with two: compiled before, and given texts that need no JSON reader."""
    texts, source = scratch / "texts.gz", Path(__file__).with_name("LuceneBuild.java")
    with gzip.open(texts, "wt", encoding="utf-8", compresslevel=1) as file:
        for row in documents(docs):
            file.write(" ".join(f"{row.get('title') or ''} {row['text']}".split()) + "\n")
    subprocess.run(["javac", "-cp", f"{jars}/*", "-d", str(scratch), str(source)], check=True)
    figures = {}
    for fields in (1, 2):
        folder = scratch / f"lucene{fields}"
        command = ["java", "-cp", f"{jars}/*:{scratch}", "LuceneBuild", str(texts), str(folder), str(fields)]
        seconds, megabytes, cpu = run(command)
        size = folder_bytes(folder) / text_bytes
        figures[f"lucene_{fields}_fields"] = {
            "seconds": seconds,
            "peak_mb": megabytes,
            "cpu_seconds": cpu,
            "index_to_text": size,
        }
    return figures


if __name__ == "__main__":
    main()
