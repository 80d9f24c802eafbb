"""A noun and its nisba are evidence for each other; only words of the lexicon are."""

from __future__ import annotations

import pytest

from search.analysis.nisba import nisbas


@pytest.mark.parametrize(
    ("lemma", "other"),
    [
        ("مصر", ("مصري",)),
        ("مصري", ("مصر",)),
        ("فرنسا", ("فرنسي",)),
        ("فرنسي", ("فرنسا",)),
        ("سياسه", ("سياسي",)),
        ("كرسي", ()),  # no nisba: there is no كرس or كرسا among the nouns
        ("يد", ()),
    ],
)
def test_the_nisba_of_a_noun_and_the_noun_of_a_nisba(lemma: str, other: tuple[str, ...]) -> None:
    assert nisbas(lemma) == other
