"""What a tree of clauses is in the query language of OpenSearch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.engines.base import VALUE
from search.engines.clauses import (
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
from search.engines.opensearch.index import ANALYZER, indexed

Query = dict[str, Any]
NONE: Query = {"match_none": {}}


def query_of(clause: Clause, boosts: Mapping[str, float]) -> Query:
    """The query of a clause; `boosts` are what each field needs to score as ours (see `index.Scoring`)."""
    match clause:
        case Term(field, text, boost):
            return {"term": {field: {"value": indexed(text), "boost": boost * boosts[field]}}}
        case TermPhrase(field, terms, score):
            return constant(
                {"match_phrase": {field: {"query": " ".join(map(indexed, terms)), "analyzer": ANALYZER}}}, score
            )
        case TermSet(field, terms, score):
            return constant(any_of(field, tuple(map(indexed, terms))), score)
        case FuzzyTerm(field, text, edits, score):
            return constant({"fuzzy": {field: _fuzzy(text, edits)}}, score)
        case Verified(ids):
            return constant(any_of("id", ids))
        case TagFilter(field, keys):
            return constant(any_of(field, keys))
        case RangeFilter(field, first, last):
            ends = {name: end for name, end in (("gte", first), ("lte", last)) if end is not None}
            return constant({"range": {field + VALUE: ends}} if ends else {"exists": {"field": field + VALUE}})
        case DocumentSet(digests):
            return constant(any_of("digest", digests))
        case DisjunctionMax(clauses, tie):
            found = [query_of(child, boosts) for child in clauses]
            return {"dis_max": {"queries": found, "tie_breaker": tie}} if found else NONE
        case ConstantScore(child, score):
            return constant(query_of(child, boosts), score)
        case Bool():
            return _bool(clause, boosts)
        case MatchAll():
            return constant({"match_all": {}})
        case MatchNone():
            return NONE


def constant(query: Query, score: float = 0.0) -> Query:
    """What matches a query, each worth the same."""
    return {"constant_score": {"filter": query, "boost": score}}


def any_of(field: str, values: tuple[object, ...]) -> Query:
    """What has one of these values."""
    return {"terms": {field: list(values)}} if values else NONE


def both(query: Query, other: Query) -> Query:
    """What matches two queries, scored by neither."""
    return {"bool": {"filter": [query, other]}}


def excluding(query: Query, excluded: list[Query]) -> Query:
    """What matches a query and none of others."""
    return {"bool": {"must": [query], "must_not": excluded}} if excluded else query


def _fuzzy(text: str, edits: int) -> Query:
    # Scored alike, all similar terms are looked up; otherwise the 50 nearest.
    return {
        "value": text,
        "fuzziness": edits,
        "transpositions": True,
        "prefix_length": 0,
        "rewrite": "constant_score",
    }


def _bool(clause: Bool, boosts: Mapping[str, float]) -> Query:
    required = bool(clause.must or clause.filters)
    if not (required or clause.should):
        return NONE  # theirs would find everything
    children = {"must": clause.must, "filter": clause.filters, "should": clause.should, "must_not": clause.must_not}
    found: Query = {name: [query_of(one, boosts) for one in some] for name, some in children.items() if some}
    if clause.should or clause.minimum:
        found["minimum_should_match"] = clause.minimum if required else max(clause.minimum, 1)
    return {"bool": found}
