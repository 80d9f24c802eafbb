"""Schemathesis asks the served service everything that its OpenAPI document allows, and what it does not."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.web.serving import serving

EXAMPLES = os.environ.get("BAHITH_SCHEMATHESIS")  # for each operation: the full run takes 300; by default a short one
SHORT = ("--max-examples", "20", "--include-tag", "api", "--phases", "examples,fuzzing")


WRITES = ("--include-path-regex", "/v1/(documents|tasks|status|report|index|clicks)", "--phases", "examples,fuzzing")


@pytest.mark.skipif(importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed")
def test_the_service_does_what_its_document_says(seeds_index: Path, tmp_path: Path) -> None:
    with serving(seeds_index) as (address, _):
        ask(address, tmp_path, *(("--max-examples", EXAMPLES) if EXAMPLES else SHORT))


@pytest.mark.skipif(importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed")
def test_who_has_a_key_may_write_what_the_document_says(seeds_index: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_index, tmp_path / "index")
    keys = tmp_path / "keys"
    keys.write_text(f"cms {sha256(b'cms').hexdigest()} scopes=search,write,admin\n")
    with serving(tmp_path / "index", "--keys", str(keys), "--clicks") as (address, _):
        header = ("--header", "Authorization: Bearer cms")
        ask(address, tmp_path, *WRITES, *header, "--max-examples", EXAMPLES or "10")


def ask(address: str, folder: Path, *options: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/v1/openapi.json"),
            *(*options, "--generation-deterministic", "--no-color"),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Failures:" not in done.stdout
