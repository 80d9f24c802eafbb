"""The process beside the workers: it is there, it is started again, it ends when told; what it brings is found."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from search.settings import Settings
from tests.web.serving import serving
from web.service import drain_process
from web.service.drain_process import DrainProcess

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork it is a thread")


def wait_for(holds: Callable[[], Any]) -> Any:
    end = (
        time.monotonic() + 300
    )  # what indexes lets all else go first: beside thirty processes it took a minute and a half
    while not (found := holds()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DrainProcess]:
    monkeypatch.setattr(drain_process, "_AGAIN", 0.0)

    def drain(settings: Settings, goes_on: Callable[[], bool]) -> None:
        with (settings.index / "lives").open("a") as lives:
            print(os.getpid(), os.nice(0), file=lives)
        while goes_on():
            time.sleep(0.01)

    (tmp_path / "queue.sqlite").touch()
    process = DrainProcess(Settings(index=tmp_path), drain)
    yield process
    process.end()


def lives(folder: Path) -> list[list[str]]:
    path = folder / "lives"
    return [line.split() for line in path.read_text().splitlines()] if path.is_file() else []


def test_it_is_started_again_when_it_was_killed(beside: DrainProcess, tmp_path: Path) -> None:
    assert not beside.is_alive
    beside.keep()
    wait_for(lambda: len(lives(tmp_path)) == 1)
    beside.keep()
    assert beside.is_alive
    ((pid, nice),) = lives(tmp_path)
    assert int(nice) >= os.nice(0) + 10  # searches come first
    os.kill(int(pid), signal.SIGKILL)
    wait_for(lambda: not beside.is_alive)
    beside.keep()
    wait_for(lambda: len(lives(tmp_path)) == 2)


def test_it_is_not_there_before_something_was_accepted(beside: DrainProcess, tmp_path: Path) -> None:
    (tmp_path / "queue.sqlite").unlink()
    beside.keep()
    assert not beside.is_alive
    assert lives(tmp_path) == []


def test_it_ends_when_it_is_told(beside: DrainProcess, tmp_path: Path) -> None:
    beside.keep()
    wait_for(lambda: lives(tmp_path))
    beside.end()
    assert not beside.is_alive


def test_it_is_known_to_live_where_many_files_are_open(
    beside: DrainProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl, resource = pytest.importorskip("fcntl"), pytest.importorskip("resource")
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 1_100:
        pytest.skip("so many files may not be open here")
    pipe = os.pipe

    def with_high_numbers() -> tuple[int, int]:
        low = pipe()
        read, write = (fcntl.fcntl(end, fcntl.F_DUPFD, 1_024) for end in low)
        for end in low:
            os.close(end)
        return read, write

    monkeypatch.setattr(drain_process.os, "pipe", with_high_numbers)
    beside.keep()
    wait_for(lambda: lives(tmp_path))
    assert beside.is_alive
    beside.end()
    assert not beside.is_alive


def test_what_is_written_to_a_service_is_found_there(seeds_folder: Path, tmp_path: Path) -> None:
    index, keys = tmp_path / "index", tmp_path / "keys"
    shutil.copytree(seeds_folder, index)
    keys.write_text(f"cms {sha256(b'cms').hexdigest()} scopes=search,write\n")
    with serving(index, "--keys", str(keys), "--workers", "1") as (address, _):

        def ask(path: str, method: str = "GET", body: Any = None) -> Any:
            data = None if body is None else json.dumps(body).encode()
            headers = {"Authorization": "Bearer cms", "Content-Type": "application/json"}
            with urllib.request.urlopen(
                urllib.request.Request(address + path, data, headers, method=method), timeout=60
            ) as answer:
                return json.load(answer)

        # longer than what others may send, and read by the server all the same
        task = ask("/v1/documents/a", "PUT", {"title": "زقزقة", "text": "عصفور " * 20_000})
        wait_for(lambda: ask(task["links"]["self"])["status"] == "succeeded")
        wait_for(lambda: ask("/v1/search?q=%D8%B2%D9%82%D8%B2%D9%82%D8%A9")["total"] == 1)
