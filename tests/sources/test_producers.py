"""Real files of several producers: their words in right order, titles, days and parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bench_sources import share_in_order, words
from benchmarks.source_corpus import Text, texts
from search.model.document import Document
from search.sources import Reject, Task, find_files, read
from tests.conftest import COLLECTION

FILES = Path(__file__).parent / "files"
TEXTS = {text.name: text for text in texts(COLLECTION / "docs.jsonl")}
DATELESS = ("openiti", "shamela")
PARTS = {
    "libreoffice.book-a.pdf": 10,
    "pandoc.book-a.docx": 11,
    "libreoffice.book-a.odt": 11,
    "pandoc.book-a.epub": 11,
    "openiti.book-b.mARkdown": 10,
    "shamela.book-a.htm": 10,
}


def documents(name: str) -> list[Document]:
    (file,) = find_files([FILES / name])
    items = [item for item, *_ in read(file, Task())]
    assert [item for item in items if isinstance(item, Reject) and not item.warning] == []
    return [item for item in items if isinstance(item, Document)]


@pytest.mark.parametrize(
    "name", sorted(path.name for path in FILES.iterdir() if ".all." not in path.name and path.suffix != ".md")
)
def test_a_file_of_one_text_gives_its_words_in_order_its_title_and_its_day(name: str) -> None:
    text = TEXTS[name.split(".")[1]]
    (document,) = documents(name)
    check(document, text, 0.95 if name.endswith(".pdf") else 0.98, dated=not name.startswith(DATELESS))
    assert len(document.parts) == PARTS.get(name, 0)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir() if ".all." in path.name))
def test_a_file_of_all_texts_gives_a_document_for_each(name: str) -> None:
    found = {" ".join(words(document.title)): document for document in documents(name)}
    assert len(found) == len(TEXTS)
    for text in TEXTS.values():
        check(found[" ".join(words(text.title))], text, 0.98)


def check(document: Document, text: Text, least: float, dated: bool = True) -> None:
    assert words(document.title) == words(text.title)
    assert document.date == (text.date if dated else None)
    if document.value("quality") == "low":
        assert text.name.startswith("vocal"), "only vocalised texts are lost in PDF"
    else:
        assert share_in_order(text.whole, document.text) >= least


def test_a_site_in_cp1256_says_so_and_its_lists_of_other_articles_are_furniture() -> None:
    (document,) = documents("site-cp1256.treaty.htm")
    assert document.value("encoding") == "cp1256"
    assert document.id == "https://example.org/news/treaty"
    assert document.value("source") == "صحيفة الواحة"
    ((start, end),) = document.furniture
    assert document.text[start:end].split("\n")[0] == "اقرأ أيضا"
    assert "افتتاح معرض الكتاب" in document.text
    assert "افتتاح معرض الكتاب" not in document.searched_text("text")
    assert "حقوق محفوظة" not in document.text
    assert "الأكثر قراءة" not in document.text


def test_printed_pages_and_headings_are_the_parts_of_books() -> None:
    (shamela,) = documents("shamela.book-a.htm")
    assert [(part.label, part.page) for part in shamela.parts][:2] == [("باب 1", "1"), ("باب 2", "2")]
    assert shamela.values("author") == ("سليم العطار",)
    (openiti,) = documents("openiti.book-b.mARkdown")
    assert [(part.label, part.volume, part.page) for part in openiti.parts][1:3] == [
        ("باب 2", "1", "2"),
        ("باب 3", "1", "3"),
    ]
    assert "ms001" not in openiti.text
    (word,) = documents("pandoc.book-a.docx")
    assert [part.label for part in word.parts][1:3] == ["باب 1", "باب 2"]
