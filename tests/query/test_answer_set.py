"""Which documents answer a query: every condition holds, and of the words as much as was asked for."""

from __future__ import annotations

import pytest

from search.engines.clauses import Bool, leaves_of
from search.query.answer_set import Kind, Rewritten, Rung, rungs
from search.query.parser import parse
from search.query.rewrite import rewrite
from search.query.telling import weight_of_share


def rewritten(query: str, found_in: dict[str, int] | None = None, documents: int = 10_000) -> Rewritten:
    def containing(field: str, terms: tuple[str, ...]) -> list[int]:
        return [(found_in or {}).get(term, 0) for term in terms]

    return rewrite(parse(query).tree, "lemma", lambda *_: [], containing=containing, documents=documents)


def names(query: str, match: str = "auto") -> list[tuple[str, int]]:
    return [(rung.name, rung.minimum) for rung in rewritten(query).ladder(match)]


@pytest.mark.parametrize(
    ("weights", "match", "expected"),
    [
        ([1], "auto", [("all", 1)]),
        ([1, 1], "auto", [("all", 2), ("any", 1)]),
        ([1, 1, 1, 1], "auto", [("all", 4), ("most", 3), ("most", 2), ("any", 1)]),
        # Of eight words as much as the five most telling ones tell: 4 + 4 + 3 + 3 + 2.
        ([1, 4, 2, 3, 4, 3, 1, 1], "auto", [("most", 16), ("most", 14), ("most", 11), ("most", 8), ("any", 1)]),
        ([2, 3], "all", [("all", 5)]),
        ([1] * 10, "any", [("any", 1)]),
        ([1], "any", [("all", 1)]),
    ],
)
def test_what_is_asked_goes_from_strict_to_loose(
    weights: list[int], match: str, expected: list[tuple[str, int]]
) -> None:
    assert rungs(weights, match) == [Rung(name, minimum) for name, minimum in expected]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("بوتين كور* موسكوو~", [Kind.WORD] * 3),
        ("كوفيد-19 بوتين", [Kind.WORD] * 2),  # written in one run
        ("بوتين أو كيم", [Kind.WORD]),  # the أو of a question
        ("(بوتين | كيم) قمة", [Kind.CONDITION, Kind.WORD]),
        ('"كوريا الشمالية" (رئيس الوزراء) قمة', [Kind.QUOTATION, Kind.QUOTATION, Kind.WORD]),
        ("عنوان:قمة =كتب بوتين قرب/3 موسكو", [Kind.CONDITION] * 3),
        ("(بوتين -كيم) قمة", [Kind.CONDITION, Kind.WORD]),
    ],
)
def test_what_a_part_of_a_query_is(query: str, kinds: list[Kind]) -> None:
    assert [part.kind for part in rewritten(query).parts] == kinds


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("بوتين ترامب هلسنكي", [("all", 3), ("most", 2), ("any", 1)]),
        ("ما هي عاصمة روسيا", [("all", 2), ("any", 1)]),  # stop words are not asked for
        ("بوتين +قمة", [("all", 1), ("any", 0)]),
        ('بوتين عنوان:قمة -الصين "كوريا الشمالية"', [("all", 1), ("any", 0)]),
        # Where no document has the quotation, it is opened at last.
        ('بوتين "كوريا الشمالية"', [("all", 1), ("any", 0), ("all", 2), ("any", 1)]),
        ('"كوريا الشمالية"', [("all", 0)]),
    ],
)
def test_conditions_hold_on_every_rung(query: str, expected: list[tuple[str, int]]) -> None:
    assert names(query) == expected
    found = rewritten(query)
    for rung in found.ladder("auto"):
        for condition in found.conditions(rung.opened):
            assert condition.match in found.answers(rung, "auto").filters
            assert condition.match in found.partial(rung, "auto").filters


def test_quotations_are_words_of_a_sentence() -> None:
    headline = rewritten('ترامب يهدد أوروبا "السيارات الأوروبية" اليوم')
    assert headline.sentence
    assert headline.conditions() == ()
    assert not rewritten('ترامب يهدد "السيارات الأوروبية"').sentence
    assert not rewritten('ترامب يهدد أوروبا بالرسوم "السيارات الأوروبية" -الصين').sentence


def test_a_word_of_a_long_query_counts_as_often_as_it_weighs() -> None:
    found_in = {"حرب": 3_000, "بيت": 2_000, "قمه": 300, "هلسنكي": 12}
    found = rewritten("حرب بيت قمة هلسنكي مدينة شارع", found_in)
    assert [part.weight for part in found.parts][:4] == [1, 1, 2, 3]
    (held,) = found.answers(Rung("most", 10), "auto").filters
    assert isinstance(held, Bool)
    assert held.minimum == 10
    assert len(held.should) == 1 + 1 + 2 + 3 + 4 + 4


@pytest.mark.parametrize(
    ("containing", "weight"), [(9_000, 1), (1_001, 1), (1_000, 2), (101, 2), (100, 3), (10, 4), (1, 4)]
)
def test_a_word_tells_the_more_the_fewer_documents_have_it(containing: int, weight: int) -> None:
    assert weight_of_share(containing, 10_000) == weight


def test_partial_matches_are_documents_with_some_of_the_words() -> None:
    found = rewritten("بوتين موسكو")
    strict, loose = found.ladder("auto")
    assert found.ranks_partial(strict)
    assert found.ranks_partial(loose)  # what has words of the same roots
    assert not rewritten("بوتين").ranks_partial(rewritten("بوتين").ladder("auto")[0])
    some = {leaf.text for leaf in leaves_of(found.partial(strict, "auto")) if hasattr(leaf, "text")}
    assert {"بوتين", "موسكو"} <= some
