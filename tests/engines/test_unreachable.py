"""An engine on another machine: it asks again by itself, and what goes on failing is an error that says what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask.testing import FlaskClient

import search
from search import engines
from search.engines import memory
from search.errors import EngineTimeoutError, EngineUnreachableError
from search.model.schema import Schema
from tests.conftest import PATIENT, SEEDS, Run, configured
from web import create_app

_TRIES = 3


class FakeCluster:
    """The memory engine behind a wire on which requests fail."""

    def __init__(self) -> None:
        self.failing: list[OSError] = []

    def open(self, directory: Path, schema: Schema) -> FarEngine:
        return FarEngine(self, memory.open_index(directory, schema))


class FarEngine:
    """Asks the cluster, and again when that fails, as the contract of engines has it."""

    def __init__(self, cluster: FakeCluster, engine: memory.MemoryEngine) -> None:
        self._cluster = cluster
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        if name != "search":
            return getattr(self._engine, name)
        for _ in range(_TRIES):
            if not self._cluster.failing:
                break
            error = self._cluster.failing.pop()
        else:
            if isinstance(error, TimeoutError):
                raise EngineTimeoutError("engine-timeout", location="http://far:9200", seconds=2)
            raise EngineUnreachableError("engine-unreachable", location="http://far:9200", reason=str(error))
        return self._engine.search


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCluster]:
    """An engine by the name of far, registered as the others are."""
    cluster, far = FakeCluster(), ModuleType("search.engines.far")
    for name in ("VERSION", "CHANGED_IN_PLACE", "create_index", "change_index", "read_records"):
        setattr(far, name, getattr(memory, name))
    far.open_index = cluster.open  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "search.engines.far", far)
    monkeypatch.setattr(engines, "ENGINES", (*engines.ENGINES, "far"))
    return cluster


@pytest.fixture
def index(cluster: FakeCluster, tmp_path: Path) -> Path:
    search.rebuild([SEEDS], tmp_path, "far")
    return tmp_path


@pytest.fixture
def client(index: Path) -> FlaskClient:
    return create_app(configured(index=index)).test_client()


ENDS = [
    (ConnectionRefusedError("refused"), "engine-unreachable", "cannot be reached (refused): check that it runs"),
    (TimeoutError(), "engine-timeout", "did not answer within 2 seconds: try again"),
]


def test_what_fails_once_or_twice_is_asked_again(cluster: FakeCluster, index: Path) -> None:
    opened = search.open(index, PATIENT)
    cluster.failing = [TimeoutError()] * (_TRIES - 1)
    assert opened.search("بوتين").total == 5


@pytest.mark.parametrize(("error", "code", "message"), ENDS)
def test_the_command_line_says_what_to_do(
    cluster: FakeCluster, index: Path, run: Run, error: OSError, code: str, message: str
) -> None:
    cluster.failing = [error] * 100
    done = run("search", "بوتين", "--index", index)
    assert (done.returncode, message in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(("error", "code", "message"), ENDS)
def test_the_api_and_the_page_say_that_it_may_pass(
    cluster: FakeCluster,
    client: FlaskClient,
    error: OSError,
    code: str,
    message: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert client.get("/v1/search?q=بوتين").status_code == 200
    cluster.failing = [error] * 100
    answer = client.get("/v1/search?q=موسكو")
    problem = answer.get_json()
    assert (answer.status_code, problem["type"], answer.headers["Retry-After"]) == (503, f"/errors/{code}", "5")
    assert "come back in a few minutes" in problem["detail"]
    assert message not in problem["detail"]  # where the engine is concerns whoever runs the service
    assert message in caplog.text
    assert client.get("/?q=موسكو").status_code == 503
    assert client.get(f"/errors/{code}").status_code == 200
    cluster.failing = []
    assert client.get("/v1/search?q=موسكو").status_code == 200


def test_a_generation_that_was_not_reached_is_looked_for_again(
    cluster: FakeCluster, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    opened = search.open(index, PATIENT)
    search.rebuild([SEEDS], index, "far")
    with monkeypatch.context() as patch:
        patch.setattr("search.storage.generations.check_files", _unreachable)
        assert opened.search("بوتين").index.generation == "gen-000001"
    assert opened.search("بوتين").index.generation == "gen-000002"


def _unreachable(*_: object) -> None:
    raise EngineUnreachableError("engine-unreachable", location="http://far:9200", reason="refused")
