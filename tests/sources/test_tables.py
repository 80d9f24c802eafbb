"""CSV, TSV and spreadsheets: rows to documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.model.schema import Field, Schema
from search.model.source_settings import SourceSettings
from tests.sources.reading import read_all, reasons

HEAD = ("م", "عنوان الخبر", "تاريخ النشر", "النص", "الكاتب", "وسوم")
ROW = ("7", "عنوان", "19/06/2024", "نص، فيه فاصلة", "طه حسين; نجيب محفوظ", "قمة، كوريا")


def quoted(row: tuple[str, ...], separator: str) -> str:
    return separator.join(f'"{cell}"' for cell in row)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
def test_a_row_is_a_document(tmp_path: Path, separator: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(quoted(row, separator) for row in (HEAD, ROW)).encode(encoding))
    (document,), rejects = read_all(path)
    assert (document.id, document.title, document.text) == ("7", "عنوان", "نص، فيه فاصلة")
    assert document.date == "2024-06-19"
    assert document.values("author") == ("طه حسين", "نجيب محفوظ")
    assert document.values("tags") == ("قمة", "كوريا")
    assert rejects == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_system_ends_them(tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text(end.join(("id,text", "1,نص", f'2,"سطر{end}وسطر"', "3,نص")) + end, encoding="utf-8", newline="")
    for size in range(12, 40):  # bytes that are read at once: a line end may be parted
        monkeypatch.setattr("search.sources.table._SAMPLE", size)
        documents, rejects = read_all(path, SourceSettings(encoding="utf-8"))
        assert ([document.text for document in documents], rejects) == (["نص", "سطر\nوسطر", "نص"], [])


def test_a_line_end_of_another_system_in_a_cell_is_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,title,text\n1,عن\rوان,كتاب العلم\n2,عنوان,كتاب القمر\n".encode())
    documents, rejects = read_all(path)
    assert [(document.title, document.text) for document in documents] == [
        ("عن وان", "كتاب العلم"),
        ("عنوان", "كتاب القمر"),
    ]
    assert rejects == []


def test_a_column_of_another_name_is_mapped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,منطوق القرار,y\n1,نص القرار,2\n", encoding="utf-8")
    _, rejects = read_all(path)
    assert reasons(rejects) == ["no-text-column"]
    assert "منطوق القرار" in rejects[0].reason.text("en")
    (document,), rejects = read_all(path, SourceSettings(map=("منطوق القرار=text", "x=id")))
    assert (document.id, document.text) == ("1", "نص القرار")
    assert reasons(rejects) == ["unknown-column"]
    _, rejects = read_all(path, SourceSettings(map=("x=no_such_field",)))
    assert reasons(rejects) == ["map-no-field"]


def test_columns_of_own_fields_are_known_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,السعر,printed\nنص,12.50,45292\n", encoding="utf-8")
    own = (Field("price", "number", "السعر", "Price"), Field("printed", "date", "تاريخ الطبع", "Printed"))
    (document,), _ = read_all(path, schema=Schema(own))
    assert (document.value("price"), document.value("printed")) == ("12.5", "2024-01-01")


def test_a_bad_value_is_left_out_and_a_row_without_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,date\nنص,أمس\n,2024-06-19\n\nنص ثان,\n", encoding="utf-8")
    documents, rejects = read_all(path)
    assert [document.id for document in documents] == ["a.csv#2", "a.csv#5"]
    assert [(reject.line, reject.warning) for reject in rejects] == [(2, True), (3, False)]


def test_the_html_of_a_cell_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('title,content\nعنوان,"<p>أول</p><p>ثان</p>"\n', encoding="utf-8")
    (document,), _ = read_all(path)
    assert document.text == "أول\nثان"


def test_rows_above_the_names_of_the_columns_are_passed_over_and_sheets_without_rows_too(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["سجل القرارات"])
    book.active.append(["العنوان", "النص"])
    book.active.append(["قرار", "نص القرار"])
    book.create_sheet("فارغة")
    book.create_sheet("ملاحظات").append(["كتبه فلان", "يوم كذا"])
    book.save(tmp_path / "a.xlsx")
    (document,), _ = read_all(tmp_path / "a.xlsx")
    assert (document.title, document.text) == ("قرار", "نص القرار")
    assert document.id == "a.xlsx#Sheet:3"
