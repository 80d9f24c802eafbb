"""One spelling for all the ways of typing a word."""

import unicodedata

import pytest
from pyarabic import araby

from search.analysis.folding import fold
from search.analysis.tables import read_table


@pytest.mark.parametrize("row", read_table("letters", "from", "code", "to"), ids=lambda row: row["code"])
def test_every_letter_folds_as_its_row_says(row: dict[str, str]) -> None:
    assert row["code"] == f"U+{ord(row['from']):04X}"
    assert fold(f"ب{row['from']}ب") == f"ب{row['to']}ب"


@pytest.mark.parametrize(
    ("typed", "same_as"),
    [
        ("إسلام", "اسلام"),
        ("آخر", "اخر"),
        ("ٱلكتاب", "الكتاب"),
        ("مستشفى", "مستشفي"),
        ("على", "علي"),
        ("اتفاقية", "اتفاقيه"),
        ("مسؤول", "مسئول"),
        ("شؤون", "شئون"),
        ("الکوری", "الكوري"),
        ("گفتگو", "كفتكو"),
        ("ڤيينا", "فيينا"),
        ("ڨفصة", "قفصة"),
        ("الشَّراكة", "الشراكة"),
        ("مـــرحبا", "مرحبا"),
        ("كتبوا", "كتبو"),
        ("ءامنوا", "آمنوا"),
        ("١٩٦١", "1961"),
        ("۱۹۶۱", "1961"),
        ("ﻣﺪﺭﺳﺔ", "مدرسة"),
        ("ﻷن", "لأن"),
        ("ﷲ", "الله"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("ا\u0654حمد", "أحمد"),
        ("مسو\u0654ول", "مسؤول"),
        ("ا\u0653خر", "آخر"),
        ("ك\u200dت\u200eا\u202bب", "كتاب"),
        ("كت\ufeffاب", "كتاب"),
        ("هٰذا", "هذا"),
        ("وهٰذا", "وهذا"),
        ("الرحمٰن", "الرحمن"),
        ("ٱلرَّحْمَٰنِ", "الرحمن"),
        ("ذٰلِكَ", "ذلك"),
        ("ٱلصَّلَوٰةَ", "الصلاة"),
        ("ٱلْعَٰلَمِينَ", "العالمين"),
        ("ٱلْعَـٰلَمِينَ", "العالمين"),
        ("مُوسَىٰ", "موسى"),
        ("أُو۟لَٰٓئِكَ", "أولئك"),
        ("ﹰكتابﹱ", "كتاب"),
        ("Café", "cafe"),
        ("ＦＩＦＡ", "fifa"),
        ("İstanbul", "istanbul"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(typed: str, same_as: str) -> None:
    assert fold(typed) == fold(same_as)


@pytest.mark.parametrize(
    ("one", "other"), [("كتاب", "كاتب"), ("على", "علا"), ("مصر", "مصري"), ("هوا", "هو"), ("ذهب", "زهب")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_arabic_mark_is_stripped() -> None:
    ranges = [
        (0x0610, 0x061A),
        (0x064B, 0x065F),
        (0x06D6, 0x06DC),
        (0x06DF, 0x06E8),
        (0x06EA, 0x06ED),
        (0x08D3, 0x08FF),
    ]
    marks = [chr(code) for first, last in ranges for code in range(first, last + 1) if code != 0x08E2]
    # U+0653 to U+0655 after ب compose with nothing and are marks there like the others.
    assert [mark for mark in marks if fold(f"ب{mark}ت") != "بت"] == []


def test_no_presentation_form_leaves_a_space_in_a_word() -> None:
    forms = [chr(code) for first, last in ((0xFB50, 0xFDF9), (0xFE70, 0xFEFC)) for code in range(first, last + 1)]
    assert [form for form in forms if " " in fold(f"ب{form}ت")] == []


def test_folding_strips_all_that_pyarabic_strips() -> None:
    text = "بِسْمِ ٱللَّهِ ٱلرَّحْمَنِ"
    assert fold(text) == fold(araby.strip_diacritics(unicodedata.normalize("NFC", text)))


def test_encoded_data_is_cut() -> None:
    assert len(fold("ا" * 10_000)) == 64
