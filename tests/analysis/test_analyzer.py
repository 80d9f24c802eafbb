"""The analyzer as a whole: properties over random text, and the same answer in every process."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import analyze, analyze_word, fingerprint
from search.analysis.folding import fold
from search.analysis.text_terms import join_text

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
    exact, lemmas = join_text(text)
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
        "from search.analysis import analyze, analyze_word, fingerprint\n"
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


GOLDEN = [
    line.split("\t") for line in (Path(__file__).parent / "golden.tsv").read_text(encoding="utf-8").splitlines()[2:]
]


@pytest.mark.parametrize(("text", "exact", "lemmas"), GOLDEN, ids=[row[0][:30] for row in GOLDEN])
def test_golden(text: str, exact: str, lemmas: str) -> None:
    words = analyze(text)
    assert " ".join(word.terms.exact for word in words) == exact
    assert " ".join("/".join(word.terms.indexed) for word in words) == lemmas


def test_few_different_words_meet() -> None:
    rows = (Path(__file__).parent / "different.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [row.split("\t")[:2] for row in rows]
    assert len(pairs) == len({frozenset(pair) for pair in pairs}) == 300
    joined = [(one, other) for one, other in pairs if meets(one, other) or meets(other, one)]
    assert len(joined) <= 7, joined


def meets(asked: str, held: str) -> bool:
    (query,), (document,) = analyze_word(asked), analyze_word(held)
    return query.exact == document.exact or not set(query.lemmas).isdisjoint(document.indexed)


def test_the_lemmas_do_not_depend_on_what_was_analysed_before() -> None:
    words = [word for row in GOLDEN for word in row[0].split()]
    first = [analyze_word(word) for word in words]
    uncached = inspect.unwrap(analyze_word)
    assert [uncached(word) for word in reversed(words)] == first[::-1]
