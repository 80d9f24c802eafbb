"""What a document without a title is called, and what its snippets do not say again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import search
from search.answering.titles import title_of
from search.model.document import Document
from tests.conftest import PATIENT


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("دبي، الإمارات العربية المتحدة (CNN)-- بدأت القمة في موسكو", "بدأت القمة في موسكو"),
        ("(CNN) — بدأت القمة في موسكو", "بدأت القمة في موسكو"),
        ("أتلانتا، الولايات المتحدة(CNN)— هبط المؤشر", "هبط المؤشر"),
        ("\u200bالرياض، السعودية (CNN) -- حذرت الهيئة", "حذرت الهيئة"),
        ("دمشق - سانا - بدأت القمة", "بدأت القمة"),
        ("- أدانت النقابة القرار", "أدانت النقابة القرار"),
        ("قالت حركة المقاومة (حماس) السبت إنها وافقت", "قالت حركة المقاومة (حماس) السبت إنها وافقت"),
        ("فاز يوفنتوس 1-صفر في مباراة القمة", "فاز يوفنتوس 1-صفر في مباراة القمة"),
        ("قال مون جيه-إن رئيس كوريا", "قال مون جيه-إن رئيس كوريا"),
        ("بدأت القمة اليوم. وحضرها الرؤساء", "بدأت القمة اليوم."),
        ("قمة اليوم في موسكو\nبدأت أمس أعمالها", "قمة اليوم في موسكو"),
        ("عاجل\nبدأت القمة في موسكو", "عاجل بدأت القمة في موسكو"),
        ("واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة أحد اثنا عشر", None),
        ("", ""),
    ],
)
def test_a_text_is_called_by_what_it_begins_with(text: str, title: str | None) -> None:
    if title is None:
        title = " ".join(text.split()[:12]) + "\u00a0…"
    assert title_of(Document("1", text=text)).text == title


def test_a_title_of_its_own_stays_as_it_is() -> None:
    assert title_of(Document("1", "دبي (CNN)-- عنوان", "نص")).text == "دبي (CNN)-- عنوان"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder = tmp_path_factory.mktemp("untitled")
    filler = " ".join(["كلام"] * 10)
    texts = {
        "1": f"دبي (CNN)-- بدأت القمة في موسكو أمس بحضور رؤساء الدول كلهم {filler} ثم عادت القمة إلى ذكر الماء",
        "2": "انتهت القمة أمس. وعاد الرؤساء إلى بلادهم",
        "3": "قمة",
    }
    for id, text in texts.items():
        (folder / f"{id}.jsonl").write_text(f'{{"id": "{id}", "text": "{text}"}}', encoding="utf-8")
    search.rebuild([folder], folder / "index")
    return search.open(folder / "index", PATIENT)


def test_a_snippet_does_not_repeat_a_title_that_is_taken_from_the_text(news: search.Index) -> None:
    hits = {hit.id: hit for hit in news.search("القمة").hits}
    assert hits["1"].title == "بدأت القمة في موسكو أمس بحضور رؤساء الدول كلهم كلام كلام كلام\u00a0…"
    assert "<mark>القمة</mark>" in hits["1"].title_html
    assert [snippet.text[-26:] for snippet in hits["1"].snippets] == ["ثم عادت القمة إلى ذكر الماء"[-26:]]
    assert hits["2"].snippets[0].text == "وعاد الرؤساء إلى بلادهم"
    assert hits["3"].snippets == ()


def test_a_snippet_does_not_repeat_the_title_that_a_text_begins_with(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "title": "قمة موسكو", "text": "قمة موسكو\nبدأت القمة أمس في موسكو"},
        {"id": "2", "title": "قمة موسكو", "text": "قمة موسكو انعقدت"},
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    search.rebuild([tmp_path / "rows.jsonl"], tmp_path / "index")
    hits = search.open(tmp_path / "index", PATIENT).search("قمة موسكو").hits
    assert {hit.id: hit.snippets[0].text for hit in hits} == {"1": "بدأت القمة أمس في موسكو", "2": "قمة موسكو انعقدت"}
