"""What is more evidence for the words of a query: it scores and makes no match."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.engines.clauses import Clause, TermPhrase, TermSet, leaves_of
from search.model.ranking import Ranking
from search.query.parser import parse
from search.query.rewrite import rewrite


def together(query: str, ranking: Ranking = Ranking()) -> tuple[Clause, ...]:
    return rewrite(parse(query).tree, "lemma", lambda *_: [], ranking=ranking).together


def pairs(query: str, ranking: Ranking = Ranking()) -> Iterator[tuple[str, float]]:
    for clause in together(query, ranking):
        for leaf in leaves_of(clause):
            if isinstance(leaf, TermPhrase) and leaf.field == "body_exact":
                yield " ".join(leaf.terms), leaf.score


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("جسر قديم", [("جسر قديم", 2.0)]),  # two keywords
        ("بناء جسر قديم", [("بناء جسر", 2.0), ("جسر قديم", 2.0)]),
        ("ما هو جسر قديم", [("جسر قديم", 1.0)]),  # a question
        ("كيف تم بناء جسر قديم فوق نهر", []),  # a question without a name
        # «إلى» parts the last pair; Kim is a name
        ("زيارة كيم جونغ أون إلى الصين", [("زياره كيم", 1.0), ("كيم جونغ", 1.0), ("جونغ اون", 1.0)]),
        ("كوريا", []),
        ("كوريا -الشمالية", []),
        ('"كوريا الشمالية"', []),  # a phrase asks for it by itself
    ],
)
def test_words_of_keywords_and_of_names_count_more_side_by_side(query: str, expected: list[tuple[str, float]]) -> None:
    assert list(pairs(query)) == expected


def test_keywords_count_more_where_a_document_begins_with_them() -> None:
    openings = [leaf for leaf in together("جسر قديم") if isinstance(leaf, TermSet)]
    assert [(leaf.field, leaf.terms[0], leaf.score) for leaf in openings] == [
        ("opening_lemma", "جسر", 1.25),
        ("opening_lemma", "قديم", 1.25),
    ]
    assert not [leaf for leaf in together("ما هو جسر قديم") if isinstance(leaf, TermSet)]


def test_keywords_count_more_in_the_form_that_was_typed_whatever_is_written_on_to_it() -> None:
    sets = [leaf for clause in together("مدرسة") for leaf in leaves_of(clause) if isinstance(leaf, TermSet)]
    (form,) = [leaf for leaf in sets if leaf.field == "body_exact"]
    assert {"مدرسه", "المدرسه", "ومدرسه", "بالمدرسه", "للمدرسه"} <= set(form.terms)
    assert "مدارس" not in form.terms
    assert form.score == 1.0


def test_evidence_scores_what_the_ranking_says() -> None:
    assert together("كوريا الشمالية", Ranking(together=0, opening=0, form=0)) == ()
    assert dict(pairs("كوريا الشمالية", Ranking(together=2.5))) == {"كوريا الشماليه": 2.5}
    assert dict(pairs("ما هي كوريا الشمالية", Ranking(adjacent=1.5))) == {"كوريا الشماليه": 1.5}
    assert dict(pairs("كوريا الشمالية اليوم", Ranking(keywords=2))) == {"كوريا الشماليه": 1.0}
