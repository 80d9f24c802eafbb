"""Documents spread evenly over files of JSON lines, before all of them are read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from search.sources import Task, find_files
from search.sources.spread import spread_documents

NO_BLOCK = gzip.compress(b"")[:10] + b"\xff" * 20  # a head, and then a block of a kind that there is not


def lines(first: int, end: int) -> bytes:
    return b"".join(json.dumps({"id": str(n), "text": "نص"}).encode() + b"\n" for n in range(first, end))


def ids(*paths: Path, few: int = 0, most: int = 100, most_bytes: int = 1_000) -> list[str]:
    documents = spread_documents(find_files(paths), Task(most_bytes), few, most)
    assert documents is not None
    return [document.id for document in documents]


def test_of_two_files_every_so_many_documents_are_given_until_they_are_few_enough(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(0, 7))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines(7, 20)))
    assert ids(tmp_path, most=5) == ["0", "4", "8", "12", "16"]
    assert ids(tmp_path, most=20) == [str(n) for n in range(20)]


def test_none_are_given_where_there_are_few(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(0, 7))
    assert ids(tmp_path, few=7) == []
    assert len(ids(tmp_path, few=6)) == 7


def test_files_of_another_format_are_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(0, 7))
    (tmp_path / "b.txt").write_text("نص")
    assert spread_documents(find_files([tmp_path]), Task(1_000), few=0, most=100) is None


def test_of_a_damaged_file_there_is_what_comes_before(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(0, 7))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines(7, 20))[:30])
    assert ids(tmp_path) == [str(n) for n in range(7)]
    (tmp_path / "b.jsonl.gz").write_bytes(NO_BLOCK)
    assert ids(tmp_path) == [str(n) for n in range(7)]


def test_what_is_no_document_or_too_long_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(0, 2) + b"{}\nno json\n" + lines(2, 3).replace(b"2", b"2" * 90))
    assert ids(tmp_path, most_bytes=80) == ["0", "1"]


def test_lines_that_take_much_memory_are_fewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.sources.spread._MOST_HELD", len(lines(0, 5)))
    (tmp_path / "a.jsonl").write_bytes(lines(0, 9))
    assert ids(tmp_path) == ["0", "2", "4", "6", "8"]
