"""Every step of a change fails or is killed in turn: the old generation serves, and the next change sweeps up."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import search
from search.engines.tantivy_index import TantivyWriter
from search.errors import BahithError, DiskFullError
from search.storage import generations
from search.storage.local_store import LocalDraft
from tests.conftest import PATIENT, SEEDS
from tests.storage.dying import KILLED, OUT_OF_TIME, DyingChanges, dying_changes

STEPS = ("fsync", "rename", "replace", "link", "mkdir")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


@pytest.fixture(scope="module")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of five documents of a few words."""
    folder = tmp_path_factory.mktemp("small")
    rows = [json.dumps({"id": str(number), "text": f"بوتين في موسكو {number}"}) for number in range(5)]
    (folder / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    search.rebuild([folder / "rows.jsonl"], folder / "index")
    return folder / "index"


@pytest.fixture
def index(tmp_path: Path, small_folder: Path) -> Path:
    return shutil.copytree(small_folder, tmp_path / "index")


def change(index: Path, tmp_path: Path, name: str) -> None:
    source = tmp_path / f"{name}.jsonl"
    source.write_text(json.dumps({"id": name, "text": "بوتين مرة أخرى"}), encoding="utf-8")
    search.update([source], index)


def ids(index: Path) -> set[str]:
    return {document.id for document in search.export(index)}


class Failing:
    """Lets the first `before` calls of an `os` function pass, then raises."""

    def __init__(self, real: Callable[..., Any], before: int, code: int) -> None:
        self.real, self.before, self.code, self.failed = real, before, code, False

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if self.before == 0:
            self.failed = True
            raise OSError(self.code, os.strerror(self.code))
        self.before -= 1
        return self.real(*arguments, **named)


@pytest.mark.parametrize("compacting", [True, False])
@pytest.mark.parametrize("code", ERRORS, ids=errno.errorcode.get)
@pytest.mark.parametrize("step", STEPS)
def test_every_call_that_fails_leaves_the_old_or_the_new_generation(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int, compacting: bool
) -> None:
    if not compacting:
        monkeypatch.setattr("search.indexing.indexer._SMALL", 0)
        monkeypatch.setattr("search.indexing.indexer._WASTE", 100)
    before = ids(index)
    for call in range(100):
        failing = Failing(getattr(os, step), call, code)
        with monkeypatch.context() as patch:
            patch.setattr(os, step, failing)
            error = None
            try:
                change(index, tmp_path, f"new{call}")
            except BahithError as raised:
                error = raised
        if not failing.failed:
            break
        after = ids(index)
        # A failure after the commit point (the sync of the folder behind it) is reported, and the change stands.
        assert after in (before, before | {f"new{call}"})
        assert error is not None
        assert isinstance(error, DiskFullError) == (code == errno.ENOSPC)
        before = after
    assert error is None
    assert call > 0 or step in ("link", "rename")
    assert ids(index) == before | {f"new{call}"}
    assert not list(index.glob("*.tmp"))


def test_a_rebuild_that_fails_while_it_is_written_waits_for_that_and_leaves_nothing(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, written = ids(index), []
    commit = TantivyWriter.commit

    def commit_slowly(writer: TantivyWriter) -> None:
        time.sleep(0.2)
        commit(writer)
        written.append(writer)

    monkeypatch.setattr(TantivyWriter, "commit", commit_slowly)
    monkeypatch.setattr("search.indexing.generation_build.words_among", lambda *_: {}["no word"])
    with pytest.raises(KeyError):
        search.rebuild([SEEDS], index)
    assert written
    assert not list(index.glob("*.tmp"))
    assert ids(index) == before


def test_a_disk_that_is_full_when_a_rebuild_is_written_is_told_as_one(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ids(index)
    monkeypatch.setattr(TantivyWriter, "commit", Failing(print, 0, errno.ENOSPC))
    with pytest.raises(DiskFullError):
        search.rebuild([SEEDS], index)
    assert not list(index.glob("*.tmp"))
    assert ids(index) == before


def test_a_disk_that_is_full_while_other_processes_still_help_is_told_as_one(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr("search.indexing.analysis_pool._FEW", 1)
    monkeypatch.setattr(LocalDraft, "put", Failing(print, 0, errno.ENOSPC))
    with pytest.raises(DiskFullError):
        search.rebuild([SEEDS], index)
    assert not list(index.glob("*.tmp"))


@pytest.fixture(scope="module")
def dying() -> Iterator[DyingChanges]:
    with dying_changes() as changes:
        yield changes


@pytest.mark.parametrize("change", ["rebuild", "update"])
@pytest.mark.parametrize("step", ["fsync", "rename", "replace", "mkdir"])
def test_a_kill_at_every_step_leaves_a_whole_index(
    index: Path, tmp_path: Path, small_folder: Path, dying: DyingChanges, step: str, change: str
) -> None:
    source = tmp_path / "new.jsonl"
    source.write_text(json.dumps({"id": "new", "text": "بوتين"}), encoding="utf-8")
    for call in range(1, 60):
        shutil.rmtree(index)
        shutil.copytree(small_folder, index)
        end = dying.make(change, source, index, step, call)
        found = ids(index)
        if end.code == 0:
            break
        assert end.code == KILLED
        assert len(found) in (5, 6 if change == "update" else 1)
        search.update([source], index)
        assert not list(index.glob("*.tmp"))
        assert generations.current_name(index) == generations.names(index)[0]
    assert end.code == 0
    assert call > 1
    assert found >= {"new"}


def test_a_kill_at_any_moment_leaves_a_whole_index(index: Path, dying: DyingChanges) -> None:
    """40 rebuilds, each killed at another moment of its life, which is measured in the time that it computes."""
    search.rebuild([SEEDS], index)
    life = min(dying.make("rebuild", SEEDS, index).seconds for _ in range(3))
    killed = 0
    before = generations.current_name(index)
    for attempt in range(40):
        end = dying.make("rebuild", SEEDS, index, seconds=life * (attempt + 1) / 40)
        assert end.code in (0, OUT_OF_TIME)
        killed += end.code != 0
        after = generations.current_name(index)
        assert after >= before, "a published generation was lost"
        before = after
        assert search.open(index, PATIENT).search("بوتين").total == 5
    assert killed > 10
    search.rebuild([SEEDS], index)
    names = {path.name for path in index.iterdir()}
    assert not [name for name in names if name.endswith(".tmp")]
    assert len([name for name in names if name.startswith("gen-")]) <= 3


def test_two_writers_take_turns_and_none_loses_a_change(index: Path, tmp_path: Path) -> None:
    """Two processes of 15 changes each; whoever finds the index locked tries again."""
    program = (
        "import json, sys, time, search\n"
        "from search.errors import IndexLockedError\n"
        "name, index, folder = sys.argv[1:]\n"
        "for turn in range(15):\n"
        "    path = f'{folder}/{name}{turn}.jsonl'\n"
        "    open(path, 'w').write(json.dumps({'id': f'{name}{turn}', 'text': 'بوتين'}))\n"
        "    while True:\n"
        "        try:\n"
        "            search.update([path], index)\n"
        "            break\n"
        "        except IndexLockedError:\n"
        "            time.sleep(0.01)\n"
    )
    commands = [[sys.executable, "-c", program, name, str(index), str(tmp_path)] for name in ("left", "right")]
    processes = [subprocess.Popen(command) for command in commands]
    assert [process.wait(120) for process in processes] == [0, 0]
    assert ids(index) >= {f"{name}{turn}" for name in ("left", "right") for turn in range(15)}
