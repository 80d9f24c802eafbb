"""Indexes that many tests share: the five seeds, once for each engine."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
from search.config import ENGINES

SEEDS = Path(__file__).parent.parent / "seeds"


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
    return search.open(seed_folders[request.param])


@pytest.fixture(scope="session")
def seeds_folder(seed_folders: dict[str, Path]) -> Path:
    """The folder of the seeds in the default engine."""
    return seed_folders["tantivy"]
