"""A query of more than 32 words is a passage, looked up by its most telling words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import search
from search.engines import ENGINES
from search.model.limits import Limits
from search.model.request import SearchRequest, check_request
from search.model.schema import SCHEMA
from search.query.parser import parse
from search.query.passage import read_query
from tests.answering.test_collapse import ROWS, rows
from tests.conftest import PATIENT
from tests.indexing.test_near_duplicates import STORY

# Stems without a stop word among them; each with the pronoun ها and another suffix is a word of its own.
LONG = "كتاب قلم بيت باب نهر بحر جبل شجر حجر طريق مدينة قرية سوق دكان مدرسة جامعة معلم طالب طبيب مهندس فلاح تاجر"
LONG += " نجار حداد خباز صياد سفينة قطار عربة سيارة دراجة جسر نافذة سقف"


def in_none(name: str, terms: Sequence[str]) -> list[int]:
    return [0] * len(terms)


def test_a_query_of_32_words_is_read_as_typed() -> None:
    typed = " ".join(LONG.split()[:31]) + " -وردة"
    assert read_query(typed, in_none, Limits(), SCHEMA) == parse(typed)
    assert read_query("بوتين «كوريا الشمالية» " * 8, in_none, Limits(), SCHEMA).tree != parse("بوتين").tree


def test_a_passage_keeps_the_rarest_words_in_their_order() -> None:
    words = LONG.split()
    assert len(words) == 34
    counts = {word: 100 - place for place, word in enumerate(words)}  # the last words are the rarest

    def containing(name: str, terms: Sequence[str]) -> list[int]:
        assert name == "body_lemma"
        return [next((n for word, n in counts.items() if term in (word, word.replace("ة", "ه"))), 0) for term in terms]

    found = read_query(LONG, containing, Limits(), SCHEMA)
    assert str(found) == " ".join(words[-Limits().passage_words :])
    assert found.dropped == tuple(words[: -Limits().passage_words])
    (notice,) = found.notices
    assert (notice.code, "34 words" in notice.text("en"), words[-1] in notice.text("ar")) == ("passage", True, True)


def test_words_that_no_document_has_come_after_those_that_some_have_and_stop_words_last() -> None:
    words = LONG.split()[:26]

    def containing(name: str, terms: Sequence[str]) -> list[int]:
        return [5_000 if term == "سوق" else 0 for term in terms]

    kept = str(
        read_query(" ".join([*["في", "من", "إلى", "على", "عن", "ثم", "هذا"], *words]), containing, Limits(), SCHEMA)
    ).split()
    assert "سوق" in kept
    assert not {"في", "من", "ثم"} & set(kept)
    assert len(kept) == Limits().passage_words


def test_signs_and_quotes_in_a_passage_are_punctuation() -> None:
    found = read_query(f"«{LONG}» -ورد عنوان: (نص | آخر", in_none, Limits(), SCHEMA)
    assert {type(node).__name__ for node in found.tree.nodes} == {"Word"}
    assert (found.tree.required, found.tree.excluded) == ((), ())


@pytest.mark.parametrize("engine", ENGINES)
def test_a_passage_finds_its_text_and_says_which_words_counted(tmp_path: Path, engine: str) -> None:
    search.rebuild([rows(tmp_path, ROWS)], tmp_path / "index", engine)
    index = search.open(tmp_path / "index", PATIENT)
    page = index.search("نشرت الصحف هذا الصباح ما يلي: " + STORY.replace("السكان", "الأهالي"))
    assert page.hits[0].id in ("news", "copy", "late")
    assert [notice.code for notice in page.query.notices] == ["passage"]
    assert len(page.query.parsed.split()) == Limits().passage_words
    assert page.query.parsed.split()[0] in page.query.notices[0].text("ar")
    assert index.read("news", STORY).text.marks


def test_a_text_longer_than_a_passage_is_refused(tmp_path: Path) -> None:
    with pytest.raises(search.BahithError, match="longer than 4000 characters"):
        check_request(SearchRequest("كلمة " * 801), Limits(), SCHEMA)
