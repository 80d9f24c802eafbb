"""One index that the tests of repairs share: the judged collection, and what the lists mean as documents."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

import search
from tests.conftest import PATIENT

HERE = Path(__file__).parent
LISTS = ("misspelled", "keyboards", "names", "latin_names")
_AGAIN = 3  # times that each meant text stands: a word in one document may be a slip itself


def pairs(name: str) -> list[tuple[str, list[str]]]:
    """(typed, what was meant) of every line of a list."""
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(typed, meant.split("|")) for typed, meant in rows]


@pytest.fixture(scope="session")
def listed(tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    """The judged collection and, as documents of a few words, what the lists mean."""
    meant = [meant[0] for name in LISTS for _, meant in pairs(name)]
    lines = (HERE.parent / "collection" / "docs.jsonl").read_text(encoding="utf-8").splitlines()
    for number, text in itertools.product(range(_AGAIN), meant):
        lines.append(json.dumps({"id": f"meant-{len(lines)}", "title": "", "text": f"{text} {number}"}))
    folder = tmp_path_factory.mktemp("repairs")
    (folder / "docs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    search.rebuild([folder / "docs.jsonl"], folder / "index")
    return search.open(folder / "index", PATIENT)
