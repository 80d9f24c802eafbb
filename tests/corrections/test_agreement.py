"""What is offered agrees with the word before it, and is not shown already."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import search
from search.corrections.agreement import agrees
from tests.conftest import PATIENT

TEXTS = (
    *["انعقد البرلمان التونسي اليوم", "الحكومة التونسية تعلن", "السفارة التونسية", "الأزمة التونسية في المنطقة"],
    *["الجيش الوطني", "الخطة الوطنية للمياه", "اللجنة الوطنية", "المكتبة الوطنية", "محاولة وطنية"],
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder: Path = tmp_path_factory.mktemp("agreement")
    for number, text in itertools.product(range(10), TEXTS):
        (folder / f"{number}-{TEXTS.index(text)}.txt").write_text(f"{text} {number}", encoding="utf-8")
    search.rebuild([folder], folder / "index")
    return search.open(folder / "index", PATIENT)


@pytest.mark.parametrize("typed", ["البرلمانن التونسيي", "البرلمان التونسيي", "البرلمانن التونسي", "الحكومة التونسييه"])
def test_what_finds_the_same_documents_is_not_offered(index: search.Index, typed: str) -> None:
    assert index.search(typed).total == 10
    assert index.search(typed).suggestion is None


@pytest.mark.parametrize("typed", ["الجيش الوطنظي", "الجيش الوطنظية", "البرلمان التونسظية"])
def test_a_form_that_does_not_agree_is_never_offered(index: search.Index, typed: str) -> None:
    offered = index.search(typed).suggestion
    assert offered is None or offered.query in ("الجيش الوطني", "البرلمان التونسي")


class Counts:
    """An index that has these pairs."""

    def __init__(self, **pairs: int) -> None:
        self.pairs = pairs

    def expect(self, **_: object) -> None:
        """They are at hand."""

    def count_phrase(self, terms: tuple[str, ...]) -> int:
        return self.pairs.get("_".join(terms), 0)


@pytest.mark.parametrize(
    ("noun", "term", "agree"),
    [
        ("البرلمان", "التونسي", True),
        ("البرلمان", "التونسيه", False),
        ("الحكومه", "التونسي", False),
        ("الدول", "العربيه", True),  # a plural takes the feminine
        ("الدول", "العربي", False),
        ("الحرب", "البارده", True),  # the index has it so
        ("الحرب", "البارد", False),
        ("مدير", "الشركه", True),  # no adjective of it
        ("البرلمان", "واشنطن", True),
    ],
)
def test_the_index_says_what_agrees_and_else_the_ending(noun: str, term: str, agree: bool) -> None:
    assert agrees(noun, term, Counts(الحرب_البارده=40, الحرب_البارد=1)) is agree  # type: ignore[arg-type]
