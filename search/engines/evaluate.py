"""Evaluates a tree of terms in plain Python over any postings: the reference for what a clause means and scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from search.engines import bm25
from search.engines.base import BY_SCORE, RECENT, SCORE_PLACES, Match, Result, TermScore, Window, count_facet
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
from search.engines.groups import group_of, others, standing
from search.engines.recency import raise_fresh
from search.model.document import PartKey

Scores = dict[int, float]  # document number -> score


class Postings(Protocol):
    """An index as the evaluator sees it: documents, or parts, have numbers; those of removed ones are left out."""

    def numbers(self) -> Collection[int]:
        """The numbers of all documents."""

    def order(self, number: int) -> int:
        """The place of a document in the order of adding."""

    def positions(self, field: str, term: str) -> dict[int, list[int]]:
        """Document number -> positions of a term; the frequency is their count."""

    def lengths(self, field: str) -> list[int]:
        """The quantized length of a field, by document number."""

    def average_length(self, field: str) -> float:
        """The average exact length of a field."""

    def similar(self, field: str, text: str, edits: int) -> tuple[str, ...]:
        """The terms of a text field within so many edits of a text."""

    def column(self, field: str) -> Sequence[tuple[str, ...]]:
        """The keys (or spellings) of a tag field, by document number."""

    def values(self, field: str) -> Sequence[int | None]:
        """The values of a number or date field, by document number."""

    def key(self, number: int) -> str:
        """The key of a document or part."""

    def digests(self) -> list[int]:
        """The digests, by document number."""


def search(postings: Postings, clause: Clause, window: Window) -> Result:
    """What `Engine.search` gives, from postings."""
    scores = _without(postings, evaluate(postings, clause), window.without)
    if window.sort in BY_SCORE:
        ranked = sorted(scores.items(), key=lambda match: (-round(match[1], SCORE_PLACES), postings.order(match[0])))
    else:
        ranked = [(number, 0.0) for number in _sorted(postings, scores, window.sort)]
    if window.sort == RECENT:
        days = postings.values("date")
        ranked = raise_fresh(ranked, (days[number] for number, _ in ranked), window)
    by_number = postings.digests()
    digests = [by_number[number] for number, _ in ranked]
    groups: list[int | None] = [None] * len(ranked)
    if window.groups or not window.parts:
        groups = [group_of(digest, window.groups) for digest in digests]
    stand = standing(groups)
    end = window.offset + window.limit
    shown = stand[window.offset : end]
    similar = others(groups, digests, [groups[place] for place in shown])
    matches = tuple(
        Match(postings.key(ranked[place][0]), ranked[place][1], count)
        for place, count in zip(shown, similar, strict=True)
    )
    counted = scores.keys() if window.parts else _documents_of(postings, scores)
    facets = {
        name: count_facet((column[number] for number in counted), window.buckets)
        for name, column in ((name, postings.column(name)) for name in window.facets)
    }
    return Result(len(counted), matches, facets, more=len(stand) > end, places=len(scores))


def _without(postings: Postings, scores: Scores, clause: Clause) -> Scores:
    """The matches whose document has no part that another clause matches."""
    digests = postings.digests()
    others = {digests[number] for number in evaluate(postings, clause)}
    return {number: score for number, score in scores.items() if digests[number] not in others} if others else scores


def _documents_of(postings: Postings, numbers: Iterable[int]) -> Collection[int]:
    """One of the numbers for each document."""
    digests = postings.digests()
    return {digests[number]: number for number in numbers}.values()


def parts(postings: Postings, clause: Clause) -> list[int]:
    """What `Engine.parts` gives, from postings."""
    return sorted(PartKey.of(postings.key(number)).number for number in evaluate(postings, clause))


def _sorted(postings: Postings, numbers: Iterable[int], sort: str) -> list[int]:
    """The documents in the order of a field; those without a value come last."""
    values, sign = postings.values(sort.removeprefix("-")), -1 if sort.startswith("-") else 1

    def key(number: int) -> tuple[bool, int, int]:
        value = values[number]
        return value is None, sign * (value or 0), postings.order(number)

    return sorted(numbers, key=key)


def evaluate(postings: Postings, clause: Clause) -> Scores:
    """Every document that matches the clause, with its score."""
    match clause:
        case Term():
            return _term(postings, clause)
        case TermPhrase(field, terms, score):
            return dict.fromkeys(_sequence(postings, field, terms), score)
        case TermSet(field, terms, score):
            return {number: score for term in terms for number in postings.positions(field, term)}
        case FuzzyTerm(field, text, edits, score):
            return evaluate(postings, TermSet(field, postings.similar(field, text, edits), score))
        case Verified(ids):
            wanted = frozenset(ids)
            return {number: 0.0 for number in postings.numbers() if postings.key(number) in wanted}
        case TagFilter(field, keys):
            return _tagged(postings, field, keys)
        case RangeFilter(field, first, last):
            return dict.fromkeys(_in_range(postings, field, first, last), 0.0)
        case DocumentSet(digests):
            return _documents(postings, frozenset(digests))
        case DisjunctionMax(clauses, tie):
            return _best((evaluate(postings, child) for child in clauses), tie)
        case ConstantScore(child, score):
            return dict.fromkeys(evaluate(postings, child), score)
        case Bool():
            return _bool(postings, clause)
        case MatchAll():
            return dict.fromkeys(postings.numbers(), 0.0)
        case MatchNone():
            return {}


def tags(postings: Postings, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
    """What `Engine.terms` gives for a tag field."""
    column = postings.column(field)
    values = (column[number] for number in postings.numbers())
    return count_facet((tuple(v for v in one if v.startswith(prefix)) for one in values), limit)


def explain(postings: Postings, term: Term, number: int) -> TermScore | None:
    """What `Engine.explain` gives, from postings."""
    found = postings.positions(term.field, term.text)
    if number not in found:
        return None
    documents, frequency = len(postings.numbers()), len(found[number])
    length, average = postings.lengths(term.field)[number], postings.average_length(term.field)
    weight = bm25.idf(documents, len(found))
    score = bm25.score(weight, frequency, length, average)
    return TermScore(score, weight, documents, len(found), frequency, length, average)


def _term(postings: Postings, term: Term) -> Scores:
    found = postings.positions(term.field, term.text)
    if not found:
        return {}
    weight = bm25.idf(len(postings.numbers()), len(found)) * term.boost
    lengths, average = postings.lengths(term.field), postings.average_length(term.field)
    return {n: bm25.score(weight, len(places), lengths[n], average) for n, places in found.items()}


def _sequence(postings: Postings, field: str, terms: tuple[str, ...]) -> Iterable[int]:
    by_term = [postings.positions(field, term) for term in terms]
    for number in sorted(set.intersection(*(set(found) for found in by_term))):
        starts = set(by_term[0][number])
        for step, found in enumerate(by_term[1:], 1):
            starts &= {place - step for place in found[number]}
        if starts:
            yield number


def _tagged(postings: Postings, field: str, keys: tuple[str, ...]) -> Scores:
    column, wanted = postings.column(field), frozenset(keys)
    return {number: 0.0 for number in postings.numbers() if not wanted.isdisjoint(column[number])}


def _in_range(postings: Postings, field: str, first: int | None, last: int | None) -> Iterable[int]:
    values = postings.values(field)
    for number in postings.numbers():
        value = values[number]
        if value is not None and (first is None or value >= first) and (last is None or value <= last):
            yield number


def _documents(postings: Postings, wanted: frozenset[int]) -> Scores:
    digests = postings.digests()
    return {number: 0.0 for number in postings.numbers() if digests[number] in wanted}


def _best(results: Iterable[Scores], tie: float) -> Scores:
    best: Scores = {}
    total: Scores = {}
    for scores in results:
        for number, score in scores.items():
            best[number] = max(score, best.get(number, 0.0))
            total[number] = total.get(number, 0.0) + score
    return {number: score + tie * (total[number] - score) for number, score in best.items()}


def _bool(postings: Postings, clause: Bool) -> Scores:
    required = [evaluate(postings, child) for child in (*clause.must, *clause.filters)]
    optional = [evaluate(postings, child) for child in clause.should]
    if required:
        candidates = set.intersection(*(set(scores) for scores in required))
    else:
        candidates = {number for scores in optional for number in scores}
    minimum = clause.minimum if required else max(clause.minimum, 1)
    if minimum:
        candidates = {n for n in candidates if sum(n in scores for scores in optional) >= minimum}
    for child in clause.must_not:
        candidates -= evaluate(postings, child).keys()
    scored = [*required[: len(clause.must)], *optional]
    return {number: sum(scores.get(number, 0.0) for scores in scored) for number in candidates}
