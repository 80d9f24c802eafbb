"""Documents that are indexed in parts, in every engine: one match each, counted once; their parts on request."""

from __future__ import annotations

from datetime import date

import pytest

from search.engines.base import Engine, Window
from search.engines.clauses import Bool, Clause, DocumentSet, MatchAll, MatchNone, TagFilter, Term, Verified
from search.engines.groups import Groups
from search.model.document import Document, Part, PartKey
from search.storage.record_codec import SHIPPED
from search.storage.records import Records, digest, whole_documents
from tests.engines.conftest import TESTED, Build
from tests.engines.test_conformance import TYPED

FILL = " حشو" * 500
ARTICLE = Document.of("article", "خبر", "بحر هادئ في الصيف", date="2024-01-01", source="الأهرام")
BOOK = Document.of(
    "book",
    "كتاب البحر",
    parts=[
        Part("المقدمة", "تمهيد" + FILL, "1", "1"),
        Part("باب الماء", "بحر ثم بحر" + FILL, "1", "2"),
        Part("باب الماء", "نهر" + FILL, "1", "3"),
        Part("باب السفر", "بحر" + FILL, "2", "1"),
    ],
    date="2024-02-01",
    source="الاهرام",
    tags=["سفر", "ماء"],
)
JOURNEY = Document.of(
    "journey", "رحلة", "\n".join(f"بحر{' حشو' * 297} {n}" for n in range(6)), source="الحياة", tags="سفر"
)
LIBRARY = (ARTICLE, BOOK, JOURNEY)


@pytest.fixture(scope="module", params=TESTED)
def engine(request: pytest.FixtureRequest, build: Build) -> Engine:
    return build(request.param, LIBRARY)


SEA = Term("body_exact", "بحر")
IN_BOOK = DocumentSet((digest(BOOK),))


def found(engine: Engine, clause: Clause, **window: object) -> list[tuple[str, int]]:
    return [(match.id, match.part) for match in engine.search(clause, Window(**window)).matches]


def test_a_document_is_one_match_by_its_best_part(engine: Engine) -> None:
    assert engine.count() == 1 + 4 + 6
    result = engine.search(SEA, Window())
    assert (result.total, result.places, result.more) == (3, 9, False)
    assert found(engine, SEA) == [("article", 1), ("book", 2), ("journey", 1)]
    assert [match.score for match in result.matches] == sorted((m.score for m in result.matches), reverse=True)


def test_a_document_is_left_out_with_all_its_parts(engine: Engine) -> None:
    river = Term("body_exact", "نهر")  # in the third part of the book, which has the sea in others
    assert found(engine, SEA, without=river) == [("article", 1), ("journey", 1)]
    result = engine.search(SEA, Window(without=river, facets=("source",)))
    assert (result.total, result.places) == (2, 7)
    assert result.facets["source"] == [("الاهرام", 1), ("الحياه", 1)]
    assert engine.search(SEA, Window(limit=0, without=river)).total == 2
    assert found(engine, SEA, without=SEA) == []
    assert found(engine, SEA, without=Term("body_exact", "هاديء")) == [("book", 2), ("journey", 1)]


def test_each_part_is_a_match_on_request(engine: Engine) -> None:
    result = engine.search(SEA, Window(parts=True))
    assert (result.total, result.places) == (9, 9)
    assert found(engine, SEA, parts=True, limit=4) == [("article", 1), ("book", 2), ("journey", 1), ("journey", 2)]
    best = {match.key: match.score for match in result.matches}
    whole = {match.key: match.score for match in engine.search(SEA, Window()).matches}
    assert whole == {key: best[key] for key in whole}


def test_pages_hold_every_document_once(engine: Engine) -> None:
    pages = [engine.search(SEA, Window(limit=1, offset=offset)) for offset in range(4)]
    assert [[match.id for match in page.matches] for page in pages] == [["article"], ["book"], ["journey"], []]
    assert [page.more for page in pages] == [True, True, False, False]
    assert {page.total for page in pages} == {3}
    counted = engine.search(SEA, Window(limit=0))
    assert (counted.total, counted.places, counted.matches) == (3, 9, ())
    assert engine.search(MatchNone(), Window(limit=0)).places == 0


def test_facets_count_documents(engine: Engine) -> None:
    facets = engine.search(SEA, Window(facets=("source", "tags", "year"))).facets
    assert facets["source"] == [("الاهرام", 2), ("الحياه", 1)]
    assert facets["tags"] == [("سفر", 2), ("ماء", 1)]
    assert facets["year"] == [("2024", 2)]
    assert engine.search(SEA, Window(facets=("tags",), parts=True)).facets["tags"] == [("سفر", 8), ("ماء", 2)]


def test_a_spelling_counts_once_a_document(engine: Engine) -> None:
    assert engine.terms("source_spelling", "الاهرام\0", 10) == [("الاهرام\0الأهرام", 1), ("الاهرام\0الاهرام", 1)]


def test_every_part_has_the_title_and_the_values_of_its_document(engine: Engine) -> None:
    titled = Bool(must=(Term("title_exact", "كتاب"), SEA), filters=(TagFilter("tags", ("ماء",)),))
    assert found(engine, titled, parts=True) == [("book", 2), ("book", 4)]
    assert found(engine, Term("title_exact", "كتاب")) == [("book", 1)]


def test_documents_in_parts_are_ordered_by_their_values(engine: Engine) -> None:
    assert [id for id, _ in found(engine, MatchAll(), sort="-date")] == ["book", "article", "journey"]
    assert [id for id, _ in found(engine, MatchAll(), sort="-date", limit=1, offset=1)] == ["article"]
    today = date(2024, 2, 1).toordinal()
    assert {id for id, _ in found(engine, SEA, sort="recent", today=today)} == {"article", "book", "journey"}


def test_near_duplicates_of_a_document_in_parts_stand_under_one_match(engine: Engine) -> None:
    groups = Groups({digest(BOOK): 7, digest(JOURNEY): 7})
    matches = engine.search(SEA, Window(groups=groups)).matches
    assert [(match.id, match.similar) for match in matches] == [("article", 0), ("book", 1)]
    assert engine.search(SEA, Window(groups=groups)).total == 3


def test_parts_gives_the_numbers_of_those_that_match(engine: Engine) -> None:
    assert engine.parts(Bool(must=(SEA,), filters=(IN_BOOK,))) == [2, 4]
    assert engine.parts(IN_BOOK) == [1, 2, 3, 4]
    assert engine.parts(Bool(must=(SEA,), filters=(DocumentSet((digest(ARTICLE),)),))) == [1]
    assert engine.parts(MatchNone()) == []


def test_a_part_is_verified_by_itself(engine: Engine) -> None:
    assert found(engine, Verified((str(PartKey("book", 4)),), TYPED), parts=True) == [("book", 4)]


def test_a_part_is_fetched_by_its_key_and_the_whole_by_its_id(engine: Engine) -> None:
    first, second = Records(engine, SHIPPED).documents(["book", str(PartKey("book", 2))])
    assert (first.text, second.text) == (BOOK.parts[0].text, BOOK.parts[1].text)
    assert (second.id, second.title, second.fields) == (BOOK.id, BOOK.title, BOOK.fields)
    records = Records(engine, SHIPPED)
    assert [records.whole(document.id) for document in LIBRARY] == list(LIBRARY)
    assert records.whole("missing") is None
    assert tuple(whole_documents(records.every())) == LIBRARY


def test_a_score_is_explained_for_a_part(engine: Engine) -> None:
    told = engine.explain(SEA, str(PartKey("book", 2)))
    assert told is not None
    assert (told.documents, told.containing, told.frequency) == (11, 9, 2)
    assert engine.explain(SEA, "book") is None
