"""What a reader takes away: the answer set as a table, references and JSON lines; and the hits that were chosen."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import quote

from flask.testing import FlaskClient

BOOK = quote("كتاب")


def test_the_whole_answer_set_is_a_table(shelf: FlaskClient) -> None:
    response = shelf.get(f"/export.csv?q={BOOK}&category={quote('تاريخ')}&limit=5&offset=3&sort=oldest")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="bahith.csv"'
    assert response.text.startswith("\ufeffid,title,date,source,category,author,tags,work,volume,page,url,snippet,")
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert len(rows) == 20
    assert rows[0]["title"] == "كتاب رقم 0"
    assert rows[0]["date"] == "2020-03-05"
    assert rows[0]["address"] == "http://localhost/doc/shelf/00"
    assert "كتاب" in rows[0]["snippet"]


def test_only_the_answer_set_is_taken_not_what_holds_some_of_the_words(shelf: FlaskClient) -> None:
    page = shelf.get("/v1/search", query_string={"q": "كتاب 7"}).get_json()
    assert page["total_partial"] > 0
    lines = shelf.get("/export.jsonl", query_string={"q": "كتاب 7"}).text.splitlines()
    assert len(lines) == page["total"]
    assert {"id", "title", "date", "snippets", "address"} <= json.loads(lines[0]).keys()


def test_a_cell_is_never_a_formula(poison: FlaskClient) -> None:
    rows = csv.reader(io.StringIO(poison.get(f"/export.csv?q={quote('سمّ')}").text))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_references_for_reference_managers(shelf: FlaskClient) -> None:
    ris = shelf.get(f"/export.ris?q={quote('كتاب رقم 7')}&match=all").text
    assert ris.startswith("TY  - NEWS\r\nID  - shelf/07\r\nTI  - كتاب رقم 7\r\n")
    for line in ("T2  - دار المشرق", "PY  - 2023", "DA  - 2023/03/05", "UR  - https://books.example/7", "ER  - "):
        assert f"{line}\r\n" in ris
    bib = shelf.get(f"/export.bib?q={quote('كتاب رقم 7')}&match=all").text
    assert bib.startswith("@misc{bahith1,\n  title = {كتاب رقم 7},\n  year = {2023},\n  date = {2023-03-05},\n")
    assert "  url = {https://books.example/7},\n}" in bib


def test_signs_of_latex_are_letters(poison: FlaskClient) -> None:
    bib = poison.get(f"/export.bib?q={quote('سمّ')}").text
    assert r"&lt;i&gt;" not in bib
    assert r"\&lt;i\&gt;" in bib


def test_without_words_there_is_nothing_to_take(shelf: FlaskClient) -> None:
    assert shelf.get("/export.csv").status_code == 400
    assert shelf.get("/export.csv?q=%20").status_code == 400


def test_chosen_hits_are_a_list_to_cite_and_to_take(shelf: FlaskClient) -> None:
    page = shelf.get("/chosen?id=shelf/03&id=shelf/01&id=gone&id=shelf/03").text
    assert page.count("<li>") == 2
    assert page.index("كتاب رقم 3") < page.index("كتاب رقم 1")
    assert "«كتاب رقم 3»، دار المغرب، 5 مارس 2023" in re.sub("<[^>]*>", "", page)
    assert 'href="/export.ris?id=shelf%2F03&amp;id=shelf%2F01"' in page
    rows = list(csv.reader(io.StringIO(shelf.get("/export.csv?id=shelf/03&id=shelf/01").text)))
    assert [row[0] for row in rows[1:]] == ["shelf/03", "shelf/01"]
    assert "لم تختر شيئًا بعد" in shelf.get("/chosen").text
