"""A server for a benchmark: started, announced, stopped."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(index: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`bahith serve` on a free port: its address and its process."""
    command = [sys.executable, "-m", "search", "serve", "--index", str(index), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = re.search(r"http://[0-9.]+:\d+", process.stdout.readline())
        assert address is not None, "the server did not start"
        yield address[0], process
    finally:
        process.terminate()
        process.wait(30)
