"""Words that hardly score change no ranking by being looked up for the best matches alone."""

from __future__ import annotations

import pytest

from search.engines import tantivy_light
from search.engines.base import Engine, Window
from search.engines.clauses import Bool, DisjunctionMax, Term
from search.engines.tantivy_light import LightWords
from search.model.document import Document, Part
from tests.engines.conftest import Build

BOOK = DisjunctionMax((Term("body_exact", "كتاب"),))
HOUSE = DisjunctionMax((Term("body_exact", "بيت"),))
IN = DisjunctionMax((Term("body_exact", "في", 0.15), Term("body_lemma", "في", 0.15)), 0.03)
EITHER = Bool(should=(BOOK, HOUSE), minimum=1)


def _text(number: int) -> str:
    return " ".join(["كتاب"] * (number % 4) + ["في"] * (number % 7) + ["بيت"] * (number % 3) + ["قلم"] * (number % 50))


@pytest.fixture(scope="module")
def engines(build: Build) -> tuple[Engine, Engine]:
    """300 documents, every tenth of them in parts."""
    documents = [
        Document.of(f"d{n}", "", _text(n))
        if n % 10
        else Document("w" + str(n), "", parts=tuple(Part("باب", _text(n + k) + " حشو" * 600) for k in range(3)))
        for n in range(1, 301)
    ]
    return build("tantivy", documents), build("memory", documents)


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """«في» is light in few documents; whether the best matches were enough, search by search."""
    monkeypatch.setattr(tantivy_light, "_MANY", 10)
    enough, best = [], LightWords._best

    def told(*asked: object, **how: bool) -> object:
        found = best(*asked, **how)  # type: ignore[arg-type]
        enough.append(bool(found))
        return found

    monkeypatch.setattr(LightWords, "_best", told)
    return enough


def _ranked(engine: Engine, clause: Bool, limit: int, parts: bool) -> list[tuple[str, float]]:
    matches = engine.search(clause, Window(limit, parts=parts)).matches
    return [(match.key, round(match.score, 3)) for match in matches]


@pytest.mark.parametrize("limit", [1, 3, 10, 60])
@pytest.mark.parametrize("parts", [False, True])
@pytest.mark.parametrize(
    "clause",
    [
        Bool(must=(EITHER,), should=(IN,)),
        Bool(must=(BOOK,), should=(IN,)),
        Bool(should=(BOOK, IN), filters=(EITHER,)),
        Bool(should=(BOOK, IN), filters=(IN,), must_not=(HOUSE,)),
    ],
)
def test_matches_come_in_the_order_of_all_their_words(
    engines: tuple[Engine, Engine], light: list[bool], clause: Bool, limit: int, parts: bool
) -> None:
    tantivy, memory = engines
    assert _ranked(tantivy, clause, limit, parts) == _ranked(memory, clause, limit, parts)


def test_the_best_are_enough_where_they_are_far_ahead(build: Build, light: list[bool]) -> None:
    documents = [Document.of(f"d{n}", "", "كتاب " * (k := max(1, 9 - n)) + "قلم " * (9 - k) + "في") for n in range(60)]
    found = build("tantivy", documents).search(Bool(must=(BOOK,), should=(IN,)), Window(2))
    assert [match.id for match in found.matches] == ["d0", "d1"]
    assert light[0]


def test_what_hardly_scores_decides_among_equals(build: Build, light: list[bool]) -> None:
    documents = [Document.of(f"d{n}", "", "كتاب " + ("في " if n == 355 else "قلم ") + "بيت") for n in range(400)]
    documents += [Document.of(f"e{n}", "", "في") for n in range(60)]
    found = build("tantivy", documents).search(Bool(must=(BOOK,), should=(IN,)), Window(1))
    assert [match.id for match in found.matches] == ["d355"]
    assert not light[0]
