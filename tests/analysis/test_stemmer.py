"""One test for every affix, and what must not be cut."""

import pytest

from search.analysis import analyze_word
from search.analysis.folding import fold
from search.analysis.stemmer import PREFIXES, SUFFIXES, Affix, stem


def lemma(word: str) -> str:
    (terms,) = analyze_word(word)
    return terms.lemmas[0]


@pytest.mark.parametrize("affix", PREFIXES, ids=lambda affix: affix.text)
def test_every_prefix_comes_off(affix: Affix) -> None:
    assert stem(f"{affix.text}مسجد").text == "مسجد"


@pytest.mark.parametrize("affix", SUFFIXES, ids=lambda affix: affix.text)
def test_every_suffix_becomes_what_its_row_says(affix: Affix) -> None:
    assert stem(f"مسجد{affix.text}").text == f"مسجد{affix.to}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("المكتبة", "مكتبة"),
        ("والمكتبة", "مكتبة"),
        ("للمكتبة", "مكتبة"),
        ("سيارات", "سيارة"),
        ("سياراتهم", "السيارة"),
        ("مهندسون", "مهندسين"),
        ("اتفاقيات", "اتفاقية"),
        ("المصريون", "مصرية"),
        ("كتابها", "كتاب"),
        ("حاليا", "حالي"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert lemma(one) == lemma(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("مصر", "مصرية"), ("لبنان", "لبن"), ("ألمانيا", "مانيا"), ("كان", "كانون"), ("حسن", "حسين"), ("عمل", "عملية")],
)
def test_different_words_do_not_meet(one: str, other: str) -> None:
    assert lemma(one) != lemma(other)


def test_a_short_word_is_not_cut() -> None:
    assert [stem(fold(word)).text for word in ("ال", "الا", "له", "ها", "ات", "")] == [
        "ال",
        "الا",
        "له",
        "ها",
        "ات",
        "",
    ]


def test_the_affixes_taken_off_are_named() -> None:
    (terms,) = analyze_word("والمكتبات")
    assert terms.rules == ("prefix وال", "suffix ات")
