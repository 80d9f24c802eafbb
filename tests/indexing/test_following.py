"""An index that follows folders: small generations, restarts, files that are being written, folders that are gone."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

import search
from search.errors import SourceError
from search.indexing.following import Follower
from search.indexing.report import Report
from search.settings import Settings


@pytest.fixture
def follower(tmp_path: Path) -> Follower:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("قمة في القاهرة", encoding="utf-8")
    (folder / "b.jsonl").write_text('{"id": "1", "text": "أول"}\n{"id": "2", "text": "ثان"}\n', encoding="utf-8")
    return again(tmp_path)


def again(tmp_path: Path) -> Follower:
    """One that begins anew, as after a restart."""
    return Follower([tmp_path / "folder"], Settings(index=tmp_path / "index"))


def ids(tmp_path: Path) -> list[str]:
    return sorted(document.id for document in search.export(tmp_path / "index"))


def counts(report: Report | None) -> tuple[int, int, int] | None:
    return (report.added, report.replaced, report.deleted) if report else None


def test_what_is_added_changed_and_removed_is_so_in_the_index(follower: Follower, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    assert counts(follower.round()) == (3, 0, 0)
    assert follower.round() is None
    (folder / "c.txt").write_text("خبر جديد", encoding="utf-8")
    (folder / "b.jsonl").write_text(
        '{"id": "1", "text": "أول، معدلا"}\n{"id": "3", "text": "ثالث"}\n', encoding="utf-8"
    )
    (folder / "a.txt").unlink()
    assert counts(follower.round()) == (0, 0, 1)  # what was written just now may not be whole yet
    assert counts(follower.round()) == (2, 1, 1)
    assert ids(tmp_path) == ["1", "3", "c"]
    assert follower.round() is None


def test_a_restart_goes_on_where_it_was(follower: Follower, tmp_path: Path) -> None:
    follower.round()
    (tmp_path / "folder" / "a.txt").unlink()
    restarted = again(tmp_path)
    report = restarted.round()
    assert report is not None
    assert (counts(report), report.unchanged) == ((0, 0, 1), 0)  # the others were not read again
    assert again(tmp_path).round() is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"paths": 1}'])
def test_a_lost_state_costs_reading_once_more(follower: Follower, tmp_path: Path, damage: str) -> None:
    follower.round()
    state = tmp_path / "index" / "watched.json"
    assert json.loads(state.read_text(encoding="utf-8"))["files"]
    state.write_text(damage, encoding="utf-8")
    report = again(tmp_path).round()
    assert report is not None
    assert (counts(report), report.unchanged, report.generation) == ((0, 0, 0), 3, "gen-000001")


def test_a_folder_that_is_gone_or_empty_removes_nothing(follower: Follower, tmp_path: Path) -> None:
    follower.round()
    folder = tmp_path / "folder"
    os.rename(folder, tmp_path / "away")
    with pytest.raises(SourceError):
        follower.round()
    folder.mkdir()
    with pytest.raises(SourceError):
        follower.round()
    assert ids(tmp_path) == ["1", "2", "a"]


def test_a_document_that_moved_to_another_file_stays(follower: Follower, tmp_path: Path) -> None:
    follower.round()
    folder = tmp_path / "folder"
    os.rename(folder / "b.jsonl", folder / "z.jsonl")
    restarted = again(tmp_path)
    assert counts(restarted.round()) == (0, 0, 0)
    assert ids(tmp_path) == ["1", "2", "a"]


def test_what_a_damaged_file_held_stays_until_it_is_mended(follower: Follower, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "d.jsonl.gz"
    whole = gzip.compress(b'{"id": "d", "text": "a"}\n{"id": "e", "text": "b"}\n')
    path.write_bytes(whole)
    follower.round()
    for damaged in (whole[:30], b"", whole[:-9]):
        path.write_bytes(damaged)
        again(tmp_path).round()
        assert ids(tmp_path) == (["1", "2", "a"] if damaged == b"" else ["1", "2", "a", "d", "e"])
        path.write_bytes(whole)
        again(tmp_path).round()
        assert ids(tmp_path) == ["1", "2", "a", "d", "e"]


def test_a_bad_file_is_listed_once_and_not_read_again(follower: Follower, tmp_path: Path) -> None:
    follower.round()
    (tmp_path / "folder" / "c.docx").write_bytes(b"PK")
    report = again(tmp_path).round()
    assert report is not None
    assert report.rejected == 1
    assert again(tmp_path).round() is None
