"""What each clause is in the query language of OpenSearch; no cluster is asked."""

from __future__ import annotations

import pytest

from search.engines.clauses import (
    AsTyped,
    Bool,
    Clause,
    ConstantScore,
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
from search.engines.opensearch.query import query_of

BOOSTS = {"body_exact": 2.2, "title_exact": 2.0}
NONE = {"match_none": {}}
BOOK = Term("body_exact", "كتب")
BOOK_QUERY = {"term": {"body_exact": {"value": "كتب", "boost": 2.2}}}


def constant(query: dict[str, object], score: float = 0.0) -> dict[str, object]:
    return {"constant_score": {"filter": query, "boost": score}}


@pytest.mark.parametrize(
    ("clause", "query"),
    [
        (BOOK, BOOK_QUERY),
        (Term("title_exact", "كتب", 1.5), {"term": {"title_exact": {"value": "كتب", "boost": 3.0}}}),
        (
            TermPhrase("body_exact", ("كتاب", "البحر"), 2.0),
            constant({"match_phrase": {"body_exact": {"query": "كتاب البحر", "analyzer": "whitespace"}}}, 2.0),
        ),
        (TermSet("body_exact", ("كتب", "كتاب"), 0.5), constant({"terms": {"body_exact": ["كتب", "كتاب"]}}, 0.5)),
        (TermSet("body_exact", ()), constant(NONE, 1.0)),
        (
            FuzzyTerm("body_exact", "مكتبه", 2, 0.5),
            constant(
                {
                    "fuzzy": {
                        "body_exact": {
                            "value": "مكتبه",
                            "fuzziness": 2,
                            "transpositions": True,
                            "prefix_length": 0,
                            "rewrite": "constant_score",
                        }
                    }
                },
                0.5,
            ),
        ),
        (Verified(("a", "b"), AsTyped(("كتب",), True, False)), constant({"terms": {"id": ["a", "b"]}})),
        (TagFilter("source", ("الاهرام",)), constant({"terms": {"source": ["الاهرام"]}})),
        (RangeFilter("date", 5, 9), constant({"range": {"date_value": {"gte": 5, "lte": 9}}})),
        (RangeFilter("date", None, 9), constant({"range": {"date_value": {"lte": 9}}})),
        (RangeFilter("date"), constant({"exists": {"field": "date_value"}})),
        (DocumentSet((1, 2)), constant({"terms": {"digest": [1, 2]}})),
        (DocumentSet(()), constant(NONE)),
        (
            DisjunctionMax((BOOK, MatchAll()), 0.1),
            {"dis_max": {"queries": [BOOK_QUERY, constant({"match_all": {}})], "tie_breaker": 0.1}},
        ),
        (DisjunctionMax(()), NONE),
        (ConstantScore(BOOK, 1.0), constant(BOOK_QUERY, 1.0)),
        (MatchNone(), NONE),
        (Bool(), NONE),
        (Bool(must_not=(BOOK,)), NONE),  # theirs would find all other documents
        (Bool(should=(BOOK,)), {"bool": {"should": [BOOK_QUERY], "minimum_should_match": 1}}),
        (
            Bool(must=(BOOK,), should=(BOOK,)),
            {"bool": {"must": [BOOK_QUERY], "should": [BOOK_QUERY], "minimum_should_match": 0}},
        ),
        (
            Bool(filters=(BOOK,), should=(BOOK, BOOK), minimum=2, must_not=(BOOK,)),
            {
                "bool": {
                    "filter": [BOOK_QUERY],
                    "should": [BOOK_QUERY, BOOK_QUERY],
                    "must_not": [BOOK_QUERY],
                    "minimum_should_match": 2,
                }
            },
        ),
    ],
    ids=repr,
)  # fmt: skip
def test_a_clause_is_this_query(clause: Clause, query: dict[str, object]) -> None:
    assert query_of(clause, BOOSTS) == query


def test_a_term_that_the_tokenizer_would_divide_is_looked_up_by_what_stands_for_it() -> None:
    (query,) = query_of(Term("body_exact", "ه" * 300), BOOSTS).values()
    assert len(query["body_exact"]["value"]) == 132
