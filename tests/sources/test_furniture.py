"""What stands in a text and is none of it is marked, kept, and neither found nor shown."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
from search.model.document import Document
from search.sources.furniture import Repeated, cued
from tests.conftest import PATIENT, SEEDS
from tests.sources.reading import read_all

LINES = Path(__file__).with_name("furniture.tsv")


def labelled() -> list[tuple[str, str]]:
    """(what a line is, the line), the lines of one text after another, an empty line between texts."""
    rows = [line.split("\t") for line in LINES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(row[0], row[1] if len(row) > 1 else "") for row in rows]


def test_of_the_lines_that_are_marked_nearly_all_are_furniture_by_hand() -> None:
    right = wrong = missed = 0
    text: list[tuple[str, str]] = []
    for label, line in [*labelled(), ("", "")]:
        if line:
            text.append((label, line))
            continue
        found = {one.text for one in cued("\n".join(line for _, line in text))}
        right += sum(label == "f" and line in found for label, line in text)
        wrong += sum(label == "t" and line in found for label, line in text)
        missed += sum(label == "f" and line not in found for label, line in text)
        text = []
    assert right >= 60
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.8


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        ("قال كذا.\nاقرأ أيضا: مصر تفوز على الجزائر\nوأضاف كذا.", ["اقرأ أيضا: مصر تفوز على الجزائر"]),
        (
            "قال كذا.\nإقرأ أيضًا\nمصر تفوز\nليبيا تخسر\nموقف الأندية\nوأضاف كذا.",
            ["إقرأ أيضًا", "مصر تفوز", "ليبيا تخسر"],
        ),
        ("قال كذا.\nمواضيع ذات صلة\nمصر تفوز\nليبيا تخسر", ["مواضيع ذات صلة", "مصر تفوز", "ليبيا تخسر"]),
        ("للمزيد: سوريا تستعد\nقال كذا.", ["للمزيد: سوريا تستعد"]),
        ("للمزيد من التفاصيل اتصل بالرقم 123.\nقال", []),
        ("اقرأ كتاب سيبويه ثم كتاب المبرد.", []),
        ("اقرأ أيضا ما كتبه الشيخ في باب الصلاة من كتابه.", []),
        ("المزيد من العمل يلزمنا", []),
    ],
)
def test_cues_tell_lines_of_furniture(text: str, furniture: list[str]) -> None:
    assert [line.text for line in cued(text)] == furniture


def article(n: int, text: str, **fields: str) -> Document:
    return Document.of(str(n), f"عنوان الخبر رقم {n} في الصحيفة", text, source="صحيفة", **fields)


def test_the_title_of_another_document_is_furniture_and_its_own_is_not() -> None:
    repeated = Repeated()
    assert [*repeated.known(article(1, "عنوان الخبر رقم 1 في الصحيفة\nنص"))] == []
    found = [*repeated.known(article(2, "عنوان الخبر رقم 2 في الصحيفة\nنص آخر\nعنوان الخبر رقم 1 في الصحيفة"))]
    assert [line.text for line in found] == ["عنوان الخبر رقم 1 في الصحيفة"]


def test_a_line_of_one_in_a_hundred_articles_is_furniture_but_no_refrain_of_a_book() -> None:
    repeated = Repeated()
    marked = [[line.text for line in repeated.known(article(n, f"نص {n}\nنسخة للطباعة"))] for n in range(9)]
    assert marked == [[]] * 5 + [["نسخة للطباعة"]] * 4
    verses = [Document.of(str(n), f"سورة {n}", f"آية {n}\nبسم الله الرحمن الرحيم") for n in range(20)]
    assert [line for verse in verses for line in repeated.known(verse)] == []


def test_furniture_is_neither_found_nor_in_snippets_and_is_kept(tmp_path: Path) -> None:
    text = "انعقدت القمة في القاهرة أمس بحضور الوزراء.\nاقرأ أيضا:\nزلزال يضرب اليابان\nأسعار القمح ترتفع"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text("ضرب زلزال عنيف سواحل اليابان فجر اليوم.", encoding="utf-8")
    search.rebuild([tmp_path], tmp_path / "index")
    index = search.open(tmp_path / "index", PATIENT)
    assert [hit.id for hit in index.search("زلزال اليابان").hits] == ["b"]
    (hit,) = index.search("القمة").hits
    assert "زلزال" not in "".join(snippet.text for snippet in hit.snippets)
    (document,) = [document for document in search.export(tmp_path / "index") if document.id == "a"]
    assert document.text == text
    assert document.furniture == ((text.index("اقرأ"), len(text)),)


def test_the_lists_of_other_articles_in_the_seeds_are_furniture() -> None:
    documents, _ = read_all(SEEDS)
    whole = documents[0]
    assert "مقالات مرتبطة" in whole.text
    assert "مقالات مرتبطة" not in whole.searched_text("text")
    assert len(whole.searched_text("text")) == len(whole.text)
    assert "زيارة بوتين جاءت تلبيةً" in whole.searched_text("text")
