"""Passages made of a collection by repetition with changed words: a collection as large as one likes."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common import documents

WORDS = 150  # of a passage
CHANGED = 0.1  # of its words in each repetition: other words of the collection, so that texts and counts differ


def passages(docs: Path, count: int) -> Iterator[dict[str, Any]]:
    """So many passages, the same each time."""
    dice, pool = random.Random(7), []
    made = turn = 0
    while made < count:
        for row in documents(docs):
            words = row["text"].split()
            for start in range(0, max(1, len(words) - WORDS // 2), WORDS):
                passage = words[start : start + WORDS]
                if turn and pool:
                    passage = [dice.choice(pool) if dice.random() < CHANGED else word for word in passage]
                elif len(pool) < 100_000:
                    pool += passage[::10]
                yield {"id": f"{row['id']}-{start}-{turn}", "text": " ".join(passage), "date": row.get("date")}
                made += 1
                if made == count:
                    return
        turn += 1


def write_passages(docs: Path, count: int, path: Path) -> None:
    """Writes them as `bahith rebuild` reads them."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in passages(docs, count))
