"""What is asked, what is left out, and how two runs are set against one another."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
from search.errors import SourceError
from search.evaluation.judge import ask, compare, evaluate, read_judged
from tests.conftest import PATIENT


def test_only_queries_with_judgements_are_kept_and_the_rest_is_counted(tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text("q1\tروسيا\nq2\tكوريا\nq3\tالصين\n", encoding="utf-8")
    (tmp_path / "qrels").write_text("q9 0 a 1\nq3 0 a 1\nq1 0 a 1\n", encoding="utf-8")
    judged = read_judged(tmp_path / "q.tsv", tmp_path / "qrels")
    assert list(judged.topics) == list(judged.qrels) == ["q1", "q3"]
    assert (judged.unjudged, judged.unasked) == (1, 1)


def test_files_without_a_common_query_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text("q1\tروسيا\n", encoding="utf-8")
    (tmp_path / "qrels").write_text("1 0 a 1\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no query of .* is judged in .*: q1 there, 1 here"):
        read_judged(tmp_path / "q.tsv", tmp_path / "qrels")


def test_the_default_search_is_asked_and_a_refused_query_found_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a b", "text": "كوريا"}\n{"id": "c", "text": "روسيا"}\n', encoding="utf-8")
    search.rebuild([path], tmp_path / "index")
    answers = ask(search.open(tmp_path / "index", PATIENT), {"q1": "كوريا", "q2": "ا" * 100_000, "q3": "قطة"})
    assert answers.run == {"q1": ("a%20b",), "q3": ()}
    assert list(answers.refused) == ["q2"]
    assert evaluate(answers.run, {"q1": {"a%20b": 1}, "q2": {"c": 1}}).figures["MRR@10"] == 0.5


def test_two_runs_are_compared_on_the_judged_queries_alone() -> None:
    qrels = {"q1": {"a": 1}, "q2": {"a": 1}}
    compared = compare({"q1": ("a",), "q2": ("a",)}, {"q1": ("x", "a"), "q9": ("a",)}, qrels)
    assert compared.figures["MRR@10"] == 0.25
    assert compared.differences["MRR@10"].mean == 0.75
    assert compared.differences["MRR@10"].p == 0.5  # 2 of 4 exchanges: ±0.5 ±1 gives 1.5 in two


def test_a_run_of_other_queries_is_an_error() -> None:
    with pytest.raises(SourceError, match="answers none of the judged queries; it begins with 9"):
        compare({"q1": ("a",)}, {"9": ("a",)}, {"q1": {"a": 1}})
