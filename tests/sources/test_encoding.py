"""Which encoding bytes are in, and mojibake mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.model.source_settings import SourceSettings
from search.sources.encoding import decode, detect
from search.sources.mojibake import mend
from tests.conftest import COLLECTION
from tests.sources.reading import read_all, read_one, reasons

ROWS = [json.loads(line) for line in (COLLECTION / "docs.jsonl").read_text(encoding="utf-8").splitlines()]
SAMPLES = [row["text"][start : start + 100] for row in ROWS for start in (0, 120) if len(row["text"]) > 220]
PLAIN = [sample for sample in SAMPLES if not set(sample) & set("٠١٢٣٤٥٦٧٨٩یۀکگ«»–…“”")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "iso-8859-6", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_a_hundred_letters_tell_their_encoding(encoding: str) -> None:
    assert len(PLAIN) > 80
    told = {detect(sample.encode(encoding)) for sample in PLAIN}
    assert told == {encoding}


@pytest.mark.parametrize("encoding", ["cp1256", "iso-8859-6"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1256", "iso-8859-1", "no-such"])
def test_what_a_page_declares_is_not_believed(tmp_path: Path, encoding: str, declared: str) -> None:
    html = f"<html><meta charset='{declared}'><p>{PLAIN[0]}</p></html>"
    document = read_one(tmp_path / "a.html", html.encode(encoding))
    assert document.text == PLAIN[0].strip()
    assert document.value("encoding") == encoding


def test_utf8_declared_as_cp1256_is_utf8(tmp_path: Path) -> None:
    html = f"<html><meta charset='windows-1256'><p>{PLAIN[0]}</p></html>"
    assert read_one(tmp_path / "a.html", html).text == PLAIN[0].strip()


def test_a_letter_cut_at_the_end_does_not_make_utf8_another_encoding() -> None:
    data = "كتاب العلم ".encode() * 30
    assert decode(data[:-2]).encoding == "utf-8"
    assert decode(data[:-2]).text.endswith("العل�")


def test_an_encoding_that_is_given_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert read_one(path, "cafÚ".encode("cp850"), SourceSettings(encoding="cp850")).text == "cafÚ"
    _, rejects = read_all(path, SourceSettings(encoding="no-such"))
    assert reasons(rejects) == ["unknown-encoding"]


def test_a_text_with_many_broken_letters_is_of_low_quality_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("كتاب العلم ".encode() * 40 + b"\xd8" * 8)
    (document,), rejects = read_all(path)
    assert document.value("quality") == "low"
    assert reasons(rejects) == ["many-broken"]
    assert rejects[0].warning


def test_a_text_whose_words_are_backwards_is_of_low_quality(tmp_path: Path) -> None:
    backwards = " ".join(word[::-1] for word in ROWS[0]["text"].split())
    assert read_one(tmp_path / "a.txt", backwards).value("quality") == "low"
    assert read_one(tmp_path / "b.txt", ROWS[0]["text"]).value("quality") is None
    assert read_one(tmp_path / "c.txt", "The quick brown fox jumps. " * 20).value("quality") is None


def as_latin(text: str, written: str) -> str:
    """What a program shows that takes a text in one encoding for cp1252, where it has no letter for its number."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode(written))


@pytest.mark.parametrize("text", ["كتاب العلم", "«قال» الرئيس: 5 مليارات…\n\nنص ثان", "الْحَمْدُ لِلَّهِ"])
def test_mojibake_that_leads_back_is_mended(text: str) -> None:
    assert mend(as_latin(text, "utf-8")) == text
    assert mend(as_latin(text, "cp1256")) == text
    assert mend(text.encode().decode("cp1256")) == text


@pytest.mark.parametrize("text", ["Ça va très bien, naïveté", "Ø 25 mm", "طظ", "Ðiện Biên Phủ"])
def test_other_texts_are_left(text: str) -> None:
    assert mend(text) == text


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ ،.؟\nabc123", max_size=60))
def test_arabic_is_no_mojibake(text: str) -> None:
    assert mend(text) == text


@given(st.binary(max_size=300))
def test_all_bytes_become_text(data: bytes) -> None:
    assert isinstance(decode(data).text, str)


def test_a_line_of_json_with_many_broken_letters_is_of_low_quality(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "1", "text": "كتاب\ufffd العلم"}), encoding="utf-8")
    (document,), rejects = read_all(path)
    assert (document.value("quality"), reasons(rejects)) == ("low", ["many-broken"])
