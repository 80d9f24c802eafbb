"""The analyzer as a whole: properties over random text, and the same answer in every process."""

from __future__ import annotations

import os
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import analyze, fingerprint
from search.analysis.analyzer import analyze_text
from search.analysis.folding import fold

ARABIC = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.sampled_from("ابتكلمنوهي ةىءأإآؤئ\u064e\u0651\u0670ـ\u200c\u200f\ufeff ۚﷺﷲﻼ0٣۴a "),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFC),
        st.characters(min_codepoint=0x0750, max_codepoint=0x08FF),
    )
)


@given(st.one_of(ARABIC, st.text()))
def test_offsets_index_the_raw_text_in_order(text: str) -> None:
    last = 0
    for position, word in enumerate(analyze(text)):
        assert word.token.position == position
        assert text[word.token.start : word.token.end] == word.token.text
        assert last <= word.token.start < word.token.end <= len(text)
        last = word.token.start


@given(st.one_of(ARABIC, st.text()))
def test_terms_are_single_and_folding_them_again_changes_nothing(text: str) -> None:
    for word in analyze(text):
        assert word.terms.exact.split() == [word.terms.exact]
        assert [lemma.split() for lemma in word.terms.lemmas] == [[lemma] for lemma in word.terms.lemmas]
        assert fold(word.terms.exact) == word.terms.exact


@given(st.one_of(ARABIC, st.text()))
def test_the_index_side_and_the_query_side_agree(text: str) -> None:
    words = [word.terms for word in analyze(text)]
    exact, lemmas = analyze_text(text)
    assert exact.split() == [terms.exact for terms in words]
    assert lemmas.split() == [lemma for terms in words for lemma in terms.indexed]


def test_a_ligature_of_several_words_stands_at_one_place() -> None:
    assert [(w.terms.exact, w.token.position, w.token.start, w.token.end) for w in analyze("محمد ﷺ")] == [
        ("محمد", 0, 0, 4),
        ("صلي", 1, 5, 6),
        ("الله", 2, 5, 6),
        ("عليه", 3, 5, 6),
        ("وسلم", 4, 5, 6),
    ]


def test_the_analysis_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "from search.analysis import analyze, fingerprint\n"
        "print(fingerprint(), [(w.terms.exact, w.terms.lemmas) for w in analyze('والمكتبات الوطنية للمدينة ٱلصَّلَوٰةَ')])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(answers) == 1
    assert fingerprint().encode() in answers.pop()
