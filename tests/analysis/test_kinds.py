"""The words that people could not find, kind by kind: each row of kinds.tsv is asked of the reference engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import search
from tests.conftest import PATIENT

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("kinds.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
][1:]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    """Every text of the table, each in a category of its own."""
    folder = tmp_path_factory.mktemp("kinds")
    texts = dict.fromkeys(text for _, text, *_ in ROWS)
    rows = ({"id": text, "category": f"n{at}", "text": text} for at, text in enumerate(texts))
    (folder / "texts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    search.rebuild([folder / "texts.jsonl"], folder / "index", "memory")
    return search.open(folder / "index", PATIENT)


@pytest.mark.parametrize(("kind", "text", "query", "found"), ROWS)
def test_a_query_finds_the_texts_that_mean_it(
    index: search.Index, kind: str, text: str, query: str, found: str
) -> None:
    page = index.search(query, match="all", limit=100, collapse=False, facets=(), snippets=0)
    assert (text in [hit.id for hit in page.hits]) == (found == "1")
