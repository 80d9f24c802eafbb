"""One spelling for all the ways of typing a word."""

import time
import unicodedata

import pytest
from pyarabic import araby

from search.analysis.folding import fold, modern
from search.analysis.marks import spelling
from search.analysis.tables import read_table


@pytest.mark.parametrize("row", read_table("letters", "from", "code", "to"), ids=lambda row: row["code"])
def test_every_letter_folds_as_its_row_says(row: dict[str, str]) -> None:
    assert row["code"] == f"U+{ord(row['from']):04X}"
    behind = "" if row["from"] == "ة" else "ب"  # which ends a word
    assert fold(f"ب{row['from']}{behind}") == f"ب{row['to']}{behind}"


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
        ("ءامنوا", "آمنو"),
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
        ("12,000", "12000"),
        ("١٢٬٠٠٠", "12000"),
        ("1,234,567.5", "1234567.5"),
        ("و المكتبة", "والمكتبة"),
        ("ٱلۡقُرۡءَانُ", "القرآن"),
        ("وَءَاتُوا۟", "وآتوا"),
        ("ٱلۡأٓخِرَةِ", "الآخرة"),
        ("ٱلۡحَيَوٰةِ", "الحياة"),
        ("ٱلزَّكَوٰةَ", "الزكاة"),
        ("صِرَٰطَ", "صراط"),
        ("إِبۡرَٰهِـۧمَ", "إبراهيم"),
        ("يَسۡـَٔلُونَكَ", "يسألونك"),
        ("ٱلۡأَفۡـِٔدَةِ", "الأفئدة"),
        ("مَـَٔابٗا", "مآبا"),
        ("الصلوة", "الصلاة"),
        ("عبدالرحمان", "عبد الرحمن"),
        ("إسحق", "إسحاق"),
        ("هاذا", "هذا"),
        ("ڠاري", "غاري"),
        ("ࢮار", "دار"),
        ("ݢوݢل", "كوكل"),
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


@pytest.mark.parametrize("row", read_table("spellings", "word", "to"), ids=lambda row: row["word"])
def test_every_old_spelling_is_read_as_the_new_one(row: dict[str, str]) -> None:
    assert fold(row["word"]) == row["to"]
    assert fold("و" + row["word"]) == "و" + row["to"]


@pytest.mark.parametrize("row", read_table("marks", "from", "code", "to"), ids=lambda row: row["code"])
def test_every_mark_of_the_quran_becomes_an_ordinary_one(row: dict[str, str]) -> None:
    assert row["code"] == f"U+{ord(row['from']):04X}"
    assert modern(f"ب{row['from']}ت") == f"ب{row['to']}ت"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("عبدالله", "عبد الله"),
        ("وعبدالعزيز", "وعبد العزيز"),
        ("عبدربه", "عبد ربه"),
        ("نورالدين", "نور الدين"),
        ("انشاءالله", "ان شاء الله"),
        ("إنشاء الله", "ان شاء الله"),
        ("انشالله", "ان شاء الله"),
        ("ماشاءالله", "ما شاء الله"),
        ("ماشاء", "ما شاء"),
        ("مازالت", "ما زالت"),
        ("ولايزال", "ولا يزال"),
        ("مادام", "ما دام"),
        ("لابد", "لا بد"),
        ("ابوظبي", "ابو ظبي"),
        ("ابوبكر", "ابو بكر"),
        ("الحمدلله", "الحمد لله"),
        ("سبحانالله", "سبحان الله"),
    ],
)
def test_words_written_in_one_are_parted(written: str, words: str) -> None:
    assert fold(written) == words
    assert [fold(word) for word in words.split()] == words.split()


@pytest.mark.parametrize(
    ("number", "term"),
    [("05", "5"), ("007", "7"), ("00", "0"), ("0", "0"), ("100", "100"), ("105", "105"), ("2005", "2005")],
)
def test_zeros_are_left_out_in_front_of_a_short_number_alone(number: str, term: str) -> None:
    assert fold(number) == term


@pytest.mark.parametrize(
    "word", ["عبدال", "والدين", "بالوالدين", "لازم", "ماشي", "لامع", "ابواب", "جزءان", "قراءات", "سوءات"]
)
def test_words_that_look_like_compounds_or_old_spellings_stay(word: str) -> None:
    assert fold(word) == word


def test_every_arabic_letter_folds_to_one_of_the_alphabet() -> None:
    blocks = [(0x0620, 0x06FF), (0x0750, 0x077F), (0x0870, 0x0887), (0x08A0, 0x08C9)]
    letters = [chr(code) for first, last in blocks for code in range(first, last + 1)]
    named = [letter for letter in letters if unicodedata.name(letter, "").startswith("ARABIC LETTER")]
    small = "\u06e5\u06e6\u08c9"  # written small, above the line: they are stripped
    assert [x for x in named if x not in small and not "ء" <= fold(f"ب{x}ب")[1] <= "ي"] == []


def test_every_arabic_mark_is_stripped() -> None:
    ranges = [
        (0x0610, 0x061A),
        (0x064B, 0x065F),
        (0x06D6, 0x06DC),
        (0x06DF, 0x06E6),
        (0x06EA, 0x06ED),
        (0x08D3, 0x08FF),
    ]
    marks = [chr(code) for first, last in ranges for code in range(first, last + 1) if code != 0x08E2]
    # U+0653 to U+0655 after ب compose with nothing and are marks there like the others.
    assert [mark for mark in marks if fold(f"ب{mark}ت") != "بت"] == []


def test_no_presentation_form_leaves_a_space_in_a_word() -> None:
    forms = [chr(code) for first, last in ((0xFB50, 0xFDF9), (0xFE70, 0xFEFC)) for code in range(first, last + 1)]
    parted = {"\ufe93", "\ufe94", *(row["character"] for row in read_table("formulas", "character", "code", "to"))}
    assert [form for form in forms if " " in fold(f"ب{form}ت") and form not in parted] == []


def test_folding_strips_all_that_pyarabic_strips() -> None:
    text = "بِسْمِ ٱللَّهِ ٱلرَّحْمَنِ"
    assert fold(text) == fold(araby.strip_diacritics(unicodedata.normalize("NFC", text)))


def test_encoded_data_is_cut() -> None:
    assert len(fold("ا" * 10_000)) == 64


def test_a_word_of_thousands_of_marks_costs_no_more_than_its_letters() -> None:
    arabic, latin = "\u0650\u064e" * 50_000, "\u0315\u0300" * 50_000  # Unicode's order of n marks may take n² steps
    started = time.thread_time()
    assert fold(f"كتاب{arabic}") == spelling(f"كتاب{arabic}") == "كتاب"
    assert fold(f"cafe{latin}") == "cafe"
    assert time.thread_time() - started < 1  # second of the processor; it took five for each
