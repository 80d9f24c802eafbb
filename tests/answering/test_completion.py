"""Completions of what is being typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import search
from search.commands.cli import bahith
from search.engines import ENGINES
from search.storage.vocabulary import FILE
from tests.conftest import PATIENT

ROWS = (
    ("1", "أخبار كوريا", "قال زعيم كوريا الشمالية إن كوريا الشمالية دولة"),
    ("2", "قمة كوريا والصين", "زار الرئيس كوريا الشمالية"),
    ("3", "", "تقع كوريا الجنوبية في آسيا"),
    ("4", "الكورال يغني", "أمسية الكورال في الأوبرا"),
)


def write(folder: Path, rows: tuple[tuple[str, str, str], ...] = ROWS) -> Path:
    path = folder / "docs.jsonl"
    lines = [json.dumps({"id": id, "title": title, "text": text}) for id, title, text in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(f"suggest-{request.param}")
    search.rebuild([write(folder)], folder / "index", request.param)
    return folder / "index"


def texts(index: search.Index, prefix: str) -> list[tuple[str, str, int]]:
    return [(one.text, one.kind, one.documents) for one in index.suggest(prefix)]


def test_words_phrases_and_titles_complete(folder: Path) -> None:
    found = texts(search.open(folder, PATIENT), "كور")
    assert found[0] == ("كوريا", "word", 3)
    assert ("كوريا الشمالية", "phrase", 2) in found  # in two documents, three times
    assert ("أخبار كوريا", "title", 1) in found


def test_both_sides_are_folded(folder: Path) -> None:
    index = search.open(folder, PATIENT)
    assert texts(index, "الشماليّ") == texts(index, "الشمالي") == [("الشمالية", "word", 2)]
    assert texts(index, "آسي") == texts(index, "اسي") == [("آسيا", "word", 1)]


def test_a_phrase_is_completed_after_a_space(folder: Path) -> None:
    index = search.open(folder, PATIENT)
    assert [text for text, *_ in texts(index, "كوريا ")][:1] == ["كوريا الشمالية"]
    assert texts(index, "زعيم كوريا الش")[0] == ("زعيم كوريا الشمالية", "phrase", 1)


@pytest.mark.parametrize("prefix", ["", "ك", " ", "؟!", "ظظظظ", "ك" * 500, "'; drop table words; --", "%", "\u202e"])
def test_nothing_is_offered_for_what_begins_nothing(folder: Path, prefix: str) -> None:
    assert search.open(folder, PATIENT).suggest(prefix) == ()


def test_a_completion_counts_what_its_query_finds(tmp_path: Path) -> None:
    rows = (("1", "", "لم يعد الوفد"), ("2", "", "لم يعد الوفد"), ("3", "", "يعد الوفد تقريرا"))
    search.rebuild([write(tmp_path, rows)], tmp_path / "index")
    index = search.open(tmp_path / "index", PATIENT)
    assert texts(index, "لم ي") == [("لم يعد", "phrase", index.search("لم يعد").total)] == [("لم يعد", "phrase", 3)]


def test_every_completion_finds_a_document_also_after_changes(tmp_path: Path) -> None:
    search.rebuild([write(tmp_path)], tmp_path / "index")
    search.delete(["3"], tmp_path / "index")
    index = search.open(tmp_path / "index", PATIENT)
    assert "كوريا الجنوبية" not in [one.text for one in index.suggest("كوريا ا")]
    search.update([write(tmp_path, (("5", "", "طوكيو عاصمة اليابان"),))], tmp_path / "index")
    assert texts(search.open(tmp_path / "index", PATIENT), "طوك") == [("طوكيو", "word", 1)]


def test_the_vocabulary_is_a_sealed_file_of_the_generation(folder: Path) -> None:
    manifest = json.loads(next(folder.glob("gen-*/manifest.json")).read_text(encoding="utf-8"))
    assert FILE in manifest["files"]


def test_the_command(folder: Path) -> None:
    result = CliRunner().invoke(bahith, ["suggest", "آسي", "--index", str(folder)])
    assert result.output.split() == ["آسيا", "word", "1"]
    result = CliRunner().invoke(bahith, ["suggest", "آسي", "--json", "--index", str(folder)])
    assert json.loads(result.output) == {
        "query": "آسي",
        "suggestions": [{"text": "آسيا", "kind": "word", "documents": 1}],
    }
