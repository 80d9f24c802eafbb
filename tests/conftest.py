"""What holds for all tests, and indexes that many of them share: the five seeds, once for each engine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest

import search
from search.commands.cli import main
from search.engines import ENGINES
from search.model.limits import Limits
from search.settings import Service, Settings, Site

SEEDS = Path(__file__).parent.parent / "seeds"
COLLECTION = Path(__file__).parent / "collection"
QUERIES, QRELS = COLLECTION / "queries.tsv", COLLECTION / "qrels.txt"
_IN_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30
# With these no answer is cut short because the machine is slow.
_PATIENCE = dict.fromkeys(("soft_ms", "check_ms", "repair_ms", "hard_ms"), 600_000)
PATIENT = Settings(limits=Limits(**_PATIENCE))
# The same for a command, in a process of its own or not.
PATIENT_ENVIRONMENT = {f"BAHITH_LIMITS_{name.upper()}": str(ms) for name, ms in _PATIENCE.items()}


def configured(**values: Any) -> Settings:
    """The patient settings with some changed: `index`, or a key of the service or the site."""
    site = {name: values.pop(name) for name in list(values) if name in Site.__dataclass_fields__}
    top = {name: values.pop(name) for name in list(values) if name in ("index", "limits", "tables")}
    return replace(PATIENT, **top, site=Site(**site), service=Service(**values))


# The same examples on every run, however slow the machine; `--hypothesis-profile random` looks for new ones.
hypothesis.settings.register_profile("random", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", hypothesis.settings.get_profile("random"), derandomize=True)
hypothesis.settings.load_profile("same")


def pytest_configure() -> None:
    """Lets the tests write in memory where there is room: each index is synced file by file, and none need last."""
    if os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))


@pytest.fixture(scope="session")
def seed_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Engine name -> folder of an index of the seeds."""
    folders = {engine: tmp_path_factory.mktemp(f"seeds-{engine}") for engine in ENGINES}
    for engine, folder in folders.items():
        search.rebuild([SEEDS], folder, engine)
    return folders


@pytest.fixture(scope="session", params=ENGINES)
def seeds(request: pytest.FixtureRequest, seed_folders: dict[str, Path]) -> search.Index:
    """The seeds, in every engine in turn."""
    return search.open(seed_folders[request.param], PATIENT)


@pytest.fixture(scope="session")
def seeds_folder(seed_folders: dict[str, Path]) -> Path:
    """The folder of the seeds in the default engine."""
    return seed_folders["tantivy"]


@pytest.fixture(scope="session")
def collection_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the judged collection in the default engine."""
    folder = tmp_path_factory.mktemp("collection")
    search.rebuild([COLLECTION / "docs.jsonl"], folder)
    return folder


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command `bahith` in this process, many times faster than in one of its own."""

    def run_here(*arguments: object, **environment: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["bahith", *map(str, arguments)])
        for name, value in (PATIENT_ENVIRONMENT | environment).items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit:
            main()
        return Done(int(exit.value.code or 0), *capsys.readouterr())

    return run_here
