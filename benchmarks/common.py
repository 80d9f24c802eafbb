"""What the benchmarks share: the corpus and its digest, peers, percentiles, the one line of output."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


def documents(path: Path, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """The objects of a `docs.jsonl.gz`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, limit):
            yield json.loads(line)


def corpus(path: Path) -> dict[str, Any]:
    """The name, digest and text size of a corpus."""
    if not path.is_file():
        sys.exit(f"there is no {path}: name a docs.jsonl.gz of a collection")
    size = sum(len((row.get("title") or "").encode()) + len(row["text"].encode()) for row in documents(path))
    return {
        "corpus": path.parent.name,
        "digest": hashlib.sha256(path.read_bytes()).hexdigest()[:16],
        "text_bytes": size,
    }


def queries(path: Path, limit: int | None = None) -> list[str]:
    """The queries of a `queries.tsv`."""
    lines = path.read_text(encoding="utf-8").splitlines()[:limit]
    return [line.partition("\t")[2] for line in lines if line.strip()]


def run(command: Sequence[str]) -> tuple[float, float, float]:
    """Seconds, peak megabytes (of the largest process), seconds of CPU (of all) of a command; it must succeed."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def folder_bytes(folder: Path) -> int:
    """The size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def rounded(value: Any) -> Any:
    """The same value with floats to 3 places, for reading."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {name: rounded(inner) for name, inner in value.items()}
    return value


def show(**result: Any) -> None:
    """Prints the result as one line of JSON."""
    result["peak_mb_self"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(rounded(result), ensure_ascii=False))
