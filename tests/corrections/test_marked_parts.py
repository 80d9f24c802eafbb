"""What a query marks (excluded, quoted, exact, of a field, a date) is offered as it was typed or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from search.analysis import tokenize
from search.corrections.typed_words import typed_words
from search.query.parser import parse
from search.query.walk import walk
from search.query.words import AnyOf, Group, Node
from tests.conftest import PATIENT
from tests.corrections.test_correct import TEXTS

WORDS = st.sampled_from(
    ["بوتين", "الرئيص", "الرئيس", "محاولظ", "كورياالشمالية", "كور يا", "الشماليظ", "Putin", "قوقل", "lph,gm", "صلاح"]
)
MISSPELLED = st.sampled_from(["الرئيص", "محاولظ", "الشماليظ", "قوقل", "Putin", "بوتن", "lph,gm"])
FORMS = (
    *("-{}", "NOT {}", '-"{} بوتن"', "-({} | قوقل)", '"{} الشماليظ"', "«{}»", '"{} صلاظ"~3', "{}*", "={}", '="{}"'),
    *("title:{}", 'عنوان:"{} صلاظ"', 'مصدر:"{} نيوز"', "جذر:{}", "تاريخ:19 يونيو 2024 ({})", "date:2023..2024 | {}"),
)
MARKED = st.builds(str.format, st.sampled_from(FORMS), MISSPELLED)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    folder: Path = tmp_path_factory.mktemp("marked")
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    search.rebuild([folder], folder / "index")
    return search.open(folder / "index", PATIENT)


def marked(query: str) -> list[Node]:
    """The nodes of a query that are no words outside quotes."""
    return [n for n in walk(parse(query).tree) if not isinstance(n, Group | AnyOf) and getattr(n, "literal", True)]


def words(query: str) -> set[str]:
    return {token.text for token in tokenize(query)}


@settings(max_examples=200)
@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(MARKED, min_size=1, max_size=2))
def test_no_suggestion_changes_what_is_marked(index: search.Index, plain: list[str], parts: list[str]) -> None:
    query = " ".join([*plain[:1], *parts, *plain[1:]])
    found = index.search(query).suggestion
    if found is None:
        return
    assert parse(found.query).tree.excluded == parse(query).tree.excluded
    if found.reason == "relaxed":  # parts are left out and phrases opened, but nothing becomes another word
        assert set(marked(found.query)) <= set(marked(query))
        assert words(found.query) <= words(query)
    else:
        assert marked(found.query) == marked(query)


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("lph,gm", ["lph,gm"]),  # on an Arabic keyboard the comma is و: half a word is never offered
        ("بوتين h;g,h", ["بوتين", "h;g,h"]),
        ("Putin, Trump", ["Putin", "Trump"]),
        ("(Putin|Trump)", ["Putin", "Trump"]),
        ("=lph,gm", []),
        ("-lph,gm بوتين", ["بوتين"]),
        ("lph,gm*", []),
    ],
)
def test_keys_of_one_word_are_one_run(query: str, runs: list[str]) -> None:
    assert [word.text for word in typed_words(parse(query))] == runs
