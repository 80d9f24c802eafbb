"""An index asked every judged query, by the search that the page uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from search.answering.searcher import Index
from search.errors import QueryError, SourceError
from search.evaluation.measures import mean, scores
from search.evaluation.significance import Difference, difference
from search.evaluation.trec import Qrels, Run, Topics, column, read_qrels, read_topics
from search.model.request import SearchRequest

DEPTH = 100  # the deepest measure


@dataclass(frozen=True, slots=True)
class Judged:
    """Queries that have judgements, with them; what was left out on either side is counted."""

    topics: Topics
    qrels: Qrels
    unjudged: int  # queries without judgements
    unasked: int  # judgements without a query


@dataclass(frozen=True, slots=True)
class Answers:
    """What an index found for every query, and why it refused some; a refused query found nothing."""

    run: Run
    refused: Mapping[str, QueryError]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The mean of every measure over the judged queries."""

    queries: int
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another run on the same queries: its means, and how ours differ from them."""

    figures: Mapping[str, float]
    differences: Mapping[str, Difference]


def read_judged(queries: Path, qrels: Path) -> Judged:
    """The queries and judgements of two files. Raises `SourceError` when they have no qid in common."""
    topics, grades = read_topics(queries), read_qrels(qrels)
    common = [qid for qid in topics if qid in grades]
    if not common:
        topic, judged = next(iter(topics)), next(iter(grades))
        raise SourceError("nothing-judged", queries=queries, qrels=qrels, topic=topic, judged=judged)
    return Judged(
        {qid: topics[qid] for qid in common},
        {qid: grades[qid] for qid in common},
        len(topics) - len(common),
        len(grades) - len(common),
    )


def ask(index: Index, topics: Topics) -> Answers:
    """The ranking of every query by the default search."""
    run, refused = {}, {}
    limits = index.settings.limits.for_batch()
    for qid, query in topics.items():
        try:
            matches = index.matches(index.plan(SearchRequest(query, limit=DEPTH), limits))
            run[qid] = tuple(column(match.id) for match in matches)
        except QueryError as error:
            refused[qid] = error
    return Answers(run, refused)


def evaluate(run: Run, qrels: Qrels) -> Evaluation:
    """The figures of a run.

    >>> evaluate({"1": ("a", "b")}, {"1": {"b": 1}}).figures["MRR@10"]
    0.5
    """
    return Evaluation(len(qrels), {name: mean(values) for name, values in scores(run, qrels).items()})


def compare(ours: Run, theirs: Run, qrels: Qrels) -> Comparison:
    """The figures of another run and the difference of every measure, ours minus theirs."""
    if not any(qid in theirs for qid in qrels):
        raise SourceError("nothing-compared", qid=next(iter(theirs)))
    our_scores, their_scores = scores(ours, qrels), scores(theirs, qrels)
    return Comparison(
        {name: mean(values) for name, values in their_scores.items()},
        {name: difference(values, their_scores[name]) for name, values in our_scores.items()},
    )
