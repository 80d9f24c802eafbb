"""A large index has a dictionary of its own for its records: a file that every way of its life carries along."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

import search
from search.engines import ENGINES
from search.errors import IndexCorruptError
from search.indexing import generation_build, indexer
from search.storage.record_codec import FILE
from search.storage.replication import Folder, replicate
from tests.conftest import PATIENT

PHRASES = ["وأضاف المتحدث باسم الوزارة", "في تصريحات صحفية", "وكالة الأنباء السورية", "سعر الدولار اليوم", "مجلس الأمن"]
ROWS = [
    {"id": str(n), "title": f"خبر {n}", "text": f"{PHRASES[n % 5]} {n} {PHRASES[n * 7 % 5]} {n * 31}"}
    for n in range(90)
]


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation_build, "_MOST_TRAINED", 80)
    monkeypatch.setattr(generation_build, "_MOST_SPREAD", 80)
    monkeypatch.setattr(generation_build, "_FEW", 60)


def write(folder: Path, rows: list[dict[str, str]]) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def dictionary(index: Path) -> bytes:
    """That of the current generation; nothing where it has none."""
    path = index / (index / "CURRENT").read_text().strip() / FILE
    return path.read_bytes() if path.exists() else b""


def texts(index: Path) -> dict[str, str]:
    return {document.id: document.text for document in search.export(index)}


EXPECTED = {row["id"]: row["text"] for row in ROWS}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_dictionary_is_made_of_an_index_and_kept_by_what_changes_it(tmp_path: Path, engine: str) -> None:
    index = tmp_path / "index"
    search.rebuild([write(tmp_path, ROWS)], index, engine)
    made = dictionary(index)
    assert made
    assert texts(index) == EXPECTED
    assert search.open(index, PATIENT).search("خبر 7").hits[0].snippets[0].text == ROWS[7]["text"]
    search.update([write(tmp_path, [{"id": "7", "text": "نص آخر Книга"}, {"id": "90", "text": "نص جديد"}])], index)
    search.delete(["8"], index)
    changed = EXPECTED | {"7": "نص آخر Книга", "90": "نص جديد"}
    changed.pop("8")
    assert texts(index) == changed
    assert search.open(index, PATIENT).document("90").text == "نص جديد"
    indexer.roll_back(index)
    assert texts(index) == changed | {"8": EXPECTED["8"]}


def test_an_index_made_anew_from_itself_has_a_dictionary_of_its_own(tmp_path: Path) -> None:
    index = tmp_path / "index"
    search.rebuild([write(tmp_path, ROWS)], index)
    made = dictionary(index)
    search.update([write(tmp_path, [{**row, "text": f"كتاب {row['text']}"} for row in ROWS])], index, compact=True)
    assert dictionary(index) not in (made, b"")
    search.reindex(index)
    assert texts(index) == {id: f"كتاب {text}" for id, text in EXPECTED.items()}


def test_an_index_of_few_documents_has_none_and_one_that_becomes_small_loses_it(tmp_path: Path) -> None:
    index = tmp_path / "index"
    search.rebuild([write(tmp_path, ROWS[:60])], index)
    assert dictionary(index) == b""
    search.rebuild([write(tmp_path, ROWS)], index)
    search.delete([str(n) for n in range(50)], index, compact=True)
    assert dictionary(index) == b""
    assert texts(index) == {id: text for id, text in EXPECTED.items() if int(id) >= 50}


def test_the_dictionary_is_made_of_documents_spread_over_all(tmp_path: Path) -> None:
    later = [{**row, "id": f"{row['id']}-2", "text": f"نشرة الأحوال الجوية {n * 17}"} for n, row in enumerate(ROWS)]
    search.rebuild([write(tmp_path, ROWS + later)], tmp_path / "index")
    made = zlib.decompress(dictionary(tmp_path / "index"))
    assert "الأحوال الجوية".encode("cp1256") in made
    assert "وكالة الأنباء".encode("cp1256") in made


def test_that_of_an_index_made_anew_from_itself_is_so_too(tmp_path: Path) -> None:
    later = [{**row, "id": f"{row['id']}-2", "text": f"نشرة الأحوال الجوية {n * 17}"} for n, row in enumerate(ROWS)]
    index = tmp_path / "index"
    search.rebuild([write(tmp_path, ROWS + later)], index)
    search.reindex(index)
    assert "الأحوال الجوية".encode("cp1256") in zlib.decompress(dictionary(index))
    search.delete(["1"], index, compact=True)
    assert "الأحوال الجوية".encode("cp1256") in zlib.decompress(dictionary(index))


def test_files_that_are_not_looked_through_have_one_of_their_first_documents(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for row in ROWS:
        (tmp_path / "texts" / f"{int(row['id']):02}.txt").write_text(f"{row['title']}\n{row['text']}", encoding="utf-8")
    search.rebuild([tmp_path / "texts"], tmp_path / "index")
    assert "وكالة الأنباء".encode("cp1256") in zlib.decompress(dictionary(tmp_path / "index"))


def test_a_replica_has_the_dictionary(tmp_path: Path) -> None:
    search.rebuild([write(tmp_path, ROWS)], tmp_path / "index")
    replicate(Folder(tmp_path / "index"), tmp_path / "replica")
    assert texts(tmp_path / "replica") == EXPECTED
    assert dictionary(tmp_path / "replica") == dictionary(tmp_path / "index")


@pytest.mark.parametrize("damage", [None, b"", b"x" * 100])
def test_an_index_whose_dictionary_is_damaged_is_not_opened(tmp_path: Path, damage: bytes | None) -> None:
    index = tmp_path / "index"
    search.rebuild([write(tmp_path, ROWS)], index)
    path = index / "gen-000001" / FILE
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    with pytest.raises(IndexCorruptError, match=FILE):
        search.open(index)


def test_documents_analysed_by_other_processes_are_packed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, helped = tmp_path / "alone", tmp_path / "helped"
    search.rebuild([write(tmp_path, ROWS)], alone)
    monkeypatch.setattr("search.indexing.analysis_pool._FEW", 1)
    search.rebuild([write(tmp_path, ROWS)], helped)
    assert dictionary(helped) == dictionary(alone)
    assert texts(helped) == EXPECTED
    stores = [next(index.glob("gen-*/*.store")).read_bytes() for index in (alone, helped)]
    assert stores[0] == stores[1]
