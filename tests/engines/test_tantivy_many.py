"""Among many documents Tantivy looks no further than it must, and answers like the engine that looks at all of them."""

from __future__ import annotations

import pytest

from search.engines.base import Engine, Window
from search.engines.clauses import Bool, Clause, ConstantScore, DisjunctionMax, TagFilter, Term
from search.engines.groups import Groups
from search.engines.tantivy import TantivyEngine
from search.model.document import Document, Part
from tests.engines.conftest import Build

BOOK, HOUSE, PEN, DOOR = (DisjunctionMax((Term("body_exact", word),)) for word in ("كتاب", "بيت", "قلم", "باب"))


def _text(number: int) -> str:
    """One of twelve texts, so that many documents tie."""
    return " ".join(["كتاب"] * (number % 2) + ["بيت"] * (number % 3) + ["قلم"] * (number % 4) + ["باب"])


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "in parts"])
def engines(build: Build, request: pytest.FixtureRequest) -> tuple[Engine, Engine]:
    """300 documents, or some of them in parts."""
    documents = [
        Document(f"w{n}", "", parts=tuple(Part("باب", _text(n + k)) for k in range(3)))
        if request.param and n % 10 == 0
        else Document.of(f"d{n}", "", _text(n), source="الأهرام" if n % 5 else "الحياة")
        for n in range(300)
    ]
    return build("tantivy", documents), build("memory", documents)


@pytest.mark.parametrize("limit", [1, 10, 40, 120])
@pytest.mark.parametrize("offset", [0, 7])
def test_matches_that_tie_come_in_the_order_of_adding_however_many_tie(
    engines: tuple[Engine, Engine], limit: int, offset: int
) -> None:
    clause = Bool(must=(Bool(should=(BOOK, HOUSE), minimum=1),), should=(PEN,))
    found = [
        [(match.key, round(match.score, 3)) for match in engine.search(clause, Window(limit, offset)).matches]
        for engine in engines
    ]
    assert found[0] == found[1]
    assert len(found[0]) == limit


@pytest.mark.parametrize("limit", [1, 10, 100])
@pytest.mark.parametrize("offset", [0, 7])
def test_what_scores_nothing_comes_in_the_order_of_adding(
    engines: tuple[Engine, Engine], limit: int, offset: int
) -> None:
    window = Window(limit, offset)
    found = [engine.search(TagFilter("source", ("الاهرام",)), window).matches for engine in engines]
    assert found[0] == found[1]
    assert len(found[0]) == limit


@pytest.mark.parametrize(
    "clause", [ConstantScore(DOOR, 1.0), TagFilter("source", ("الاهرام",))], ids=["one score", "none"]
)
def test_of_very_many_matches_that_tie_only_the_first_are_looked_at(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch, clause: Clause
) -> None:
    looked_at: list[int] = []
    digests = TantivyEngine._digests
    monkeypatch.setattr(
        TantivyEngine, "_digests", lambda self, places: looked_at.append(len(places)) or digests(self, places)
    )
    assert len(engines[0].search(clause, Window(10, groups=Groups({}))).matches) == 10
    assert max(looked_at) <= 41  # of some 240: a match behind the page tells that there is more, and 30 to spare


@pytest.mark.parametrize("limit", [1, 10, 40])
def test_a_group_larger_than_a_page_is_one_hit(engines: tuple[Engine, Engine], limit: int) -> None:
    tantivy, memory = engines
    ids = [f"d{n}" for n in range(1, 300, 2)]  # nearly all that hold «كتاب» begin a row of odd numbers
    digests = tantivy.digests(ids)
    groups = Groups(dict.fromkeys(digests.values(), min(digests.values())))
    found = [
        [(match.key, match.similar) for match in engine.search(BOOK, Window(limit, groups=groups)).matches]
        for engine in (tantivy, memory)
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("asked", [2, 3, 4])
def test_documents_that_hold_some_of_many_words_are_counted_alike(engines: tuple[Engine, Engine], asked: int) -> None:
    clause: Clause = Bool(filters=(Bool(should=(BOOK, HOUSE, HOUSE, PEN, DOOR), minimum=asked),))
    window = Window(0, facets=("source",))
    tantivy, memory = (engine.search(clause, window) for engine in engines)
    assert (tantivy.total, tantivy.places, tantivy.facets) == (memory.total, memory.places, memory.facets)
