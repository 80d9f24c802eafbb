"""`bahith watch` on the command line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

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


def looks(monkeypatch: pytest.MonkeyPatch, *between: Callable[[], object]) -> None:
    """What happens between the looks of a watch, which is interrupted after the last."""
    acts = iter(between)

    def sleep(seconds: float) -> None:
        act = next(acts, None)
        if act is None:
            raise KeyboardInterrupt
        act()

    monkeypatch.setattr(time, "sleep", sleep)


def nothing() -> None:
    pass


def test_a_folder_that_never_was_ends_the_watching_with_its_error(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, nothing, nothing)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.txt").write_text("نص", encoding="utf-8")
    for paths in ([tmp_path / "nope"], [tmp_path / "there", tmp_path / "nope"]):
        done = run("watch", *paths, "--index", tmp_path / "index", "--quiet")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"bahith: there is no file or folder {tmp_path / 'nope'}: check the path\n"


def test_a_folder_that_is_gone_is_waited_for_and_said_once(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, away = tmp_path / "source", tmp_path / "away"
    source.mkdir()
    (source / "a.txt").write_text("نص", encoding="utf-8")
    watch = ("watch", source, "--index", tmp_path / "index", "--quiet", "--json")
    looks(monkeypatch, lambda: source.rename(away), nothing, lambda: away.rename(source), lambda: source.rename(away))
    done = run(*watch)
    assert done.returncode == 130
    assert json.loads(done.stdout)["added"] == 1
    assert done.stderr.count("there is no file or folder") == 2  # it was there again between
    looks(monkeypatch, nothing, lambda: away.rename(source))
    restarted = run(*watch)
    assert restarted.returncode == 130
    assert restarted.stderr.count("there is no file or folder") == 1
    assert restarted.stdout == ""


def test_a_folder_that_is_still_empty_is_waited_for(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    source.mkdir()
    looks(monkeypatch, nothing, lambda: (source / "a.txt").write_text("نص", encoding="utf-8"), nothing)
    done = run("watch", source, "--index", tmp_path / "index", "--quiet", "--json")
    assert json.loads(done.stdout)["added"] == 1
    assert done.stderr.count("holds no document") == 1
