"""A long text without a title is ranked by how it begins too, in every engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import search
from search.config import ENGINES
from search.document import Document
from search.schema import analyze_document

OPENING = "افتتح وزير الثقافة معرض المخطوطات في العاصمة"
REST = " ".join(["وحضر الحفل عدد من الكتاب والناشرين من بلدان كثيرة"] * 8)
LATE = f"{REST} {OPENING}"
EARLY = f"{OPENING} {REST}"


def lead_of(title: str, text: str) -> str:
    return analyze_document(Document("1", title, text)).terms["lead_lemma"]


@pytest.mark.parametrize("engine", ENGINES)
def test_of_two_texts_with_the_same_words_the_one_that_opens_with_them_is_first(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    texts = {"late": LATE, "early": EARLY, "other": REST}
    path.write_text("".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in texts.items()))
    search.rebuild([path], tmp_path / "index", engine)
    index = search.open(tmp_path / "index")
    first, second = index.search("معرض المخطوطات", collapse=False).hits
    assert (first.id, second.id) == ("early", "late")
    assert first.score > second.score
    assert index.search("عنوان:المخطوطات").total == 0


def test_the_lead_is_that_of_long_texts_without_a_title() -> None:
    assert "مخطوط" in lead_of("", EARLY).split()
    assert "مخطوط" not in lead_of("", LATE).split()
    assert lead_of("معرض", EARLY) == ""
    assert lead_of("", OPENING) == ""
