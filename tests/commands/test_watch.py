"""`bahith watch` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run


def test_watch_looks_once_and_says_what_it_did(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("نص", encoding="utf-8")
    options = ("--once", "--index", tmp_path / "index", "--json", "--quiet")
    first = run("watch", source, *options)
    assert (first.returncode, json.loads(first.stdout)["added"]) == (0, 1)
    assert run("watch", source, *options).stdout == ""
    (source / "a.txt").unlink()
    gone = run("watch", source, *options)
    assert gone.returncode == 1
    assert "holds no document" in gone.stderr
