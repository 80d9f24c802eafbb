"""A query that is still being typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import search
from search.engines import ENGINES
from search.query.parser import parse
from search.query.prefix_terms import front_of
from search.query.unfinished import unfinished
from tests.conftest import PATIENT

WORDS = {"وبوتين": 12, "وزير": 90, "وزيره": 30, "بالرياض": 9, "للوزير": 5, "الشمال": 20, "الشماليه": 30, "بناء": 40}
WORDS |= {"ولي": 3, "وليبيا": 20}


def lookup(prefix: str) -> list[tuple[str, int]]:
    return [(word, count) for word, count in WORDS.items() if word.startswith(prefix)]


@pytest.mark.parametrize(
    ("prefix", "bare"),
    [
        *(("وبوت", "بوت"), ("وزي", "وزي"), ("بالري", "الري"), ("للوز", "الوز"), ("الشم", "شم"), ("بنا", "بنا")),
        *(("بوزي", "وزي"), ("كالشما", "الشما")),  # no word of the index begins so
        *(("ولي", "ولي"), ("ظظظ", "ظظظ")),  # a word by itself, whatever else begins so
    ],
)
def test_what_is_written_on_to_a_beginning_is_what_most_words_have_there(prefix: str, bare: str) -> None:
    assert front_of(prefix, lookup)[1] == bare


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("قمة وبوت", "قمة بوت*"),
        ("قمة (روسيا | الشما", "قمة (روسيا | شما*)"),
        ("+قمة +الشما", "+قمة +شما*"),
        ("قمة أو وز", "(قمة | وز*)"),
        ("قمة -وز", "قمة -وز"),  # what is excluded goes only when it is there whole
        ("قمة «كوريا الشما", "قمة (+كوريا +شما*)"),
        ("قمة «كوريا الشمالية»", 'قمة "كوريا الشمالية"'),
        ("قمة 'كوريا'", "قمة كوريا"),
        ("قمة ا", "قمة"),
        ("ا", "ا"),
        ("قمة وزير", "قمة (وزير | وزير*)"),  # a word of the index: in all its forms
        ("قمة 7", "قمة 7"),  # a number of one digit is one
        ("قمة 20", "قمة 20*"),
        ("", ""),
        ("قمة وز ", "قمة وز"),
        ("تاريخ:202", ""),
    ],
)
def test_the_last_word_alone_is_open(typed: str, understood: str) -> None:
    assert str(unfinished(parse(typed), lookup))[1:-1] == understood


@given(st.text(st.sampled_from("كوريا الشمالية عبدلله+-|()\"'«»:*~=ق")))
def test_whatever_is_typed_can_be_opened(typed: str) -> None:
    parsed = parse(typed)
    opened = unfinished(parsed, lookup)
    assert opened.excluded == parsed.tree.excluded


@pytest.mark.parametrize("engine", ENGINES)
def test_results_while_typing_hold_those_that_come(engine: str, tmp_path: Path) -> None:
    texts = ["زار بوتين كوريا الشمالية", "قال بوتين", "كوريا وبوتين", "جاء عبد الله", "قال عبدالله", "وزير", "كور"]
    lines = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)]
    (tmp_path / "docs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    search.rebuild([tmp_path / "docs.jsonl"], tmp_path / "index", engine)
    index = search.open(tmp_path / "index", PATIENT)

    def found(typed: str) -> set[str]:
        return {hit.id for hit in index.search(typed, typing=True).hits}

    for whole in ("كوريا الشمالية", "وبوتين", "بكوريا", "عبدالله", "قال بوتين"):
        wanted = {hit.id for hit in index.search(whole).hits if not hit.missing}
        assert wanted
        assert all(wanted <= found(whole[:size]) for size in range(3, len(whole) + 1)), whole
    assert index.search("كوريا الشم", typing=True).query.parsed == "كوريا الشم"
    assert index.search("Puti", typing=True, repair="auto").query.repaired is None
