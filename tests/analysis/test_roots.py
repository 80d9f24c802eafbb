"""Roots and their lemmas."""

from __future__ import annotations

import pytest

from search.analysis.lexicon.root_keys import listed_roots, root_key
from search.analysis.marks import carries, has_marks, spelling
from search.analysis.roots import lemmas_of_root, roots_of_word


@pytest.mark.parametrize(
    ("root", "lemmas"),
    [
        ("درس", {"مدرسه", "درس", "درس+", "تدريس", "مدرس"}),
        ("قول", {"قال+", "قول", "مقال"}),
        ("أكل", {"اكل+", "ماكول"}),
        ("سأل", {"سال+", "سءال", "مسءول"}),
        ("مد", {"مد+", "ماده", "امتداد"}),
        ("ترجم", {"ترجم+", "مترجم"}),
    ],
)
def test_a_root_has_these_lemmas(root: str, lemmas: set[str]) -> None:
    assert lemmas <= set(lemmas_of_root(root))


def test_what_is_no_root_has_no_lemmas() -> None:
    assert lemmas_of_root("ظظظ") == lemmas_of_root("") == lemmas_of_root("كتاب") == ()


@pytest.mark.parametrize(
    ("word", "roots"),
    [("وبالمدارس", ("درس",)), ("يكتبون", ("كتب",)), ("قالت", ("قول",)), ("السؤال", ("سال",)), ("يوتيوب", ())],
)
def test_a_word_has_the_roots_of_its_lemma(word: str, roots: tuple[str, ...]) -> None:
    assert roots_of_word(word) == roots


def test_a_root_that_the_lemma_cannot_have_is_a_slip_of_the_dictionary() -> None:
    assert list(listed_roots("درس", "داعي")) == []
    assert list(listed_roots("ءحد;وحد", "اتحد")) == ["احد", "وحد"]
    assert list(listed_roots("أم.ر", "امر")) == ["امر"]
    assert (
        list(listed_roots("ساكب", "ساكب")) == list(listed_roots("", "كتاب")) == list(listed_roots(None, "كتاب")) == []
    )


def test_every_spelling_of_a_root_is_one() -> None:
    assert root_key("قرأ") == root_key("قرء") == root_key("قرا") == "قرا"
    assert root_key("شد") == root_key("شدد")


@pytest.mark.parametrize(
    ("word", "typed", "carried"),
    [
        ("كَتَبَ", "كَتَبَ", True),
        ("كُتُب", "كَتَبَ", False),
        ("كتب", "كَتَبَ", False),
        ("كَتَبَ", "كتب", True),
        ("كَتَبَ", "كتَب", True),
        ("كَتَّبَ", "كَتَب", True),  # a shadda that is not typed may be there
        ("كَتَبَ", "كَتَّب", False),
        ("مَدرَسة", "مَدْرَسة", True),  # sukun is often left out
        ("مَدَرَسة", "مَدْرَسة", False),
        ("كِتاب", "كِتَاب", True),  # and a vowel before its long one
        ("كِتابٌ", "كِتَابٍ", False),
        ("ٱلۡكِتَـٰبِ", "الْكِتَابِ", True),  # the spelling of the Quran
    ],
)
def test_typed_marks_must_stand_in_the_word(word: str, typed: str, carried: bool) -> None:
    assert carries(word, typed) is carried


def test_the_very_letters_are_those_without_marks_and_controls() -> None:
    assert spelling("أَحْـمَد\u200f") == "أحمد" != spelling("احمد")
    assert spelling("\ufe8dﺣﻤﺪ") == "احمد"
    assert (has_marks("كتبٌ"), has_marks("كتـب")) == (True, False)
