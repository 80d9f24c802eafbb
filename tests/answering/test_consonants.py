"""Where forms of a term may stand in a text: all that its letters can tell, wherever and however they are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import analyze_word
from search.analysis.tokenizer import WORD
from search.answering.consonants import Finder, Letters


def found(term: str, text: str) -> list[str]:
    return [text[start:end] for start, end in Finder([term]).spans(Letters(text))]


@pytest.mark.parametrize(
    ("term", "text", "words"),
    [
        ("مدرسه", "في المدارس والحضارة دار", ["المدارس"]),
        ("مدرسه", "مُدَرِّسَتُهُمْ،مدرسة", ["مُدَرِّسَتُهُمْ", "مدرسة"]),
        ("كتاب", "و الكتاب وَ الكتب", ["و الكتاب", "وَ الكتب"]),
        ("عبد", "جاء عبدالرحمن", ["عبدالرحمن"]),
        ("رحمن", "جاء عبدالرحمن", ["عبدالرحمن"]),
        ("الله", "حي على الفلاح والله سعدالله", ["والله", "سعدالله"]),
        ("ان", "قال إنشاء الله", ["إنشاء الله"]),
        ("هوي", "في هوى البلاد", ["هوى"]),
        ("ما", "قال مآشآء أمس ومازال", ["مآشآء", "ومازال"]),
        ("لا", "أمر لابد منه", ["لابد"]),
        ("ابو", "زار أبوبكر وأبوظبي", ["أبوبكر", "وأبوظبي"]),
        ("مقرر", "قرار مقرّر والمقرر", ["مقرّر", "والمقرر"]),
        ("12000", "بلغ 12,000 ثم ١٢٬٠٠٠", ["12,000", "١٢٬٠٠٠"]),
        ("4.8", "بقوة 4.8 درجات", ["4.8"]),
        ("google", "شركة Google في 2024", ["Google", "2024"]),
        ("سلام", "ﺳﻼم عليكم", ["ﺳﻼم"]),
        ("كاريكاتير", "كــاريكاتير", ["كــاريكاتير"]),
        ("باباراتزي", "صور الباباراتزي", ["الباباراتزي"]),
        ("شيء", "", []),
    ],
)
def test_words_that_may_be_forms(term: str, text: str, words: list[str]) -> None:
    spans = found(term, text)
    assert [word for word in words if not any(span.endswith(word) for span in spans)] == []


def test_most_words_are_passed_over() -> None:
    text = "أعلنت وزارة التربية في بيان صدر أمس افتتاح مدارس جديدة في العاصمة"
    assert found("مدرسه", text) == ["مدارس"]


LETTERS = st.text("ابتثحدذرسشصضعغفقكلمنهويىةءأإآؤئ\u064e\u0651\u0640", min_size=1, max_size=12)
WRITTEN = LETTERS.filter(lambda word: not re.search(r"(.)\1\1", word))  # كبببير: not looked for
BETWEEN = st.sampled_from([" ", "، ", "\n", " «", "» ", ".", " - ", " 12 ", " و ", " Ali ", "؟ ", "ﷺ", " إن شاء الله "])


@given(st.lists(st.tuples(WRITTEN, BETWEEN), min_size=1, max_size=6))
def test_every_word_is_found_by_its_own_exact_term(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + between for word, between in pieces)
    for match in WORD.finditer(text):
        for terms in analyze_word(match.group()):
            spans = Finder([terms.exact]).spans(Letters(text))
            assert any(start <= match.start() and match.end() <= end for start, end in spans), (text, terms.exact)


PUNCTUATION = st.sampled_from(["", "", "،", "«", "»", ".", "(", "\u200f", "؟", " "])


@given(
    st.lists(st.tuples(PUNCTUATION, LETTERS, PUNCTUATION), min_size=1, max_size=6),
    st.sets(st.sampled_from(["مدرسه", "كتاب", "دار", "ما", "لا", "عبد", "الله", "قمه"]), min_size=1),
)
@example([("«", "الكتاب", "»"), ("", "كتاب", "،"), ("(", "مازال", "")], {"كتاب", "ما"})
@example([("", "عبدالرحمن", "."), ("", "وكتبه", ""), ("", "القمم", "؟")], {"قمه"})
def test_pieces_have_the_words_that_a_text_of_each_has(pieces: list[tuple[str, str, str]], terms: set[str]) -> None:
    texts = [*dict.fromkeys("".join(piece) for piece in pieces)]
    finder = Finder(terms)
    found = finder.arabic_in(texts)
    assert {text: found.get(text, []) for text in texts} == {text: finder.arabic(Letters(text)) for text in texts}
