"""Schemathesis asks the served service everything that its OpenAPI document allows, and what it does not."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.serving import serving

EXAMPLES = os.environ.get("BAHITH_SCHEMATHESIS")  # for each operation: the full run takes 300; by default a short one
SHORT = ("--max-examples", "20", "--include-tag", "api", "--phases", "examples,fuzzing")


@pytest.mark.skipif(importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed")
def test_the_service_does_what_its_document_says(seeds_index: Path, tmp_path: Path) -> None:
    with serving(seeds_index) as (address, _):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/v1/openapi.json"),
                *(("--max-examples", EXAMPLES) if EXAMPLES else SHORT),
                *("--generation-deterministic", "--no-color"),
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert "No issues found" in done.stdout, done.stdout[-6000:] + done.stderr[-2000:]
    assert done.returncode == 0
