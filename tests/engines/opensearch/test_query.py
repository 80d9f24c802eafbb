"""What each clause is in the query language of OpenSearch; no cluster is asked."""

from __future__ import annotations

from typing import Any

import orjson
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
from search.engines.opensearch.query import Queries, telling

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
        (ConstantScore(BOOK, 1.0), constant({"term": {"body_exact": "كتب"}}, 1.0)),
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
                    "filter": [{"term": {"body_exact": "كتب"}}],
                    "should": [BOOK_QUERY, BOOK_QUERY],
                    "must_not": [{"term": {"body_exact": "كتب"}}],
                    "minimum_should_match": 2,
                }
            },
        ),
    ],
    ids=repr,
)  # fmt: skip
def test_a_clause_is_this_query(clause: Clause, query: dict[str, object]) -> None:
    assert sent(clause) == query


WORD = DisjunctionMax(
    (BOOK, Term("body_exact", "كتاب"), Term("title_exact", "كتب"), TermPhrase("body_exact", ("كت", "ب")))
)
FORMS = [
    {"terms": {"body_exact": ["كتب", "كتاب"]}},
    {"terms": {"title_exact": ["كتب"]}},
    {"match_phrase": {"body_exact": {"query": "كت ب", "analyzer": "whitespace"}}},
]


@pytest.mark.parametrize(
    ("clause", "query"),
    [
        (BOOK, {"term": {"body_exact": "كتب"}}),
        (TermSet("body_exact", ("كتب",), 0.5), {"terms": {"body_exact": ["كتب"]}}),
        (ConstantScore(MatchAll(), 1.0), {"match_all": {}}),
        (DisjunctionMax(()), NONE),
        (WORD, {"bool": {"should": FORMS, "minimum_should_match": 1}}),  # the forms of a field are one query
        (Bool(must=(BOOK,), should=(WORD,)), {"bool": {"filter": [{"term": {"body_exact": "كتب"}}]}}),  # which scores
    ],
    ids=repr,
)
def test_a_clause_that_only_filters_is_this_query(clause: Clause, query: dict[str, object]) -> None:
    assert sent(clause, scores=False) == query


def test_a_match_tells_which_words_it_holds() -> None:
    """By the names of queries, in a place where they neither match nor score."""
    query = telling({"match_all": {}}, [{"term": {"body_exact": "كتب"}}])
    named = [{"bool": {"filter": [{"term": {"body_exact": "كتب"}}], "_name": "0"}}]
    nowhere = {"bool": {"filter": [{"term": {"id": ""}}, {"bool": {"should": named}}]}}
    assert query == {"bool": {"must": [{"match_all": {}}], "must_not": [nowhere]}}
    assert telling({"match_all": {}}, []) == {"match_all": {}}


def test_a_term_that_the_tokenizer_would_divide_is_looked_up_by_what_stands_for_it() -> None:
    (query,) = sent(Term("body_exact", "ه" * 300)).values()
    assert len(query["body_exact"]["value"]) == 132


def sent(clause: Clause, scores: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(orjson.dumps(Queries(BOOSTS).of(clause, scores)))
    return found
