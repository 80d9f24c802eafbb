"""Where words stand counts, in every engine: at the beginning of a text without a title, and side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import search
from search.analysis.documents import analyze_document
from search.engines import ENGINES
from search.model.document import Document
from search.model.request import SearchRequest
from search.model.schema import SCHEMA
from tests.conftest import PATIENT

OPENING = "افتتح وزير الثقافة معرض المخطوطات في العاصمة"
REST = " ".join(["وحضر الحفل عدد من الكتاب والناشرين من بلدان كثيرة"] * 8)
LATE = f"{REST} {OPENING}"
EARLY = f"{OPENING} {REST}"


def lead_of(title: str, text: str) -> str:
    return analyze_document(Document("1", title, text), SCHEMA).parts[0].terms["lead_lemma"]


def index_of(texts: dict[str, str], engine: str, folder: Path) -> search.Index:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in texts.items()))
    search.rebuild([path], folder / "index", engine)
    return search.open(folder / "index", PATIENT)


@pytest.mark.parametrize("engine", ENGINES)
def test_of_two_texts_with_the_same_words_the_one_that_opens_with_them_is_first(engine: str, tmp_path: Path) -> None:
    index = index_of({"late": LATE, "early": EARLY, "other": REST}, engine, tmp_path)
    first, second = index.search("معرض المخطوطات", collapse=False).hits
    assert (first.id, second.id) == ("early", "late")
    assert first.score > second.score
    assert index.search("عنوان:المخطوطات").total == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_of_two_texts_with_the_same_words_the_one_that_has_them_side_by_side_is_first(
    engine: str, tmp_path: Path
) -> None:
    texts = {"apart": "الشمالية تقع جارتها كوريا", "beside": "تقع كوريا الشمالية جارتها"}
    index = index_of(texts, engine, tmp_path)
    first, second = index.search("كوريا الشمالية", collapse=False).hits
    assert (first.id, second.id) == ("beside", "apart")
    assert first.score == pytest.approx(second.score + 2, abs=1e-4)
    assert '2.0000  body_exact:"كوريا الشماليه"' in "\n".join(
        index.explain(index.plan(SearchRequest("كوريا الشمالية")), "beside").lines()
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_name_that_is_spelled_like_a_particle_comes_before_other_words_of_its_lemma(
    engine: str, tmp_path: Path
) -> None:
    texts = {
        "particle": "جلس على الكرسي على مهل",
        "feminine": "فازت علية ثم عادت علية إلى بيتها",
        "name": "عاد أخونا علي من رحلة طويلة إلى بيت أهله",
    }
    index = index_of(texts, engine, tmp_path)
    assert [hit.id for hit in index.search("علي").hits] == ["name", "feminine"]


def test_the_lead_is_that_of_long_texts_without_a_title() -> None:
    assert "مخطوط" in lead_of("", EARLY).split()
    assert "مخطوط" not in lead_of("", LATE).split()
    assert lead_of("معرض", EARLY) == ""
    assert lead_of("", OPENING) == ""
