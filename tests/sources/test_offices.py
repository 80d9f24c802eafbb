"""Word, OpenDocument, RTF and EPUB: what is text, what is kept apart."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.sources.hostile_files import epub, word, word_text, zipped
from tests.sources.reading import read_all, read_one, reasons

_OFFICE = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b"'


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def word_file(body: str, **others: bytes) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = f"""<w:styles {space}><w:style w:styleId="a1"><w:name w:val="heading 1"/></w:style>
    <w:style w:styleId="a2"><w:name w:val="Title"/></w:style></w:styles>"""
    members = [(f"{name.replace('_', '/')}.xml", content) for name, content in others.items()]
    return zipped(("word/document.xml", word_text(body.encode())), ("word/styles.xml", styles.encode()), *members)


def test_headings_are_parts_whatever_their_style_is_called_and_footnotes_are_apart(tmp_path: Path) -> None:
    notes = '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote>'
    notes += f"{paragraph('حاشية')}</w:footnote></w:footnotes>"
    body = (
        paragraph("الكتاب", "a2")
        + paragraph("تمهيد")
        + paragraph("الأول", "a1")
        + paragraph("قال")
        + paragraph("الثاني", "a1")
    )
    document = read_one(tmp_path / "a.docx", word_file(body, word_footnotes=notes.encode()))
    assert document.title == "الكتاب"
    assert [(part.label, part.text) for part in document.parts] == [
        ("", "الكتاب\nتمهيد"),
        ("الأول", "الأول\nقال"),
        ("الثاني", "الثاني"),
        ("الحواشي", "حاشية"),
    ]


def test_what_was_deleted_or_stands_twice_is_left_out_and_a_row_is_a_line(tmp_path: Path) -> None:
    row = f"<w:tbl><w:tr><w:tc>{paragraph('أ')}</w:tc><w:tc>{paragraph('ب')}{paragraph('ج')}</w:tc></w:tr></w:tbl>"
    twice = "<Choice><w:r><w:t>مربع</w:t></w:r></Choice><Fallback><w:r><w:t>مربع</w:t></w:r></Fallback>"
    gone = "<w:del><w:r><w:delText>حذف</w:delText><w:t>حذف</w:t></w:r></w:del>"
    body = f"<w:p><w:r><w:t>قبل</w:t><w:tab/><w:t>بعد</w:t></w:r>{gone}</w:p>{row}<w:p>{twice}</w:p>"
    assert read_one(tmp_path / "a.docx", word_file(body)).text == "قبل\tبعد\nأ  | ب ج\nمربع"


@pytest.mark.parametrize(
    ("made", "application", "age", "date"),
    [
        ("2019-05-06T10:00:00Z", "LibreOffice", 0, "2019-05-06"),
        ("2013-12-23T23:15:00Z", "Word", 0, None),  # the template of python-docx
        (None, "", 0, None),
    ],
)
def test_the_day_a_file_was_made_counts(
    tmp_path: Path, made: str | None, application: str, age: int, date: str | None
) -> None:
    core = f"<a xmlns:d='d'><d:created>{made}</d:created></a>" if made else "<a/>"
    document = read_one(tmp_path / "a.docx", word_file(paragraph("نص"), docProps_core=core.encode()))
    assert document.date == date


def test_the_day_of_the_file_itself_is_that_of_a_conversion_and_counts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    core = b"<a xmlns:d='d'><d:created>2019-05-06T10:00:00Z</d:created></a>"
    path.write_bytes(word_file(paragraph("نص"), docProps_core=core))
    os.utime(path, (1557144000, 1557144000))
    (document,), _ = read_all(path)
    assert document.date is None


def test_opendocument_has_headings_notes_rows_and_changes(tmp_path: Path) -> None:
    content = f"""<office:document {_OFFICE}><office:body><office:text>
    <text:tracked-changes><text:p>حذف</text:p></text:tracked-changes>
    <text:h text:outline-level="1">الأول</text:h><text:p>قال<text:s text:c="2"/>ثم<text:note
    ><text:note-citation>1</text:note-citation>
    <text:note-body><text:p>حاشية</text:p></text:note-body></text:note> كتب</text:p>
    <table:table><table:table-row><table:table-cell><text:p>أ</text:p></table:table-cell><table:table-cell><text:p>ب</text:p>
    </table:table-cell></table:table-row></table:table>
    <text:h text:outline-level="2">الثاني</text:h></office:text></office:body>
    </office:document>"""
    document = read_one(tmp_path / "a.odt", zipped(("content.xml", content.encode())))
    assert [(part.label, part.text) for part in document.parts] == [
        ("الأول", "الأول\nقال  ثم كتب\nأ  | ب"),
        ("الثاني", "الثاني"),
        ("الحواشي", "حاشية"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "\\ansicpg1256{\\fonttbl{\\f0 Arial;}}\\f0 \\'df\\'ca\\'c7\\'c8",
        "\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset178 B;}}\\f1 \\'df\\'ca\\'c7\\'c8",
        "\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}}\\f0 \\'df\\'ca\\'c7\\'c8",  # its font does not say so
        "\\ansi\\uc1 \\u1603?\\u1578?\\u1575?\\u1576?",
        "\\ansi\\uc0 \\u1603\\u1578\\u1575\\u1576",
    ],
)
def test_letters_of_rtf_are_written_in_several_ways(tmp_path: Path, body: str) -> None:
    assert read_one(tmp_path / "a.rtf", f"{{\\rtf1{body}\\par}}").text == "كتاب"


def test_a_doc_that_is_rtf_or_a_page_is_read_and_an_old_one_says_what_to_do(tmp_path: Path) -> None:
    assert read_one(tmp_path / "a.doc", "{\\rtf1\\ansi \\u1603?\\u1578?\\par}").text == "كت"
    assert read_one(tmp_path / "b.doc", "<html><body><p>نص</p></body></html>").text == "نص"
    (tmp_path / "c.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    _, rejects = read_all(tmp_path / "c.doc")
    assert reasons(rejects) == ["foreign"]
    assert rejects[0].cure.text("en") == "save it as .docx"


def book(*pages: tuple[str, str]) -> bytes:
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name, _ in pages)
    spine = "".join(f'<itemref idref="{name}"/>' for name, _ in pages)
    package = f"""<package xmlns:dc="d"><metadata><dc:title>كتاب</dc:title>
    <dc:creator>مؤلف</dc:creator><dc:language>ar</dc:language>
    <dc:date>2001-02-03</dc:date></metadata><manifest>{items}
    <item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
    </manifest><spine>{spine}</spine></package>"""
    contents = '<ncx><navPoint><navLabel><text>المقدمة</text></navLabel><content src="one.xhtml#a"/></navPoint></ncx>'
    container = b'<container><rootfiles><rootfile full-path="O/a.opf"/></rootfiles></container>'
    members = [(f"O/{name}.xhtml", f"<html><body>{body}</body></html>".encode()) for name, body in pages]
    return epub(container, ("O/a.opf", package.encode()), ("O/toc.ncx", contents.encode()), *members)


def test_chapters_of_a_book_come_in_the_order_of_its_spine_with_the_names_of_its_contents(tmp_path: Path) -> None:
    document = read_one(tmp_path / "a.epub", book(("one", "<p>الحمد لله</p>"), ("two", "<h1>باب</h1><p>قال</p>")))
    assert (document.title, document.values("author"), document.date) == ("كتاب", ("مؤلف",), "2001-02-03")
    assert [(part.label, part.text) for part in document.parts] == [("المقدمة", "الحمد لله"), ("باب", "باب\nقال")]


def test_printed_pages_are_found_by_their_marks(tmp_path: Path) -> None:
    marks = '<p>قبل</p><span epub:type="pagebreak" title="7"/><p>في السابعة</p>'
    marks += '<div role="doc-pagebreak" aria-label="8"/><p>في الثامنة</p>'
    shamela = "<p>قال</p><p>_______</p><p>(1) حاشية</p><div>الجزء: 1 ¦ الصفحة: 9</div>"
    shamela += "<p>ثم قال</p><div>الجزء: 2 ¦ الصفحة: 10</div>"
    document = read_one(tmp_path / "a.epub", book(("one", marks), ("two", shamela)))
    assert [(part.volume, part.page, part.text) for part in document.parts] == [
        (None, None, "قبل"),
        (None, "7", "في السابعة"),
        (None, "8", "في الثامنة"),
        ("1", "9", "قال"),
        ("1", "9", "(1) حاشية"),
        ("2", "10", "ثم قال"),
    ]


def test_a_file_of_word_that_is_no_word_file_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word(b"<a>")[:150])
    (tmp_path / "b.docx").write_bytes(zipped(("a.xml", b"<a/>")))
    _, rejects = read_all(tmp_path)
    assert reasons(rejects) == ["zip-damaged", "not-in-zip"]
