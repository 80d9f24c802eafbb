"""Where words begin and end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import tokenize, tokenizer
from search.analysis.tokenizer import find_words


def words(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("كِتَابٌ جَدِيدٌ", ["كِتَابٌ", "جَدِيدٌ"]),
        ("ٱلْعَـٰلَمِينَ", ["ٱلْعَـٰلَمِينَ"]),
        ('قال: "نعم" و«لا» و“ربما” و‘هنا’', ["قال", "نعم", "و", "لا", "و", "ربما", "و", "هنا"]),
        ("روسيا،أوكرانيا؛الصين؟", ["روسيا", "أوكرانيا", "الصين"]),
        ("أيار/مايو", ["أيار", "مايو"]),
        ("الـ75 عامًا", ["الـ75", "عامًا"]),
        ("١٢٫٥ و12,000 و3.14", ["١٢٫٥", "و", "12,000", "و", "3.14"]),
        ("شبكة 5G وMP3", ["شبكة", "5", "G", "و", "MP", "3"]),
        ("1445هـ 2024م 3.5مليون 100km", ["1445", "هـ", "2024", "م", "3.5", "مليون", "100", "km"]),
        ("19.06.2024 1,2 12,345,678.9 ١٬٠٠٠", ["19", "06", "2024", "1,2", "12,345,678.9", "١٬٠٠٠"]),
        ("النبيﷺ قال ﷽", ["النبي", "ﷺ", "قال", "﷽"]),
        ("كتاب\u200bجديد", ["كتاب", "جديد"]),
        ("كوفيد-19 كوفيد19 F16 F-16", ["كوفيد", "19", "كوفيد", "19", "F", "16", "F", "16"]),
        ("روسيا و الصين، و", ["روسيا", "و الصين", "و"]),
        ("قال انشاء الله غدا", ["قال", "انشاء الله", "غدا"]),
        ("إن شاء الله", ["إن", "شاء", "الله"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("كلمة\u200f، أخرى", ["كلمة", "أخرى"]),
        ("#بوتين_يعلن @AJArabic", ["بوتين", "يعلن", "AJArabic"]),
        ("ﻣﺪﺭﺳﺔ", ["ﻣﺪﺭﺳﺔ"]),
        ("café Müller", ["café", "Müller"]),
        ("\u064b\u064c ـــ ... «»", []),
    ],
)
def test_tokenize_finds_whole_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_tokenize_gives_the_place_in_the_raw_text() -> None:
    text = "في  المَكْتَبَةِ."
    assert [(t.position, t.start, t.end, text[t.start : t.end]) for t in tokenize(text)] == [
        (0, 0, 2, "في"),
        (1, 4, 16, "المَكْتَبَةِ"),
    ]


def test_tokenize_is_linear_in_hostile_text() -> None:
    """Long runs of marks, controls and tatweel: a nested quantifier would not come back from these."""
    for hostile in ("ب" + "\u200d" * 100_000, "ب" + "\u064e" * 100_000 + "!", "ـ" * 100_000, "a\u0301" * 50_000):
        assert len(words(hostile)) <= 1


@given(st.text(alphabet="ونإاشءلهكتم ـَّٰ\u200c،. \n1a٣ﷺٱ", max_size=30))
def test_trying_plain_words_first_changes_no_token(text: str) -> None:
    assert find_words(text) == re.findall(tokenizer._EVERY, text)
