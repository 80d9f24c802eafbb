"""The state of a service, and what is wrong with it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import search
from search.answering import state
from search.answering.state import look
from search.indexing.drain import STALLED, queue_path
from search.settings import Service, Settings
from search.storage.queue import Queue, Sent
from tests.conftest import PATIENT, Run


@pytest.fixture
def settings(seed_folders: dict[str, Path], tmp_path: Path) -> Settings:
    shutil.copytree(seed_folders["memory"], tmp_path / "index")
    return replace(PATIENT, index=tmp_path / "index", service=Service(max_age=24))


def codes(found: state.State) -> list[str]:
    return [finding["code"] for finding in found.to_dict()["findings"]]


def test_nothing_is_wrong_with_a_fresh_index(settings: Settings) -> None:
    found = look(settings, search.open(settings.index))
    assert (found.documents, found.generation, found.queue.tasks, codes(found)) == (5, "gen-000001", 0, [])
    assert found.age_seconds is not None
    assert found.age_seconds < 3600
    assert found.disk_free


def test_an_old_index_is_called_so_where_an_age_is_set(settings: Settings) -> None:
    later = datetime.now(UTC) + timedelta(hours=30)
    index = search.open(settings.index)
    assert codes(look(settings, index, now=later)) == ["old"]
    assert "raise max_age" in look(settings, index, now=later).findings[0].text("en")
    assert codes(look(replace(settings, service=Service()), index, now=later)) == []


def test_a_full_disk_is_told_before_it_is_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    (finding,) = look(settings, search.open(settings.index)).findings
    assert finding.code == "state.little-room"
    # the index of the seeds has less than half a megabyte: it said that building it anew needs 0
    assert finding.text("en") == "the disk has 0 MB left, and building the index anew needs 1 MB: free some"


def test_what_waits_is_told_and_why(settings: Settings) -> None:
    queue = Queue(queue_path(settings))
    queue.add("put", b'{"id": "a", "text": "a"}', 1, Sent("cms"))
    index = search.open(settings.index)
    assert (look(settings, index).queue.tasks, codes(look(settings, index))) == (1, [])
    assert codes(look(settings, index, now=datetime.now(UTC) + timedelta(minutes=5))) == ["waits"]
    queue.set_state(STALLED, "disk-full")
    (finding,) = look(settings, index).findings
    assert finding.text("en").startswith("1 task wait to be indexed, and nothing is applied: The disk is full")


def test_doctor_says_that_the_compiled_code_is_missing_unless_that_is_meant(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.native.native", None)
    done = run("doctor", "--index", settings.index)
    assert (done.returncode, "apt-get install gcc" in done.stdout) == (1, True)
    assert run("doctor", "--index", settings.index, BAHITH_PURE_PYTHON="1").returncode == 0


def test_doctor_says_what_is_wrong_and_what_to_do(
    run: Run, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAHITH_PURE_PYTHON", "1")  # there may be no compiler
    done = run("doctor", "--index", settings.index)
    assert (done.returncode, done.stdout) == (0, "")
    assert "gen-000001: 5 documents by memory" in done.stderr
    config = tmp_path / "bahith.toml"
    config.write_text('[site]\nlogo = "none.svg"', encoding="utf-8")
    done = run("doctor", "--index", tmp_path / "none", "--config", config)
    assert done.returncode == 1
    assert [part in done.stdout for part in ("none.svg", "bahith rebuild --index")] == [True, True]
    shown = json.loads(run("doctor", "--json", "--index", tmp_path / "none").stdout)
    assert (shown["generation"], [finding["code"] for finding in shown["findings"]]) == (None, ["index-missing"])
