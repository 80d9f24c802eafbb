"""What is proposed while typing: behind a particle or half a name only what stands there, counted as it is offered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import search
from search.engines import ENGINES
from tests.conftest import PATIENT

TEXTS = (
    *("زار ولي العهد الأمم المتحدة", "ولي العهد في أبو ظبي", "الأمم المتحدة في ظل الأزمة"),
    *("لم يكن في يونيو", "قمة يونيو", "لم يعد بوتين", "جاء عبدالله مع عبدالعزيز", "قال عبدالله"),
    *("اجتماع بالوزير", "الوزير مع الوزراء", "وزير الخارجية", "وزير الخارجية الروسي", "وزير الخارجية"),
    *("بوتين في موسكو", "موسم بلا بوتين"),
)


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder: Path = tmp_path_factory.mktemp(f"followers-{request.param}")
    lines = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(TEXTS)]
    (folder / "docs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    search.rebuild([folder / "docs.jsonl"], folder / "index", request.param)
    return search.open(folder / "index", PATIENT)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ولي ال", ["ولي العهد"]),  # not ولي المتحدة
        ("ولي ", ["ولي العهد"]),
        ("لم ي", ["لم يعد", "لم يكن"]),  # not لم يونيو
        ("لم يون", []),
        ("أبو ظ", ["أبو ظبي"]),
        ("أبو ال", []),
        ("عبدال", ["عبدالله", "عبدالعزيز"]),
        ("عبدالل", ["عبدالله"]),
        ("جاء عبدالع", ["جاء عبدالعزيز"]),
        ("وزير ال", ["وزير الخارجية"]),
        ("بوتين مو", ["بوتين موسكو", "بوتين موسم"]),  # keywords need not stand together
        ("بالوز", ["بالوزير", "بالوزراء"]),  # the second stands nowhere so: behind what is written on
        ("للوزر", ["للوزراء"]),
    ],
)
def test_what_is_proposed_stands_in_the_texts(index: search.Index, typed: str, offered: list[str]) -> None:
    assert [one.text for one in index.suggest(typed)] == offered


def test_counts_are_those_of_what_is_offered(index: search.Index) -> None:
    for typed in ("ولي ال", "لم ي", "وزي", "عبدال", "بالوز", "بوتين م", "الأمم ال", "كو", "في "):
        for one in index.suggest(typed):
            assert one.documents == index.search(one.text, match="all").total > 0, one.text


def test_behind_documents_that_came_later_only_what_stands_there_is_proposed(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": text} for number, text in enumerate(TEXTS)]
    (tmp_path / "docs.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    search.rebuild([tmp_path / "docs.jsonl"], tmp_path / "index")
    (tmp_path / "new.jsonl").write_text(json.dumps({"id": "new", "text": "كان أبو الهول"}), encoding="utf-8")
    search.update([tmp_path / "new.jsonl"], tmp_path / "index")
    assert [one.text for one in search.open(tmp_path / "index", PATIENT).suggest("أبو ال")] == ["أبو الهول"]
