"""Seconds from the start of an update of 100 documents until an open index shows it."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from common import corpus, documents, percentile, show

import search

CHANGED = 100
ROUNDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    arguments = parser.parse_args()
    rows = list(documents(arguments.docs))
    seconds, visible = [], []
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch, "index")
        search.rebuild([arguments.docs], index)
        opened = search.open(index)
        for turn in range(ROUNDS):
            word = f"علامة{'ابتثجحخدذر'[turn]}"
            # In front: the last line of some is furniture, which nothing finds.
            changed = [{**row, "text": f"{word} {row['text']}"} for row in rows[turn * CHANGED : (turn + 1) * CHANGED]]
            source = Path(scratch, "changed.jsonl")
            source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in changed), encoding="utf-8")
            started = time.perf_counter()
            report = search.update([source], index)
            seconds.append(time.perf_counter() - started)
            assert report.replaced == len(changed)
            while opened.search(f'"{word}"', level="exact").total != len(changed):
                time.sleep(0.01)
            visible.append(time.perf_counter() - started)
    about = corpus(arguments.docs)
    figures = {"update_s": percentile(seconds, 0.5), "visible_s": percentile(visible, 0.5), "worst_s": max(visible)}
    show(benchmark="update", **about, documents=len(rows), changed=CHANGED, **figures)


if __name__ == "__main__":
    main()
