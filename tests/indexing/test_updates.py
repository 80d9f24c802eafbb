"""Changes of an index: update, delete, prune, compact, roll back, export; in every engine, small and large."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import search
from search.engines import ENGINES
from search.errors import IndexMissingError
from search.indexing import indexer
from search.model.document import Part
from search.model.schema import SCHEMA
from tests.conftest import PATIENT

Rows = list[tuple[str, str]]


@pytest.fixture
def source(tmp_path: Path) -> Callable[[Rows], list[Path]]:
    """Writes (id, text) rows and gives the paths to index."""

    def write(rows: Rows) -> list[Path]:
        lines = [json.dumps({"id": id, "text": text, "source": "وكالة"}, ensure_ascii=False) for id, text in rows]
        (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return [tmp_path / "rows.jsonl"]

    return write


@pytest.fixture(params=[(engine, small) for engine in ENGINES for small in (True, False)], ids=str)
def built(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    source: Callable[[Rows], list[Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Two documents in every engine; a small index is written anew at each change, a large one is linked."""
    engine, small = request.param
    if not small:
        monkeypatch.setattr(indexer, "_SMALL", 0)
        monkeypatch.setattr(indexer, "_WASTE", 100)
    search.rebuild(source([("a", "بوتين في موسكو"), ("b", "قمة بيونغ يانغ")]), tmp_path / "index", engine)
    return tmp_path / "index"


def found(index: Path, query: str) -> list[str]:
    return [hit.id for hit in search.open(index, PATIENT).search(query).hits]


def test_update_adds_replaces_and_leaves_alone(built: Path, source: Callable[[Rows], list[Path]]) -> None:
    report = search.update(source([("a", "بوتين في موسكو"), ("b", "قمة في سوتشي"), ("c", "خبر من موسكو")]), built)
    assert (report.added, report.replaced, report.unchanged, report.deleted) == (1, 1, 1, 0)
    assert (report.generation, report.documents) == ("gen-000002", 3)
    assert found(built, "يانغ") == []
    assert found(built, "سوتشي") == ["b"]
    assert sorted(found(built, "موسكو")) == ["a", "c"]
    assert search.open(built).document("b").text == "قمة في سوتشي"


def test_update_without_a_change_makes_no_generation(built: Path, source: Callable[[Rows], list[Path]]) -> None:
    report = search.update(source([("b", "قمة بيونغ يانغ")]), built)
    assert (report.generation, report.unchanged, report.documents) == ("gen-000001", 1, 2)
    assert sorted(path.name for path in built.glob("gen-*")) == ["gen-000001"]


def test_prune_removes_what_is_gone(built: Path, source: Callable[[Rows], list[Path]]) -> None:
    report = search.update(source([("b", "قمة بيونغ يانغ"), ("c", "جديد")]), built, prune=True)
    assert (report.added, report.unchanged, report.deleted, report.documents) == (1, 1, 1, 2)
    assert [document.id for document in search.export(built)] == ["b", "c"]


def test_nothing_is_pruned_beside_a_damaged_file(
    built: Path, source: Callable[[Rows], list[Path]], tmp_path: Path
) -> None:
    half = tmp_path / "half.jsonl.gz"
    half.write_bytes(gzip.compress(b'{"id": "z", "text": "a"}\n')[:-9])
    report = search.update([*source([("b", "قمة بيونغ يانغ")]), half], built, prune=True)
    assert (report.deleted, report.unpruned, report.rejected) == (0, True, 1)
    half.unlink()
    report = search.update(source([("b", "قمة بيونغ يانغ")]), built, prune=True)
    assert (report.unpruned, [document.id for document in search.export(built)]) == (False, ["b"])


def test_delete_removes_and_names_what_is_not_there(built: Path) -> None:
    report, unknown = search.delete(["a", "z"], built)
    assert (report.deleted, report.documents, unknown) == (1, 1, ["z"])
    assert found(built, "بوتين") == []
    with pytest.raises(search.BahithError):
        search.open(built).document("a")
    assert search.open(built, PATIENT).search("قمة").facets["source"][0].count == 1


def test_an_index_may_become_empty_and_grow_again(built: Path, source: Callable[[Rows], list[Path]]) -> None:
    report, _ = search.delete(["a", "b"], built)
    assert (report.documents, found(built, "بوتين")) == (0, [])
    search.update(source([("a", "بوتين من جديد")]), built)
    assert found(built, "بوتين") == ["a"]


def test_compact_leaves_nothing_of_removed_text_on_the_disk(built: Path) -> None:
    secret = "بيونغ".encode()
    search.delete(["b"], built, compact=True)
    for path in (built / "gen-000002").iterdir():
        assert secret not in path.read_bytes(), path
    assert found(built, "موسكو") == ["a"]


def test_roll_back_goes_to_the_generation_before(built: Path, source: Callable[[Rows], list[Path]]) -> None:
    search.update(source([("c", "ثالث")]), built)
    assert search.roll_back(built).generation == "gen-000001"
    assert [document.id for document in search.export(built)] == ["a", "b"]
    with pytest.raises(IndexMissingError, match="no generation before gen-000001"):
        search.roll_back(built)
    assert search.update(source([("d", "رابع")]), built).documents == 3
    assert [document.id for document in search.export(built)] == ["a", "b", "d"]


def test_an_open_index_follows_an_update_in_the_place_of_one_that_was_rolled_back(
    built: Path, source: Callable[[Rows], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.answering.opened_index._LOOK_EVERY", 0.0)
    search.update(source([("c", "ثالث")]), built)
    opened = search.open(built, PATIENT)
    assert opened.search("ثالث").total == 1
    search.roll_back(built)
    assert search.update(source([("d", "رابع")]), built).generation == "gen-000003"
    assert (opened.search("ثالث").total, opened.search("رابع").total) == (0, 1)


def test_export_gives_what_rebuild_reads(built: Path, tmp_path: Path) -> None:
    lines = [json.dumps(document.to_dict(SCHEMA), ensure_ascii=False) for document in search.export(built)]
    (tmp_path / "export.jsonl").write_text("\n".join(lines), encoding="utf-8")
    search.rebuild([tmp_path / "export.jsonl"], tmp_path / "again")
    assert list(search.export(tmp_path / "again")) == list(search.export(built))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_work_keeps_its_parts_through_export_reindex_and_update(tmp_path: Path, engine: str) -> None:
    row = {
        "id": "كتاب",
        "title": "كتاب",
        "parts": [{"label": "باب", "volume": "1", "page": "2", "text": "قال"}, {"label": "باب", "text": "وذكر"}],
        **dict.fromkeys(("url", "date", "source", "category")),
    }
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    search.rebuild([tmp_path / "rows.jsonl"], tmp_path / "index", engine)
    assert list(indexer.export_rows(tmp_path / "index")) == [row]
    search.reindex(tmp_path / "index")
    assert list(indexer.export_rows(tmp_path / "index")) == [row]
    assert search.update([tmp_path / "rows.jsonl"], tmp_path / "index").unchanged == 1
    assert [document.parts[1] for document in search.export(tmp_path / "index")] == [Part("باب", "وذكر")]


def test_update_without_an_index_says_how_to_build_one(tmp_path: Path, source: Callable[[Rows], list[Path]]) -> None:
    with pytest.raises(IndexMissingError, match="bahith rebuild"):
        search.update(source([("a", "نص")]), tmp_path / "none")


def test_a_change_of_a_date_or_source_is_a_change(tmp_path: Path) -> None:
    row = {"id": "a", "text": "نص", "date": "2024-01-01"}
    for number, date in enumerate(["2024-01-01", "2024-01-02"]):
        (tmp_path / "a.jsonl").write_text(json.dumps({**row, "date": date}), encoding="utf-8")
        build = search.update if number else search.rebuild
        report = build([tmp_path / "a.jsonl"], tmp_path / "index")
    assert report.replaced == 1


def test_many_changes_leave_the_size_of_a_fresh_index(tmp_path: Path, source: Callable[[Rows], list[Path]]) -> None:
    """200 documents, 50 changes of ten of them: bytes and files stay those of a rebuild."""

    def rows(turn: int) -> Rows:
        return [(f"d{number}", f"وثيقة رقم {number} في الدور {turn} كلمة{number % 7}") for number in range(200)]

    search.rebuild(source(rows(0)), tmp_path / "index")
    for turn in range(1, 51):
        search.update(source(rows(turn)[turn % 190 : turn % 190 + 10]), tmp_path / "index")
    documents = tmp_path / "documents.jsonl"
    lines = [json.dumps(document.to_dict(SCHEMA), ensure_ascii=False) for document in search.export(tmp_path / "index")]
    documents.write_text("\n".join(lines), encoding="utf-8")
    search.rebuild([documents], tmp_path / "fresh")
    changed, fresh = (
        sizes(tmp_path / name / current) for name, current in (("index", "gen-000051"), ("fresh", "gen-000001"))
    )
    assert changed[0] <= fresh[0] * 1.1
    assert changed[1] <= fresh[1] * 1.1
    assert len(list((tmp_path / "index").glob("gen-*"))) == 3


def sizes(folder: Path) -> tuple[int, int]:
    files = list(folder.iterdir())
    return sum(file.stat().st_size for file in files), len(files)


def test_many_changes_are_analysed_by_several_processes(
    tmp_path: Path, source: Callable[[Rows], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "_DOCUMENT_BYTES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    rows = [(str(n), f"وثيقة رقم {n}") for n in range(120)]
    search.rebuild(source(rows), tmp_path / "index")
    changed = [(id, f"{text} جديدة" if int(id) % 2 else text) for id, text in rows]
    report = search.update(source([*changed, ("120", "وثيقة جديدة")]), tmp_path / "index")
    assert (report.added, report.replaced, report.unchanged, report.documents) == (1, 60, 60, 121)
    opened = search.open(tmp_path / "index", PATIENT)
    assert opened.search("جديدة").total == 61
    assert [opened.document(id).text for id in ("6", "7")] == ["وثيقة رقم 6", "وثيقة رقم 7 جديدة"]
    assert [document.id for document in indexer.export(tmp_path / "index")][-2:] == ["119", "120"]
