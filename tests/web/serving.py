"""A real server as a process, for tests that need one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import PATIENT_ENVIRONMENT

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(index: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`bahith serve` on a free port: its address, without a slash at the end, and its process.

    It leaves nothing out for lack of time: on a busy machine hits came without snippets and pages without filters.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "search", "serve", "--index", str(index), "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, **PATIENT_ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert address is not None
            yield address[0], process
        finally:
            process.terminate()
            process.wait(60)
