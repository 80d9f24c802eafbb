"""Measures of one ranking against the judgements of its query, as trec_eval and ir-measures define them.

A document is relevant when its grade is 1 or more; one that nobody judged is not relevant. Of a query without any
relevant document every measure is 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from search.evaluation.trec import Qrels, Run

Measure = Callable[[Sequence[str], Mapping[str, int]], float]


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Normalized discounted cumulative gain: the grades found, later ones counting less, of the most possible.

    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20 (2002); the gain is the
    grade itself and the discount log2(rank + 1), as in trec_eval's ndcg_cut.

    >>> round(ndcg(["b", "a"], {"a": 3, "b": 0}, 10), 4)  # 3 / log2(3) of 3 / log2(2)
    0.6309
    """
    best = _discounted(sorted(grades.values(), reverse=True)[:depth])
    return _discounted([grades.get(docid, 0) for docid in ranking[:depth]]) / best if best else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """One over the rank of the first relevant document; its mean over queries is MRR.

    Kantor and Voorhees, The TREC-5 confusion track, Information Retrieval 2 (2000).

    >>> reciprocal_rank(["b", "a"], {"a": 3}, 10)
    0.5
    """
    return next((1 / rank for rank, docid in enumerate(ranking[:depth], 1) if grades.get(docid, 0) > 0), 0.0)


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """The part of the relevant documents that is found by this depth.

    >>> recall(["b", "a"], {"a": 3, "c": 1}, 10)
    0.5
    """
    relevant = {docid for docid, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


MEASURES: Mapping[str, Measure] = {
    "nDCG@10": partial(ndcg, depth=10),
    "MRR@10": partial(reciprocal_rank, depth=10),
    "R@10": partial(recall, depth=10),
    "R@100": partial(recall, depth=100),
}


def scores(run: Run, qrels: Qrels) -> dict[str, list[float]]:
    """Every measure of every judged query, in the order of the qrels; a query the run lacks found nothing.

    >>> scores({"q1": ("a",)}, {"q1": {"a": 1}, "q2": {"b": 1}})["R@10"]
    [1.0, 0.0]
    """
    return {
        name: [measure(run.get(qid, ()), grades) for qid, grades in qrels.items()] for name, measure in MEASURES.items()
    }


def mean(values: Sequence[float]) -> float:
    """The mean, exactly rounded, so that it does not depend on the order of the queries."""
    return math.fsum(values) / len(values)


def _discounted(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1) if grade > 0)
