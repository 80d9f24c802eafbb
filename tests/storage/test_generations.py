"""The index on disk: what is published, what is found out, what a crash leaves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import search
from search.engines import ENGINES, open_engine
from search.errors import (
    BahithError,
    DiskFullError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexStaleError,
    IndexUnreadableError,
)
from search.model.manifest import Manifest
from search.model.schema import SCHEMA
from search.storage import disk, generations
from tests.conftest import PATIENT, SEEDS


@pytest.fixture
def index(tmp_path: Path, seeds_folder: Path) -> Path:
    """A folder with one published generation of the seeds, free to be broken."""
    return shutil.copytree(seeds_folder, tmp_path / "فهرس تجريبي")


class Failing:
    """Stands for a function that meets an error of the system."""

    def __init__(self, code: int) -> None:
        self.code = code

    def __call__(self, *_: object, **__: object) -> None:
        raise OSError(self.code, os.strerror(self.code))


def total(index: Path) -> int:
    return search.open(index, PATIENT).search("بوتين").total


def other_source(tmp_path: Path) -> Path:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("وثيقة عن بوتين", encoding="utf-8")
    return tmp_path / "other"


def test_a_rebuild_publishes_the_next_generation_and_keeps_two(index: Path) -> None:
    for _ in range(4):
        search.rebuild([SEEDS], index)
    assert (index / "CURRENT").read_text() == "gen-000005\n"
    assert sorted(path.name for path in index.glob("gen-*")) == ["gen-000003", "gen-000004", "gen-000005"]


def test_no_number_is_given_again_after_going_back(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        search.rebuild([SEEDS], index)
    for _ in range(2):
        search.roll_back(index)
    assert (index / "CURRENT").read_text() == "gen-000001\n"
    seal = generations.seal
    monkeypatch.setattr(generations, "seal", Failing(28))
    with pytest.raises(DiskFullError):
        search.rebuild([SEEDS], index)
    monkeypatch.setattr(generations, "seal", seal)
    assert [*(index / "gen-000003").iterdir()] == []  # nothing but the number of what was left
    assert generations.names(index) == ["gen-000001"]
    search.rebuild([SEEDS], index)
    assert (index / "CURRENT").read_text() == "gen-000004\n"
    assert sorted(path.name for path in index.glob("gen-*")) == ["gen-000001", "gen-000004"]
    assert search.roll_back(index).generation == "gen-000001"


def test_an_open_index_follows_a_rebuild_by_itself(index: Path, tmp_path: Path) -> None:
    opened = search.open(index, PATIENT)
    assert opened.search("بوتين").total == 5
    search.rebuild([other_source(tmp_path)], index)
    deadline = time.monotonic() + 60
    while opened.search("بوتين").total != 1:
        assert time.monotonic() < deadline, "the new generation was not followed"
        time.sleep(0.02)
    assert opened.search("بوتين").index.generation == "gen-000002"


def test_an_open_index_goes_on_when_the_new_generation_is_damaged(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    opened = search.open(index, PATIENT)
    search.rebuild([other_source(tmp_path)], index)
    (index / "gen-000002" / "manifest.json").write_text("{}")
    assert opened.search("بوتين").total == 5
    assert "gen-000001 goes on" in caplog.text


@pytest.mark.parametrize(
    "read",
    [lambda index: total(index), lambda index: len(list(search.export(index)))],
    ids=["open", "export"],
)
def test_a_reader_opens_the_generation_published_while_it_checked_one_now_gone(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], int]
) -> None:
    check, other = generations.check_files, other_source(tmp_path)

    def check_slowly(root: Path, manifest: Manifest, known: set[generations.Seen] | None = None) -> None:
        check(root, manifest, known)
        if manifest.generation == "gen-000001":
            for _ in range(generations.KEPT + 1):
                search.rebuild([other], index)

    monkeypatch.setattr(generations, "check_files", check_slowly)
    assert read(index) == 1
    assert not (index / "gen-000001").exists()


def test_a_follower_compares_only_what_a_generation_adds(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def checksum(path: Path) -> str:
        compared.append(path.name)
        return disk.checksum(path)

    manifest = generations.read_manifest(index, "gen-000001", None)
    monkeypatch.setattr(generations, "checksum", checksum)
    known: set[generations.Seen] = set()
    generations.check_files(index, manifest, known)
    assert sorted(compared) == sorted(manifest.files)
    generations.check_files(index, manifest, known)
    assert len(compared) == len(manifest.files)
    changed = index / "gen-000001" / compared[0]
    changed.write_bytes(bytes([changed.read_bytes()[0] ^ 1]) + changed.read_bytes()[1:])
    with pytest.raises(IndexCorruptError):
        generations.check_files(index, manifest, known)


def test_every_changed_byte_is_found_at_open(index: Path) -> None:
    folder = index / "gen-000001"
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        for at in {0, len(data) // 2, len(data) - 1}:
            if not data:
                continue
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            with pytest.raises(IndexCorruptError):
                search.open(index)
        path.write_bytes(data)
    assert total(index) == 5


def test_a_cut_a_missing_and_a_swapped_file_are_found(index: Path) -> None:
    search.rebuild([SEEDS], index)
    new, old = index / "gen-000002", index / "gen-000001"
    victim = max(new.iterdir(), key=lambda path: path.stat().st_size)
    data = victim.read_bytes()
    for damage in (lambda: victim.write_bytes(data[:-1]), victim.unlink):
        damage()
        with pytest.raises(IndexCorruptError, match=victim.name):
            search.open(index)
    victim.write_bytes(data)
    shutil.copy(old / "manifest.json", new / "manifest.json")
    with pytest.raises(IndexCorruptError, match="belongs to gen-000001"):
        search.open(index)


@pytest.mark.parametrize(
    "garbage", [b"", b"gen-1\n", b"../gen-000001\n", b"gen-000001\n\n", b"\xff\xfe", b"gen-000009\n"]
)
def test_garbage_in_current_is_named(index: Path, garbage: bytes) -> None:
    (index / "CURRENT").write_bytes(garbage)
    with pytest.raises(IndexCorruptError):
        search.open(index)


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="bahith rebuild"):
        search.open(tmp_path)
    with pytest.raises(IndexMissingError):
        search.open(tmp_path / "missing")


@pytest.mark.parametrize("change", [search.roll_back, lambda root: search.delete(["a"], root)])
def test_a_change_of_no_index_makes_no_folder(tmp_path: Path, change: Callable[[Path], object]) -> None:
    with pytest.raises(IndexMissingError):
        change(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()


def test_a_file_that_may_not_be_read_is_not_called_corrupt(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(generations, "checksum", refuse)
    with pytest.raises(IndexUnreadableError, match="right to read"):
        search.open(index)
    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(IndexUnreadableError, match="CURRENT"):
        search.open(index)


def test_who_may_read_the_folder_may_read_every_file_of_it(index: Path) -> None:
    generation = index / "gen-000001"
    wanted = generation.stat().st_mode & 0o666
    files = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {name for name in files if (generation / name).stat().st_mode & 0o777 != wanted} == set()


def test_an_index_that_cannot_be_locked_is_read_all_the_same(index: Path) -> None:
    lock = index / "gen-000001" / ".tantivy-meta.lock"  # a folder in its place, as on a disk mounted read-only
    lock.unlink(missing_ok=True)
    lock.mkdir()
    engine = open_engine("tantivy", index / "gen-000001", SCHEMA)
    assert engine.count() == len(list(engine.records())) == 5


def test_an_index_of_another_analysis_is_refused(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.answering.opened_index.fingerprint", lambda: "0123456789abcdef")
    with pytest.raises(IndexStaleError, match="bahith reindex"):
        search.open(index)


def test_a_second_writer_is_told_who_holds_the_lock(index: Path) -> None:
    with generations.writing(index), pytest.raises(IndexLockedError, match=f"process {os.getpid()}"):
        search.rebuild([SEEDS], index)
    search.rebuild([SEEDS], index)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_full_disk_leaves_the_old_index_and_says_so(index: Path, engine: str, tmp_path: Path) -> None:
    """A file size limit stands in for a full disk: writes fail in the same places."""
    (tmp_path / "large").mkdir()
    for number in range(40):
        text = " ".join(f"كلمة{number * 1000 + n}" for n in range(1000))
        (tmp_path / "large" / f"{number}.txt").write_text(text, encoding="utf-8")
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "sys.argv[0] = 'bahith'; from search.commands.cli import main; main()"
    )
    command = ["rebuild", str(tmp_path / "large"), "--index", str(index), "--engine", engine]
    run = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True)
    assert run.returncode == 6, run.stderr
    assert "the old index still serves" in run.stderr
    assert "Traceback" not in run.stderr
    assert total(index) == 5
    search.rebuild([SEEDS], index)
    assert not list(index.glob("*.tmp"))


def test_an_engine_that_fails_on_a_full_disk_is_explained(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations, "sync", full)
    with pytest.raises(DiskFullError, match="free some space"):
        search.rebuild([SEEDS], index)
    assert total(index) == 5


def test_a_disk_without_inodes_is_no_disk_without_room(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations, "sync", full)
    monkeypatch.setattr(
        os, "statvfs", lambda _: SimpleNamespace(f_files=9, f_favail=0, f_bavail=9, f_bfree=9, f_blocks=9, f_frsize=9)
    )
    with pytest.raises(DiskFullError, match="no free inodes"):
        search.rebuild([SEEDS], index)


def test_a_lock_that_cannot_be_emptied_does_not_undo_what_is_published(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with generations.writing(index):
        generations.point_to(index, generations.current_name(index))
        monkeypatch.setattr("search.storage.generations.empty", refuse)


def test_a_disk_that_fails_to_sync_is_said(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(BahithError, match="Input/output error"):
        search.rebuild([SEEDS], index)
    monkeypatch.undo()
    assert total(index) == 5


def test_a_generation_that_holds_fewer_documents_than_were_added_is_not_published(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.tantivy.TantivyWriter.add", lambda *_: None)
    with pytest.raises(IndexCorruptError, match="holds 0 documents, not 5: it was not published"):
        search.rebuild([SEEDS], index)
    assert total(index) == 5
    assert not list(index.glob("*.tmp"))


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BahithError, match="cannot be written"):
        search.rebuild([SEEDS], tmp_path / "file")
    with pytest.raises(BahithError, match="Not a directory"):  # and not that the folder is not there
        search.rebuild([SEEDS], tmp_path / "file" / "index")
