"""Names in Latin letters: what they may be in Arabic, and how far apart."""

from __future__ import annotations

import pytest

from search.corrections.keyboard import to_arabic
from search.corrections.names import exonyms, key, latin_keys, plain_latin
from search.corrections.sounds import IMPOSSIBLE, cost_of_latin, cost_of_name, written


@pytest.mark.parametrize(
    ("latin", "meant", "other"),
    [
        ("maktaba", "مكتبه", "مكتب"),  # a at the end is written
        ("jam3iya", "جمعيه", "جمع"),
        ("milosevic", "ميلوسيفيتش", "ميلوسيفيك"),  # c at the end of a Slavic name
        ("omar", "عمر", "امر"),  # ain at the beginning
        ("spain", "اسبين", "سبان"),  # a vowel before two consonants
        ("khamenei", "خامنءي", "خميني"),
    ],
)
def test_the_likelier_spelling_costs_less(latin: str, meant: str, other: str) -> None:
    assert cost_of_latin(latin, meant) < cost_of_latin(latin, other)


def test_the_article_may_be_left_out_in_latin() -> None:
    assert cost_of_latin("hodeida", "الحديده") < cost_of_latin("hodeida", "الحدود") < IMPOSSIBLE
    assert key("الحديده") in latin_keys(plain_latin("Hodeida"))


def test_a_cost_above_the_limit_is_impossible() -> None:
    assert cost_of_name("غوغل", "جوجل", limit=1.9) == IMPOSSIBLE
    assert cost_of_name("غوغل", "جوجل", limit=2.0) == 2.0


def test_a_short_name_is_spelled_in_every_way() -> None:
    assert "لي" in written("lee", 4.0)
    assert "ون" not in written("lee", 4.0)


def test_names_of_several_words_are_known() -> None:
    assert exonyms()["new york"] == ("نيويورك",)
    assert exonyms()["google"][:2] == ("غوغل", "جوجل")


def test_a_dead_circumflex_is_a_key() -> None:
    assert "جهة" in list(to_arabic("î,"))  # ^ then i on a French keyboard
