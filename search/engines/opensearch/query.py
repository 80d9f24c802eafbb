"""What a tree of clauses is in the query language of OpenSearch.

A page asks of the same words again and again: which documents hold all of them, which hold any, how each scores. So
what stands for a word is made once, and ready to be sent: a page of eight words sends some 40 KB of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

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

Query = dict[str, Any] | orjson.Fragment
NONE: Query = {"match_none": {}}
_KEPT = 1_000  # queries of words, some 1 KB each


class Queries:
    """Makes the queries of an index; threads may share it. `boosts`: what each field needs to score as ours."""

    def __init__(self, boosts: Mapping[str, float]) -> None:
        self._boosts = boosts
        self._made: dict[tuple[int, bool], tuple[Clause, orjson.Fragment]] = {}  # a clause that is here keeps its id

    def of(self, clause: Clause, scores: bool = True) -> Query:
        """The query of a clause; one that only filters (not `scores`) has no boosts, and nothing that only scores."""
        if not isinstance(clause, DisjunctionMax):
            return self._of(clause, scores)
        known = self._made.get((id(clause), scores))
        if known is None:
            if len(self._made) > _KEPT:
                self._made.clear()
            best = self._best(clause) if scores else _any(self._holding(clause.clauses))
            known = self._made[id(clause), scores] = clause, orjson.Fragment(orjson.dumps(best))
        return known[1]

    def _of(self, clause: Clause, scores: bool) -> Query:
        match clause:
            case Term(field, text, boost):
                value = indexed(text)
                return {"term": {field: {"value": value, "boost": boost * self._boosts[field]} if scores else value}}
            case TermPhrase(field, terms, score):
                asked = {"query": " ".join(map(indexed, terms)), "analyzer": ANALYZER}
                return _worth({"match_phrase": {field: asked}}, score, scores)
            case TermSet(field, terms, score):
                return _worth(any_of(field, map(indexed, terms)), score, scores)
            case FuzzyTerm(field, text, edits, score):
                return _worth({"fuzzy": {field: _fuzzy(text, edits)}}, score, scores)
            case Verified(ids):
                return _worth(any_of("id", ids), 0.0, scores)
            case TagFilter(field, keys):
                return _worth(any_of(field, keys), 0.0, scores)
            case RangeFilter(field, first, last):
                ends = {name: end for name, end in (("gte", first), ("lte", last)) if end is not None}
                found = {"range": {field + VALUE: ends}} if ends else {"exists": {"field": field + VALUE}}
                return _worth(found, 0.0, scores)
            case DocumentSet(digests):
                return _worth(any_of("digest", digests), 0.0, scores)
            case DisjunctionMax():
                return self.of(clause, scores)
            case ConstantScore(child, score):
                return _worth(self.of(child, scores=False), score, scores)
            case Bool():
                return self._bool(clause, scores)
            case MatchAll():
                return _worth({"match_all": {}}, 0.0, scores)
            case MatchNone():
                return NONE

    def _best(self, clause: DisjunctionMax) -> Query:
        found = [self.of(child) for child in clause.clauses]
        return {"dis_max": {"queries": found, "tie_breaker": clause.tie}} if found else NONE

    def _holding(self, clauses: Iterable[Clause]) -> list[Query]:
        """The queries of clauses of which any is enough: the terms of a field are one."""
        terms: dict[str, dict[str, None]] = {}
        others: list[Query] = []
        for clause in clauses:
            match clause:
                case Term(field, text):
                    terms.setdefault(field, {})[indexed(text)] = None
                case TermSet(field, texts):
                    terms.setdefault(field, {}).update(dict.fromkeys(map(indexed, texts)))
                case _:
                    others.append(self.of(clause, scores=False))
        return [any_of(field, some) for field, some in terms.items()] + others

    def _bool(self, clause: Bool, scores: bool) -> Query:
        required = bool(clause.must or clause.filters)
        if not (required or clause.should):
            return NONE  # theirs would find everything
        children = {
            "must": [self.of(one) for one in clause.must if scores],
            "should": [self.of(one, scores) for one in clause.should if scores or clause.minimum or not required],
            "filter": [self.of(one, scores=False) for one in (*(() if scores else clause.must), *clause.filters)],
            "must_not": [self.of(one, scores=False) for one in clause.must_not],
        }
        found: dict[str, Any] = {name: some for name, some in children.items() if some}
        if "should" in found or clause.minimum:
            found["minimum_should_match"] = clause.minimum if required else max(clause.minimum, 1)
        return {"bool": found}


def any_of(field: str, values: Iterable[object]) -> Query:
    """What has one of these values."""
    found = list(values)
    return {"terms": {field: found}} if found else NONE


def both(query: Query, other: Query) -> Query:
    """What matches two queries, scored by neither."""
    return {"bool": {"filter": [query, other]}}


def excluding(query: Query, excluded: list[Query]) -> Query:
    """What matches a query and none of others."""
    return {"bool": {"must": [query], "must_not": excluded}} if excluded else query


def telling(query: Query, words: list[Query]) -> Query:
    """What matches a query; each match tells which of `words` it holds, by their numbers.

    The names of queries tell it, wherever in the query they stand: here where they match nothing, and cost nothing.
    """
    named = [{"bool": {"filter": [word], "_name": str(number)}} for number, word in enumerate(words)]
    nowhere = {"bool": {"filter": [{"term": {"id": ""}}, {"bool": {"should": named}}]}}
    return excluding(query, [nowhere] if words else [])


def _worth(query: Query, score: float, scores: bool) -> Query:
    """What matches a query, each worth the same."""
    return {"constant_score": {"filter": query, "boost": score}} if scores else query


def _any(queries: list[Query]) -> Query:
    if len(queries) < 2:
        return queries[0] if queries else NONE
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def _fuzzy(text: str, edits: int) -> Query:
    # Scored alike, all similar terms are looked up; otherwise the 50 nearest.
    return {
        "value": text,
        "fuzziness": edits,
        "transpositions": True,
        "prefix_length": 0,
        "rewrite": "constant_score",
    }
