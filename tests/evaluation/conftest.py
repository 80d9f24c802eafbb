"""The judged collection of ours, indexed once with the default engine."""

from __future__ import annotations

from pathlib import Path

import pytest

import search

COLLECTION = Path(__file__).parent.parent / "collection"
QUERIES, QRELS = COLLECTION / "queries.tsv", COLLECTION / "qrels.txt"


@pytest.fixture(scope="session")
def collection_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the collection's documents."""
    folder = tmp_path_factory.mktemp("collection")
    search.rebuild([COLLECTION / "docs.jsonl"], folder)
    return folder
