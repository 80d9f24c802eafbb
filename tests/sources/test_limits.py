"""Readers have limits: a bad file is a reject with its place, reason and cure, and the run goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search.model.source_settings import SourceSettings
from search.sources import rtf
from search.sources.source import Source, SourceItem
from tests.sources import hostile_files
from tests.sources.hostile_files import FILES, zipped
from tests.sources.reading import read_all, reasons

QUICK = sorted(
    name for name in FILES if not name.startswith(("bomb", "large", "line", "lying", "many", "quote", "deep-inline"))
)


def test_of_hostile_files_each_is_named_with_its_cure_and_the_others_are_read(tmp_path: Path) -> None:
    hostile_files.write(tmp_path, QUICK)
    (tmp_path / "zz.html").write_text("<p>نص</p>", encoding="utf-8")
    documents, rejects = read_all(tmp_path)
    assert [document.id for document in documents] == ["zz.html"]
    named = {Path(reject.file).relative_to(tmp_path).parts[0] for reject in rejects if not reject.warning}
    assert named == {*QUICK}
    for reject in rejects:
        row = reject.to_dict()
        assert row["file"].startswith(str(tmp_path))
        assert row["reason"]
        assert row["cure"]
        assert row["cure_ar"]


def reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, act: object, settings: SourceSettings) -> list[str]:
    """What is said of three files of which the reader does `act` with the second; the others are read."""

    def read(source: Source) -> Iterator[SourceItem]:
        if source.name == "b.rtf":
            act()  # type: ignore[operator]
        yield from original(source)

    original = rtf.read
    monkeypatch.setattr(rtf, "read", read)
    for name in ("a.rtf", "b.rtf", "c.rtf", "d.rtf"):
        (tmp_path / name).write_text("{\\rtf1\\ansi a\\par}", encoding="utf-8")
    documents, rejects = read_all(tmp_path, settings)
    assert [document.id for document in documents] == ["a.rtf", "c.rtf", "d.rtf"]
    assert [Path(reject.file).name for reject in rejects] == ["b.rtf"]
    return reasons(rejects)


def test_a_file_that_takes_no_end_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert reads(monkeypatch, tmp_path, lambda: time.sleep(600), SourceSettings(seconds=3)) == ["too-slow"]


def test_a_file_that_takes_all_memory_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert reads(monkeypatch, tmp_path, lambda: bytearray(2**31), SourceSettings(memory=64)) == ["too-large"]


def test_a_file_that_ends_its_reader_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert reads(monkeypatch, tmp_path, lambda: os._exit(1), SourceSettings()) == ["reader-ended"]


def test_what_a_library_raises_is_a_reject(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert reads(monkeypatch, tmp_path, lambda: {}["a"], SourceSettings()) == ["damaged"]  # type: ignore[index]


def test_a_reader_that_is_not_installed_names_its_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(name="striprtf")

    monkeypatch.setattr("search.sources.formats.import_module", missing)
    (tmp_path / "a.rtf").write_text("{\\rtf1 a}", encoding="utf-8")
    _, (reject,) = read_all(tmp_path)
    assert reject.reason.text("en") == "its reader needs striprtf, which is not installed"
    assert reject.cure.text("en") == "pip install 'bahith[rtf]'"


def test_an_archive_of_many_files_is_read_as_far_as_it_may(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(*((f"{n}.txt", b"a") for n in range(30))))
    documents, rejects = read_all(tmp_path)
    assert len(documents) == 30
    documents, rejects = read_all(tmp_path, SourceSettings(members=20))
    assert (len(documents), reasons(rejects)) == (20, ["many-members"])


def test_members_are_read_by_their_format_and_named_by_their_place(tmp_path: Path) -> None:
    members = (
        ("نص/أ.txt", "نص".encode()),
        ("b.csv", b"x,y\n1,2"),
        ("c.css", b"a{}"),
        ("__MACOSX/d.txt", b"d"),
        ("e", b"<html><p>a"),
    )
    (tmp_path / "a.zip").write_bytes(zipped(*members))
    documents, (reject,) = read_all(tmp_path)
    assert [document.id for document in documents] == ["a.zip/نص/أ", "a.zip/e"]
    assert reject.file == str(tmp_path / "a.zip" / "b.csv")


def test_a_file_that_is_packed_alone_is_read(tmp_path: Path) -> None:
    import gzip

    (tmp_path / "a.html.gz").write_bytes(gzip.compress("<p>نص</p>".encode()))
    info = hostile_files.tar_member("a/b.txt")
    (tmp_path / "b.tgz").write_bytes(hostile_files.tarred(info, data="نص".encode()))
    documents, rejects = read_all(tmp_path)
    assert [document.id for document in documents] == ["a.html", "b.tgz/a/b"]
    assert rejects == []
    assert replace(documents[0], id="x").text == "نص"
