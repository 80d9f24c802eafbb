"""`bahith check`: what sources hold, without an index."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import SEEDS, Run


def test_check_reports_by_format_and_makes_no_index(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.html").write_text("<title>عنوان</title><p>نص</p>", encoding="utf-8")
    (source / "b.csv").write_text("id,text,لون\n1,نص,أحمر\n2,,\n", encoding="utf-8")
    (source / "c.docx").write_bytes(b"PK")
    done = run("check", source, "--json", "--index", tmp_path / "index")
    report = json.loads(done.stdout)
    assert done.returncode == 7
    assert not (tmp_path / "index").exists()
    counts = {
        name: (of["files"], of["documents"], of["rejects"], of["warnings"]) for name, of in report["formats"].items()
    }
    assert counts == {"html": (1, 1, 0, 0), "csv": (1, 1, 1, 1), "docx": (1, 0, 1, 0)}
    assert report["formats"]["html"]["fields"] == {"encoding": 1, "title": 1}
    assert [Path(row["file"]).name for row in report["rejects"]] == ["b.csv", "b.csv", "c.docx"]
    assert report["rejects"][-1]["cure"] == "open it in its program and save it again"


def test_check_tells_each_reject_with_its_cure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    done = run("check", tmp_path)
    assert done.returncode == 7
    assert done.stderr.startswith(
        f"rejected: {tmp_path}/a.csv: no column is a title or a text; the columns are: x, y; say"
    )
    assert run("check", tmp_path, "--map", "y=text").returncode == 0


def test_check_of_the_seeds_finds_nothing_wrong(run: Run) -> None:
    done = run("check", SEEDS)
    assert done.returncode == 0
    assert "text    5      5" in done.stdout
    assert "5 documents read in" in done.stderr
