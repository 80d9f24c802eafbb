"""The weights of a ranking are those of the clauses."""

from __future__ import annotations

import pytest

from search.engines.clauses import Term, leaves_of
from search.model.ranking import Ranking
from search.query.answer_set import Rewritten
from search.query.parser import parse
from search.query.rewrite import rewrite


def rewritten(query: str, ranking: Ranking) -> Rewritten:
    return rewrite(parse(query).tree, "lemma", lambda *_: [], ranking=ranking)


def boosts(query: str, ranking: Ranking) -> dict[str, float]:
    """The weights of a one-word query by field, of its own forms."""
    (part,) = rewritten(query, ranking).parts
    return {leaf.field: leaf.boost for leaf in leaves_of(part.match) if isinstance(leaf, Term)}


def test_a_level_and_a_text_weigh_what_the_schema_says_times_the_ranking() -> None:
    assert boosts("كتاب", Ranking())["title_lemma"] == pytest.approx(1.24)
    doubled = boosts("كتاب", Ranking(title=2, lemma=3))
    assert doubled["title_lemma"] == pytest.approx(1.24 * 6)
    assert (doubled["title_exact"], doubled["body_exact"]) == (pytest.approx(2.4), 1.0)


def test_a_level_or_text_without_weight_is_not_looked_up() -> None:
    assert set(boosts("كتاب", Ranking(exact=0))) == {"title_lemma", "body_lemma", "lead_lemma"}
    assert set(boosts("كتاب", Ranking(lead=0, lemma=0))) == {"title_exact", "body_exact"}
