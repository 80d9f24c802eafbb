"""What every engine must do, on a small collection whose answers are written out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from search.engines.base import Engine, Window
from search.engines.clauses import (
    AsTyped,
    Bool,
    Clause,
    DisjunctionMax,
    DocumentSet,
    FuzzyTerm,
    MatchAll,
    MatchNone,
    RangeFilter,
    TagFilter,
    Term,
    TermPhrase,
    TermSet,
    Verified,
)
from search.engines.groups import Groups
from search.model.document import Document
from search.storage.record_codec import SHIPPED
from search.storage.records import Records, digest, pack
from tests.engines.conftest import LIBRARY, TESTED, Build


@pytest.fixture(scope="module", params=TESTED)
def engine(request: pytest.FixtureRequest, build: Build) -> Engine:
    return build(request.param, LIBRARY)


def ids(engine: Engine, clause: Clause, **window: object) -> str:
    return "".join(match.id for match in engine.search(clause, Window(**window)).matches)


def body(term: str) -> Term:
    return Term("body_exact", term)


def day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


LIBRARY_WORD = Term("body_lemma", "مكتبه")
BOOKS = body("كتب")
ONE_LIBRARY = body("مكتبه")
TYPED = AsTyped(("كتب",), letters=True, marks=False)


def test_count_is_the_number_of_documents(engine: Engine) -> None:
    assert engine.count() == 6


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (body("المكتبه"), "ad"),
        (body("غاءب"), ""),
        (Term("title_exact", "كتب"), "b"),
        (DisjunctionMax((body("المكتبه"), BOOKS)), "abd"),
        (TermSet("body_exact", ("المكتبه", "مكتبه")), "abd"),
        (TermSet("body_exact", ()), ""),
        (TermPhrase("body_exact", ("المكتبه", "الوطنيه")), "a"),
        (TermPhrase("body_exact", ("الوطنيه", "المكتبه")), "d"),
        (TermPhrase("body_exact", ("المكتبه", "ابوابها")), ""),
        (TermPhrase("body_exact", ("كتب",)), "b"),
        (TermPhrase("body_exact", ("غاءب", "المكتبه")), ""),
        (FuzzyTerm("body_exact", "المكتبه", 1), "ad"),
        (FuzzyTerm("body_exact", "لمكتبه", 1), "abd"),
        (FuzzyTerm("body_exact", "الكمتبه", 1), "ad"),
        (FuzzyTerm("body_exact", "الكمتبة", 1), ""),
        (FuzzyTerm("body_exact", "مكتبه", 2), "abd"),
        (FuzzyTerm("body_exact", "غاءب", 1), ""),
        (Verified(("c", "missing", "a"), TYPED), "ac"),
        (Verified((), TYPED), ""),
        (TagFilter("source", ("الاهرام",)), "ac"),
        (TagFilter("source", ("الاهرام", "الحياه")), "abc"),
        (TagFilter("year", ("2023",)), "b"),
        (TagFilter("source", ("الأهرام",)), ""),
        (RangeFilter("date", day("2024-06-19"), day("2024-06-19")), "a"),
        (RangeFilter("date", day("2024-06-20"), None), "c"),
        (RangeFilter("date", None, day("2024-06-19")), "ab"),
        (RangeFilter("date", None, None), "abc"),
        (DocumentSet((digest(LIBRARY[1]), digest(LIBRARY[4]), 7)), "be"),
        (DocumentSet(()), ""),
        (MatchAll(), "abcdef"),
        (MatchNone(), ""),
        (Bool(must=(body("المكتبه"), body("ابوابها"))), "a"),
        (Bool(must=(body("المكتبه"),), should=(body("ابوابها"),)), "ad"),
        (Bool(should=(body("المكتبه"), BOOKS), minimum=1), "abd"),
        (Bool(should=(body("المكتبه"), BOOKS)), "abd"),
        (Bool(should=(body("المكتبه"), body("الوطنيه"), body("ابوابها")), minimum=3), "a"),
        (Bool(should=(body("المكتبه"), body("الوطنيه"), body("ابوابها")), minimum=2), "ad"),
        (Bool(should=(body("المكتبه"),), minimum=2), ""),
        (Bool(should=(body("المكتبه"),), must_not=(body("ابوابها"),)), "d"),
        (Bool(should=(TermPhrase("body_exact", ("غاءب", "المكتبه")), body("كتب")), minimum=1), "b"),
        (Bool(should=(TermPhrase("body_exact", ("غاءب", "المكتبه")),), minimum=1), ""),
        (Bool(must=(ONE_LIBRARY,), should=(TermPhrase("body_exact", ("غاءب", "المكتبه")),)), "b"),
        (DisjunctionMax((TermPhrase("body_exact", ("غاءب", "المكتبه")), body("كتب"))), "b"),
        (Bool(must_not=(body("ابوابها"),)), ""),
        (Bool(should=(LIBRARY_WORD,), filters=(TagFilter("category", ("ثقافه",)),), minimum=1), "ab"),
        (Bool(should=(LIBRARY_WORD,), filters=(TagFilter("category", ("ثقافه",)),)), "ab"),
        (Bool(filters=(TagFilter("category", ("ثقافه",)),)), "ab"),
        (Bool(must=(MatchNone(),)), ""),
        (Bool(), ""),
    ],
    ids=repr,
)
def test_a_clause_matches_these_documents(engine: Engine, clause: Clause, expected: str) -> None:
    assert "".join(sorted(ids(engine, clause))) == expected
    assert engine.search(clause, Window()).total == len(expected)


@pytest.mark.parametrize(
    ("minimum", "expected", "facet"),
    [(2, 2, [("الاهرام", 1)]), (3, 2, [("الاهرام", 1)]), (4, 1, [("الاهرام", 1)]), (5, 0, [])],
)
def test_what_holds_enough_of_weighed_words_is_counted(
    engine: Engine, minimum: int, expected: int, facet: list[tuple[str, int]]
) -> None:
    """Those of a weigh 4, those of d 3, and so does that of b, which is excluded."""
    words = (body("المكتبه"), body("المكتبه"), body("الوطنيه"), body("ابوابها"), BOOKS, BOOKS, BOOKS)
    asked = Bool(filters=(Bool(should=words, minimum=minimum), MatchAll()), must_not=(ONE_LIBRARY,))
    found = engine.search(asked, Window(limit=0, facets=("source",)))
    assert (found.total, found.places, found.facets["source"]) == (expected, expected, facet)


def test_a_term_scores_by_bm25(engine: Engine) -> None:
    (match,) = engine.search(BOOKS, Window()).matches
    # 6 documents, 1 holds the term, once in 7 words; (4 + 7 + 6 + 5 + 1 + 1) / 6 = 4 words on average
    # ln(1 + 5.5 / 1.5) * 2.2 * 1 / (1 + 1.2 * (0.25 + 0.75 * 7 / 4))
    assert match.id == "b"
    assert match.score == pytest.approx(1.5404450409 * 2.2 / 2.875, abs=1e-4)


def test_a_boost_multiplies(engine: Engine) -> None:
    (plain,) = engine.search(BOOKS, Window()).matches
    (boosted,) = engine.search(Term("body_exact", "كتب", 3.0), Window()).matches
    assert boosted.score == pytest.approx(3 * plain.score, abs=1e-4)


def test_the_best_of_several_counts_not_their_sum(engine: Engine) -> None:
    (match,) = engine.search(DisjunctionMax((BOOKS, Term("body_exact", "كتب", 2.0))), Window()).matches
    (boosted,) = engine.search(Term("body_exact", "كتب", 2.0), Window()).matches
    assert match.score == pytest.approx(boosted.score, abs=1e-4)


def test_a_tie_adds_a_share_of_what_is_not_the_best(engine: Engine) -> None:
    alone = {match.id: match.score for match in engine.search(BOOKS, Window()).matches}
    (match,) = engine.search(DisjunctionMax((BOOKS, Term("body_exact", "كتب", 2.0)), 0.1), Window()).matches
    assert match.score == pytest.approx(2.1 * alone[match.id], abs=1e-4)


def test_scores_of_must_and_should_add_up_and_filters_count_nothing(engine: Engine) -> None:
    children = [body("المكتبه"), body("ابوابها")]
    apart = [engine.search(child, Window(limit=1)).matches[0].score for child in children]
    clause = Bool(must=(children[0],), should=(children[1],), filters=(TagFilter("source", ("الاهرام",)),))
    (match,) = engine.search(clause, Window()).matches
    assert match.score == pytest.approx(sum(apart), abs=1e-4)


FILTERS = [
    TermPhrase("body_exact", ("المكتبه", "الوطنيه")),
    Verified(("a", "b"), TYPED),
    TagFilter("source", ("الاهرام",)),
    RangeFilter("date", None, None),
    MatchAll(),
]


@pytest.mark.parametrize("clause", FILTERS)
def test_a_filter_scores_nothing(engine: Engine, clause: Clause) -> None:
    assert {match.score for match in engine.search(clause, Window()).matches} == {0.0}


def test_an_expansion_scores_the_same_for_all(engine: Engine) -> None:
    found = engine.search(TermSet("body_exact", ("المكتبه", "كتب", "مكتبه"), 1.5), Window()).matches
    assert [(match.id, match.score) for match in found] == [("a", 1.5), ("b", 1.5), ("d", 1.5)]


def test_a_sequence_scores_the_same_for_all(engine: Engine) -> None:
    found = engine.search(TermPhrase("body_exact", ("المكتبه", "الوطنيه"), 1.5), Window()).matches
    assert [(match.id, match.score) for match in found] == [("a", 1.5)]


def test_similar_terms_score_the_same_for_all(engine: Engine) -> None:
    found = engine.search(FuzzyTerm("body_exact", "مكتبه", 2, 0.5), Window()).matches
    assert [(match.id, match.score) for match in found] == [("a", 0.5), ("b", 0.5), ("d", 0.5)]


def test_the_best_score_comes_first(engine: Engine) -> None:
    assert ids(engine, Bool(should=(body("المكتبه"), body("ابوابها")))) == "ad"


def test_ties_come_in_the_order_of_adding(engine: Engine) -> None:
    assert ids(engine, body("كلمه")) == "ef"
    assert ids(engine, body("كلمه"), limit=1) == "e"


def test_a_window_is_a_part_of_the_whole(engine: Engine) -> None:
    assert ids(engine, MatchAll(), limit=2) == "ab"
    assert ids(engine, MatchAll(), limit=2, offset=2) == "cd"
    assert ids(engine, MatchAll(), limit=2, offset=5) == "f"
    assert ids(engine, MatchAll(), limit=2, offset=6) == ""
    assert engine.search(MatchAll(), Window(limit=1, offset=5)).total == 6


def test_of_a_group_the_first_match_stands_for_all(engine: Engine) -> None:
    groups = Groups({digest(LIBRARY[place]): number for place, number in ((1, 7), (2, 7), (3, 9), (4, 9), (5, 9))})

    def told(clause: Clause, **window: object) -> tuple[list[tuple[str, int]], int, bool]:
        result = engine.search(clause, Window(groups=groups, **window))
        return [(match.id, match.similar) for match in result.matches], result.total, result.more

    assert told(MatchAll()) == ([("a", 0), ("b", 1), ("d", 2)], 6, False)
    assert told(MatchAll(), limit=1) == ([("a", 0)], 6, True)
    assert told(MatchAll(), limit=1, offset=2) == ([("d", 2)], 6, False)
    assert told(MatchAll(), limit=2, offset=3) == ([], 6, False)
    assert told(MatchAll(), sort="-date") == ([("c", 1), ("a", 0), ("d", 2)], 6, False)
    assert told(BOOKS) == ([("b", 0)], 1, False)
    assert told(MatchNone()) == ([], 0, False)


def test_what_is_expected_and_fetched_is_answered_alike(engine: Engine) -> None:
    asked = [(BOOKS, Window(limit=0)), (MatchAll(), Window(limit=3, facets=("source",))), (BOOKS, Window())]
    before = [engine.search(*one) for one in asked]
    hinted = [(clause, replace(window, fetched=window.limit > 0)) for clause, window in asked]
    for _ in range(2):
        engine.expect(hinted)
        assert [engine.search(*one) for one in hinted] == before
    assert engine.fetch(["b", "f", "a"]) == [pack(LIBRARY[place]).records[0] for place in (1, 5, 0)]
    assert engine.fetch(["b"]) == [pack(LIBRARY[1]).records[0]]


@pytest.mark.parametrize(
    "window", [Window(), Window(limit=2, fetched=True), Window(sort="-date", fetched=True)], ids=repr
)
def test_a_match_may_tell_which_words_it_holds(engine: Engine, window: Window) -> None:
    found = engine.search(MatchAll(), replace(window, words=(BOOKS, LIBRARY_WORD, MatchNone()))).matches
    assert [match.id for match in found] == [match.id for match in engine.search(MatchAll(), window).matches]
    holding = {"a": 0b10, "b": 0b11, "c": 0, "d": 0b10, "e": 0, "f": 0}
    assert {match.id: match.held for match in found} in (
        {match.id: holding[match.id] for match in found},
        {match.id: None for match in found},  # an engine at hand is asked for them when they are needed
    )


def test_sorted_by_date_the_undated_come_last_either_way(engine: Engine) -> None:
    assert ids(engine, MatchAll(), sort="-date") == "cabdef"
    assert ids(engine, MatchAll(), sort="-date", limit=2, offset=1) == "ab"
    assert ids(engine, MatchAll(), sort="date") == "bacdef"
    assert ids(engine, MatchAll(), sort="date", limit=2, offset=2) == "cd"


def test_fresh_documents_are_raised_and_none_is_buried(engine: Engine) -> None:
    clause = TermSet("body_exact", ("كتب", "ابوابها", "ارتفعت", "كلمتان"))
    window = {"sort": "recent", "today": day("2024-06-20"), "half_life": 1}
    found = engine.search(clause, Window(**window)).matches
    # c is of the day, a one half life old, b very old, d undated
    assert [(match.id, round(match.score, 4)) for match in found] == [("c", 2.0), ("a", 1.5), ("b", 1.0), ("d", 1.0)]
    assert ids(engine, clause, **window, limit=2, offset=1) == "ab"
    assert ids(engine, Bool(should=(clause, BOOKS)), **window) == "bcad"


def test_facets_count_all_matches_most_frequent_first(engine: Engine) -> None:
    facets = engine.search(MatchAll(), Window(limit=1, facets=("source", "category", "year"))).facets
    assert facets == {
        "source": [("الاهرام", 2), ("الحياه", 1)],
        "category": [("ثقافه", 2), ("اقتصاد", 1)],
        "year": [("2024", 2), ("2023", 1)],
    }


def test_facets_of_no_match_are_empty(engine: Engine) -> None:
    assert engine.search(MatchNone(), Window(facets=("source",))).facets == {"source": []}


def test_fetch_gives_records_as_they_were_added_in_the_order_asked(engine: Engine) -> None:
    assert engine.fetch(["c", "missing", "a"]) == [pack(LIBRARY[2]).records[0], pack(LIBRARY[0]).records[0]]


def test_records_come_in_the_order_of_adding(engine: Engine) -> None:
    assert list(engine.records()) == [pack(document).records[0] for document in LIBRARY]
    assert list(engine.records(4)) == [pack(LIBRARY[0]).records[0], pack(LIBRARY[4]).records[0]]


def test_terms_gives_those_with_the_prefix_most_frequent_first(engine: Engine) -> None:
    assert engine.terms("body_exact", "ال", 10) == [("المكتبه", 2), ("الوطنيه", 2), ("القاهره", 1), ("الكتب", 1)]
    assert engine.terms("body_exact", "ال", 1) == [("المكتبه", 2)]
    assert engine.terms("body_exact", "ظظ", 10) == []


def test_terms_gives_the_keys_of_a_tag_field_and_their_spellings(engine: Engine) -> None:
    assert engine.terms("source", "", 10) == [("الاهرام", 2), ("الحياه", 1)]
    assert engine.terms("category", "ث", 10) == [("ثقافه", 2)]
    assert engine.terms("source_spelling", "الاهرام\0", 10) == [("الاهرام\0الأهرام", 2)]


@pytest.mark.parametrize("name", TESTED)
def test_an_engine_takes_ids_and_tags_of_any_text(build: Build, name: str) -> None:
    odd = Document.of("a/b c\"'«؟»", "عنوان", "نص", source="مصدر: أ، ب")
    engine = build(name, [odd])
    assert Records(engine, SHIPPED).documents([odd.id]) == [odd]
    assert ids(engine, TagFilter("source", ("مصدر: ا، ب",))) == odd.id


@pytest.mark.parametrize("name", TESTED)
def test_an_engine_holds_a_document_without_any_word(build: Build, name: str) -> None:
    engine = build(name, [Document("a", "", "؟!"), Document("b", "", "كلمة")])
    assert (engine.count(), ids(engine, body("كلمه")), Records(engine, SHIPPED).documents(["a"])[0].text) == (
        2,
        "b",
        "؟!",
    )
