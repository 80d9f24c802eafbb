"""The terms that a prefix stands for, behind what is written on to a word too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import search
from search.engines import ENGINES
from search.query.prefix_terms import prefix_terms
from tests.conftest import PATIENT

COUNTS = {
    **{"وزير": 90, "الوزير": 40, "وزيره": 30, "للوزير": 9, "بالوزير": 5, "ووزير": 4, "والوزيره": 3, "لوزيرين": 2},
    **{"لبنان": 80, "بنك": 20, "البنك": 30, "لبنك": 4, "وبنك": 3, "والبنك": 2},
    **{"المانيا": 70, "الماني": 8, "لالمانيا": 6, "المال": 50, "للمال": 5, "مال": 10, "بمال": 1},
    **{"ترامب": 60, "بترامب": 7, "وترامب": 6, "بتروا": 2},
}


def lookup(prefix: str, limit: int) -> list[tuple[str, int]]:
    found = [(term, count) for term, count in COUNTS.items() if term.startswith(prefix)]
    return sorted(found, key=lambda one: -one[1])[:limit]


@pytest.mark.parametrize(
    ("prefix", "terms"),
    [
        ("وزير", "وزير الوزير وزيره للوزير بالوزير ووزير والوزيره لوزيرين"),
        ("الوزير", "الوزير للوزير بالوزير والوزيره"),
        ("بن", "البنك بنك لبنك وبنك والبنك"),  # لبنان is no بنان
        ("الما", "المانيا المال الماني لالمانيا للمال"),  # the article of المال, and letters of ألمانيا
        ("ما", "المال مال للمال بمال"),
        ("ترا", "ترامب بترامب وترامب"),  # a name outside the lexicon, which the index has without what is written on
        ("ظظ", ""),
    ],
)
def test_a_prefix_stands_for_words_with_what_is_written_on(prefix: str, terms: str) -> None:
    assert [term for term, _ in prefix_terms(prefix, lookup, 20)] == terms.split()


def test_the_most_frequent_count() -> None:
    assert prefix_terms("وزير", lookup, 3) == [("وزير", 90), ("الوزير", 40), ("وزيره", 30)]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_and_marks_them(engine: str, tmp_path: Path) -> None:
    texts = ["لقاء بالوزير اليوم", "قال الوزير", "وزيرة جديدة", "للوزيرين", "زار لبنان", "سوزير"]
    lines = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)]
    (tmp_path / "docs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    search.rebuild([tmp_path / "docs.jsonl"], tmp_path / "index", engine)
    page = search.open(tmp_path / "index", PATIENT).search("وزير*")
    assert {hit.id for hit in page.hits} == {"0", "1", "2", "3"}
    assert all("<mark>" in hit.title_html for hit in page.hits)
