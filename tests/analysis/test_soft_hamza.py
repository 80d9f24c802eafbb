"""A hamza behind ا that is written ي: which words are meant so, and which are words of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.analysis import analyze_word
from search.analysis.soft_hamza import other_spelling

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("soft_hamza.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
][1:]
OWN = "-"


@pytest.mark.parametrize(("word", "meant"), [row for row in ROWS if row[1] != OWN])
def test_everyday_spelling_is_found_by_what_it_means(word: str, meant: str) -> None:
    found = {lemma for terms in (*analyze_word(word), *other_spelling(word)) for lemma in terms.lemmas}
    assert found & set(analyze_word(meant)[0].lemmas)


@pytest.mark.parametrize("word", [word for word, meant in ROWS if meant == OWN])
def test_a_word_of_its_own_stays_so(word: str) -> None:
    assert other_spelling(word) == ()


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("مسائل", ["مسايل", "المسايل"]),
        ("المسائل", ["مسايل", "المسايل"]),
        ("عَائِشَةُ", ["عايشه", "العايشه"]),
        ("فائز", []),  # فايز of a text is a man
        ("زائد", []),
    ],
)
def test_what_is_typed_with_its_hamza_is_found_without_where_texts_can_mean_nothing_else(
    word: str, forms: list[str]
) -> None:
    assert [terms.exact for terms in other_spelling(word)] == forms
