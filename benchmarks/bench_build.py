"""Time, memory and size of a rebuild, beside peers that index one field with their own analysis, in the same run."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from common import corpus, documents, folder_bytes, run, show

import search


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path, help="a docs.jsonl.gz")
    parser.add_argument("--whoosh-documents", type=int, default=4_000, help="Whoosh is slow: so many, scaled up")
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
    ratios = {f"to_{name}": figures["bahith"]["seconds"] / figures[name]["seconds"] for name in list(figures)[1:]}
    show(benchmark="build", **about, documents=count, **figures, ratios=ratios)


if __name__ == "__main__":
    main()
