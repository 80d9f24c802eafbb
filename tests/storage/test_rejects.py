"""What cannot be read is listed with its reason, and the rest is indexed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

import search
from search.errors import SourceError
from search.indexing.report import Progress
from tests.conftest import PATIENT, SEEDS


def listed(index: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (index / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]


def test_rejects_are_listed_and_the_rest_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id":"1","text":"بوتين"}\n{\n{"id":"1","text":"ثان"}\n', encoding="utf-8")
    report = search.rebuild([tmp_path / "a.jsonl"], tmp_path / "index")
    assert (report.documents, report.rejected) == (1, 2)
    assert report.rejects == str(tmp_path / "index" / "rejects.jsonl")
    first, second = listed(tmp_path / "index")
    assert (first["file"], first["line"]) == (str(tmp_path / "a.jsonl"), 2)
    assert "stands a second time" in str(second["reason"])
    assert second["line"] == 3
    search.rebuild([SEEDS], tmp_path / "index")
    assert not (tmp_path / "index" / "rejects.jsonl").exists()


def test_a_source_without_any_good_document_leaves_the_old_index(tmp_path: Path) -> None:
    search.rebuild([SEEDS], tmp_path / "index")
    (tmp_path / "bad.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(SourceError, match="not JSON"):
        search.rebuild([tmp_path / "bad.jsonl"], tmp_path / "index")
    assert search.open(tmp_path / "index", PATIENT).search("بوتين").total == 5
    assert "not JSON" in str(listed(tmp_path / "index")[0]["reason"])


def test_an_update_that_changes_nothing_lists_its_rejects(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id":"1","text":"بوتين"}\n', encoding="utf-8")
    search.rebuild([tmp_path / "a.jsonl"], tmp_path / "index")
    (tmp_path / "a.jsonl").write_text('{"id":"1","text":"بوتين"}\n{\n', encoding="utf-8")
    report = search.update([tmp_path / "a.jsonl"], tmp_path / "index")
    assert (report.unchanged, report.rejected, report.generation) == (1, 1, "gen-000001")
    assert [row["line"] for row in listed(tmp_path / "index")] == [2]


def test_rejects_go_to_the_disk_as_they_come(tmp_path: Path) -> None:
    lines = ["{"] * 3_000 + ['{"id":"1","text":"بوتين"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    written: list[int] = []

    def look(progress: Progress) -> None:
        if progress.stage == "read" and progress.rejected:
            written.append((tmp_path / "index" / "rejects.tmp").stat().st_size)

    report = search.rebuild([tmp_path / "a.jsonl"], tmp_path / "index", progress=look)
    size = (tmp_path / "index" / "rejects.jsonl").stat().st_size
    assert report.rejected == len(listed(tmp_path / "index")) == 3_000
    assert size * 0.9 < written[-1] <= size


def test_a_build_that_fails_leaves_the_list_of_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_text('{"id":"1","text":"بوتين"}\n{\n', encoding="utf-8")
    search.rebuild([tmp_path / "a.jsonl"], tmp_path / "index")
    before = listed(tmp_path / "index")
    (tmp_path / "a.jsonl").write_text('{"id":"1","text":"بوتين"}\n{\n{\n', encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("search.indexing.generation_build.make_vocabulary", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            search.rebuild([tmp_path / "a.jsonl"], tmp_path / "index")
    assert listed(tmp_path / "index") == before
    assert not (tmp_path / "index" / "rejects.tmp").exists()


def test_the_next_write_removes_the_list_of_a_killed_build(tmp_path: Path) -> None:
    search.rebuild([SEEDS], tmp_path / "index")
    (tmp_path / "index" / "rejects.tmp").write_text("{")
    search.rebuild([SEEDS], tmp_path / "index")
    assert not (tmp_path / "index" / "rejects.tmp").exists()


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="file names are text on this system")
def test_a_file_whose_name_is_no_utf8_is_named_all_the_same(tmp_path: Path) -> None:
    source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jsonl"))
    source.write_text('{"id":"1","text":"بوتين"}\n{\n', encoding="utf-8")
    search.rebuild([tmp_path], tmp_path / "index")
    assert [row["file"] for row in listed(tmp_path / "index")] == [str(source)]
