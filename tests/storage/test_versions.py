"""Stored documents outlive the version that stored them: an old index is exported, and made anew from itself."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search.errors import IndexStaleError
from search.indexing import indexer
from search.model.manifest import Manifest
from search.model.schema import FORMAT, NUMBER, TAG, Field, Schema
from search.settings import Settings
from tests.conftest import PATIENT, Run

FIXTURES = Path(__file__).parent / "fixtures"
IDS = ["a1", "b2", "c3", "d4"]


@pytest.fixture(params=["format5-tantivy", "format5-whoosh"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An index of four documents that the version before format 6 made, in an engine."""
    return shutil.copytree(FIXTURES / request.param, tmp_path / "index")


def test_an_index_of_format_5_names_the_command(old: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "new.txt").write_text("نص", encoding="utf-8")
    for arguments in (("search", "كتاب"), ("update", tmp_path / "new.txt"), ("delete", "a1"), ("verify",)):
        done = run(*arguments, "--index", old)
        assert (done.returncode, f"bahith reindex --index {old}" in done.stderr) == (4, True), arguments


def test_an_index_of_format_5_is_exported(old: Path, run: Run) -> None:
    rows = [json.loads(line) for line in run("export", "--index", old).stdout.splitlines()]
    assert [row["id"] for row in rows] == IDS
    assert rows[0] == {
        "id": "a1",
        "title": "افتتاح المكتبة الوطنية",
        "text": "افتتحت المكتبة الوطنية أبوابها للزوار في العاصمة بعد ترميم استمر عامين.",
        "url": "https://example.org/a1",
        "date": "2024-06-19",
        "source": "الأهرام",
        "category": "ثقافة",
    }
    assert (rows[3]["title"], rows[3]["date"], rows[3]["category"]) == ("Книга", None, "لغات")


def test_an_index_of_format_5_is_made_anew_from_itself(old: Path, request: pytest.FixtureRequest, run: Run) -> None:
    engine = request.node.callspec.params["old"]
    report = json.loads(run("reindex", "--index", old, "--json", "--quiet").stdout)
    assert (report["generation"], report["documents"], report["added"]) == ("gen-000002", 4, 4)
    assert (f"format5-{report['engine']}", report["source_bytes"]) == (engine, 738)
    index = search.open(old, PATIENT)
    assert [document.id for document in search.export(old)] == IDS
    assert [hit.id for hit in index.search("المكتبة").hits] == ["a1"]
    found = index.search("المكتبة كتاب", match="any", sort="oldest")
    assert [hit.id for hit in found.hits] == ["b2", "a1"]
    assert [(bucket.value, bucket.count) for bucket in found.facets["source"]] == [("الأهرام", 2)]


def test_an_index_of_another_analysis_is_made_anew_from_itself(
    tmp_path: Path, seeds_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = shutil.copytree(seeds_folder, tmp_path / "index")
    before = list(search.export(index))
    monkeypatch.setattr(indexer, "fingerprint", lambda: "0123456789abcdef")
    with pytest.raises(IndexStaleError, match="bahith reindex"):
        search.delete(["1"], index)
    assert list(search.export(index)) == before
    assert search.reindex(index).documents == 5
    assert list(search.export(index)) == before
    assert indexer.verify(index).fingerprint == "0123456789abcdef"


def test_an_index_of_an_unknown_format_is_to_be_built_again(tmp_path: Path, run: Run) -> None:
    index = shutil.copytree(FIXTURES / "format5-tantivy", tmp_path / "index")
    path = index / "gen-000001" / "manifest.json"
    path.write_text(replace(Manifest.from_json(path.read_text()), format=FORMAT + 1).to_json())
    for command in ("export", "reindex", "stats"):
        done = run(command, "--index", index)
        assert (done.returncode, "bahith rebuild" in done.stderr) == (4, True), command


PRICED = Schema((Field("price", NUMBER, "السعر", "Price", sort=True), Field("writer", TAG, "الكاتب", "Writer")))


def test_an_update_keeps_the_fields_of_the_index_and_says_so(tmp_path: Path) -> None:
    row = {"id": "a", "text": "كتاب", "price": "3"}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    search.rebuild([tmp_path / "rows.jsonl"], tmp_path / "index", settings=Settings(schema=PRICED))
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": "b", "text": "كتاب ثان", "price": 2.5}), encoding="utf-8")
    report = search.update([tmp_path / "rows.jsonl"], tmp_path / "index")
    assert (report.documents, report.other_fields) == (2, True)
    assert [hit.id for hit in search.open(tmp_path / "index", PATIENT).search("كتاب", sort="price").hits] == ["b", "a"]
    assert search.update([tmp_path / "rows.jsonl"], tmp_path / "index", settings=Settings(schema=PRICED)).unchanged


def test_a_reindex_applies_the_fields_of_the_settings(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "كتاب", "writer": "12"}, {"id": "b", "text": "كتاب", "writer": "طه"}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    search.rebuild([tmp_path / "rows.jsonl"], tmp_path / "index", settings=Settings(schema=PRICED))
    numbered = Settings(schema=Schema((Field("writer", NUMBER, "رقم", "Number", sort=True),)))
    report = search.reindex(tmp_path / "index", settings=numbered)
    assert (report.documents, report.rejected) == (2, 0)
    (warning,) = (tmp_path / "index" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert (json.loads(warning)["file"], json.loads(warning)["warning"]) == ("b", True)
    assert [d.values("writer") for d in search.export(tmp_path / "index")] == [("12",), ()]


def test_of_many_values_a_field_that_takes_one_keeps_none_and_a_warning_says_so(tmp_path: Path) -> None:
    many = Settings(schema=Schema((Field("topic", TAG, "الموضوع", "Topic", many=True),)))
    rows = [{"id": "a", "text": "كتاب", "topic": ["طب", "فلك"]}, {"id": "b", "text": "كتاب", "topic": ["طب"]}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    search.rebuild([tmp_path / "rows.jsonl"], tmp_path / "index", settings=many)
    search.reindex(tmp_path / "index", settings=Settings(schema=Schema((Field("topic", TAG, "الموضوع", "Topic"),))))
    (warning,) = (tmp_path / "index" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert (json.loads(warning)["file"], json.loads(warning)["reason"]) == ("a", "topic takes one value, not a list")
    assert [d.values("topic") for d in search.export(tmp_path / "index")] == [(), ("طب",)]
