"""The four measures: values worked out by hand, and ir-measures as the oracle where it is installed."""

from __future__ import annotations

import math
import random

import pytest

from search.evaluation.measures import MEASURES, mean, ndcg, recall, reciprocal_rank, scores

GRADES = {"a": 3, "b": 2, "c": 1, "d": 0, "e": -1}


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (["a", "b", "c"], 1.0),
        (["c", "b", "a"], (1 + 2 / math.log2(3) + 3 / 2) / (3 + 2 / math.log2(3) + 1 / 2)),
        (["d", "a"], (3 / math.log2(3)) / (3 + 2 / math.log2(3) + 1 / 2)),
        (["e", "x", "y"], 0.0),
        ([], 0.0),
    ],
    ids=["ideal", "reversed", "late", "none relevant", "empty"],
)
def test_ndcg_of_three_grades(ranking: list[str], expected: float) -> None:
    assert ndcg(ranking, GRADES, 10) == pytest.approx(expected)


def test_ndcg_is_ideal_when_more_is_relevant_than_the_depth_holds() -> None:
    assert ndcg(["a", "b"], GRADES, 2) == 1.0
    assert ndcg(["a", "x", "b"], GRADES, 2) == pytest.approx(3 / (3 + 2 / math.log2(3)))


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [(["c", "a"], 1.0), (["d", "x", "c", "a"], 1 / 3), (["x"] * 10 + ["a"], 0.0), (["x"] * 9 + ["a"], 0.1), ([], 0.0)],
)
def test_reciprocal_rank_looks_for_the_first_relevant_to_its_depth(ranking: list[str], expected: float) -> None:
    assert reciprocal_rank(ranking, GRADES, 10) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ranking", "depth", "expected"),
    [(["a", "x", "c"], 10, 2 / 3), (["a", "x", "c"], 2, 1 / 3), (["d", "e"], 10, 0.0), ([], 10, 0.0)],
)
def test_recall_counts_relevant_documents_only(ranking: list[str], depth: int, expected: float) -> None:
    assert recall(ranking, GRADES, depth) == pytest.approx(expected)


def test_a_query_without_relevant_documents_scores_zero() -> None:
    assert [measure(["a"], {"a": 0}) for measure in MEASURES.values()] == [0.0, 0.0, 0.0, 0.0]


def test_scores_are_in_the_order_of_the_qrels_and_a_missing_query_found_nothing() -> None:
    found = scores({"2": ("x", "b"), "9": ("a",)}, {"1": {"a": 1}, "2": {"b": 2}})
    assert found == {
        "nDCG@10": [0.0, pytest.approx(1 / math.log2(3))],
        "MRR@10": [0.0, 0.5],
        "R@10": [0.0, 1.0],
        "R@100": [0.0, 1.0],
    }
    assert mean(found["MRR@10"]) == 0.25


def test_the_measures_are_those_of_ir_measures() -> None:
    oracle = pytest.importorskip("ir_measures", reason="the extra `evaluate` is not installed")
    generator = random.Random(7)
    documents = [f"d{number}" for number in range(150)]
    qrels = {
        f"q{number}": {docid: generator.randrange(4) for docid in generator.sample(documents, 20)}
        for number in range(40)
    }
    run = {qid: tuple(generator.sample(documents, generator.randrange(1, 120))) for qid in [*qrels][5:]}
    theirs = oracle.calc_aggregate(
        [oracle.nDCG @ 10, oracle.RR @ 10, oracle.R @ 10, oracle.R @ 100],
        qrels,
        {qid: {docid: float(-rank) for rank, docid in enumerate(ranking)} for qid, ranking in run.items()},
    )
    ours = {name: mean(values) for name, values in scores(run, qrels).items()}
    assert ours == pytest.approx({str(name).replace("RR@", "MRR@"): value for name, value in theirs.items()})
