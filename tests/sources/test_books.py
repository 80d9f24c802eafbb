"""OpenITI mARkdown and the exports of Shamela."""

from __future__ import annotations

from pathlib import Path

from tests.sources.reading import read_all, read_one

BOOK = """######OpenITI#

#META# 010.AuthorNAME :: مالك بن أنس
#META# 020.BookTITLE :: NODATA
#META#Header#End#

# مقدمة الكتاب ms001
PageV01P001
### | كتاب الصلاة
# حدثني يحيى %~% قال @QB@ الحمد لله @QE@
~~تتمة PageV01P002 السطر
### || باب
### |EDITOR|
# قال PageV02P003
# خاتمة
"""


def test_pages_end_at_their_marks_and_headings_name_them(tmp_path: Path) -> None:
    document = read_one(tmp_path / "0179Malik.Muwatta.Shamela1-ara1", BOOK)
    assert document.title == "Muwatta"
    assert document.values("author") == ("مالك بن أنس",)
    assert [(part.label, part.volume, part.page, part.text) for part in document.parts] == [
        ("", "1", "1", "مقدمة الكتاب"),
        ("كتاب الصلاة", "1", "2", "كتاب الصلاة\nحدثني يحيى قال الحمد لله تتمة"),
        ("باب", "2", "3", "السطر\nباب\nقال"),
        ("باب", None, None, "خاتمة"),
    ]


def test_a_yml_that_is_no_yaml_is_read_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "0179Malik" / "0179Malik.Muwatta"
    folder.mkdir(parents=True)
    (folder / "0179Malik.Muwatta.Shamela1-ara1").write_text(BOOK, encoding="utf-8")
    (folder / "0179Malik.Muwatta.yml").write_text(
        "00#BOOK#URI######: 0179Malik.Muwatta\n10#BOOK#TITLEA#AR#: الموطأ: رواية\nيحيى\n"
        "10#BOOK#TITLEB#AR#: Kitāb al-Muʾallif\n\t- [",
        encoding="utf-8",
    )
    (document,), _ = read_all(tmp_path)
    assert document.title == "الموطأ: رواية يحيى"


def test_a_book_without_pages_has_its_chapters(tmp_path: Path) -> None:
    book = "######OpenITI#\n#META#Header#End#\n### | الأول\n# قال\n### | الثاني\n# كتب\n"
    document = read_one(tmp_path / "a.mARkdown", book)
    assert [part.label for part in document.parts] == ["الأول", "الثاني"]


def test_a_page_of_shamela_has_its_number_and_its_notes_are_apart(tmp_path: Path) -> None:
    def page(number: str, text: str, part: str = "الكتاب - ج ٢") -> str:
        names = f"<span class='PartName'>{part}</span><span class='PageNumber'>(ص: {number})</span>"
        return f"<div class='PageText'><div class='PageHead'>{names}<hr/></div>{text}</div>"

    card = """<div class='PageText'><span class='title'>صحيح&nbsp;</span><p><span class='title'>القسم:</span> كتب السنة
    <p><span class='title'>الكتاب<font>:</font></span> صحيح فلان
    <p><span class='title'>المؤلف<font>:</font></span> فلان بن فلان (ت ٢٥٦هـ)</div>"""
    notes = "<hr width='95' align='right'><div class='footnote'>(١) أخرجه فلان</div>"
    first = page("٣", f"<span class='title'>&#8204;بَابٌ</span><br />قال (١){notes}")
    html = f"<html><body><div class='Main'>{card}{first}{page('٤', 'ثم')}</div></body></html>"
    document = read_one(tmp_path / "صحيح.htm", html)
    assert (document.title, document.values("author"), document.value("category")) == (
        "صحيح فلان",
        ("فلان بن فلان",),
        "كتب السنة",
    )
    assert [(part.label, part.volume, part.page, part.text) for part in document.parts] == [
        ("بَابٌ", "2", "3", "\u200cبَابٌ\nقال (١)"),
        ("الحواشي", "2", "3", "(١) أخرجه فلان"),
        ("بَابٌ", "2", "4", "ثم"),
    ]
