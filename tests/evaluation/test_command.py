"""The command `bahith evaluate`: what it prints, and its exit codes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import QRELS, QUERIES, Run


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A folder with three judged queries, of which one finds nothing, and a run of another system."""
    (tmp_path / "q.tsv").write_text("q1\tالبتراء\nq2\tالملاريا\nq3\tقطط منزلية\n", encoding="utf-8")
    (tmp_path / "qrels").write_text("q1 0 petra-1 3\nq2 0 malaria-1 3\nq3 0 short-1 1\n", encoding="utf-8")
    (tmp_path / "run").write_text("q1 Q0 nile-1 1 9 x\nq1 Q0 petra-1 2 8 x\nq2 Q0 malaria-1 1 7 x\n", encoding="utf-8")
    return tmp_path


def test_figures_for_people(run: Run, three: Path, collection_folder: Path) -> None:
    done = run("evaluate", three / "q.tsv", three / "qrels", "--compare", three / "run", "--index", collection_folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["3", "queries", "nDCG@10", "MRR@10", "R@10", "R@100"],
        ["bahith", "0.6667", "0.6667", "0.6667", "0.6667"],
        ["compared", "0.5436", "0.5000", "0.6667", "0.6667"],
        ["difference", "+0.1230", "+0.1667", "+0.0000", "+0.0000"],
        ["p", "1.0000", "1.0000", "1.0000", "1.0000"],
    ]


def test_figures_for_programs(run: Run, three: Path, collection_folder: Path) -> None:
    arguments = ("evaluate", three / "q.tsv", three / "qrels", "--index", collection_folder, "--json")
    two_thirds = dict.fromkeys(("nDCG@10", "MRR@10", "R@10", "R@100"), 2 / 3)
    assert json.loads(run(*arguments).stdout) == {"queries": 3, "figures": two_thirds}
    compared = json.loads(run(*arguments, "--compare", three / "run").stdout)["compared"]
    assert compared["figures"]["MRR@10"] == 0.5
    assert compared["differences"]["MRR@10"] == pytest.approx(1 / 6)
    assert compared["p"]["MRR@10"] == 1.0


def test_a_run_of_batch_has_no_difference(run: Run, collection_folder: Path, tmp_path: Path) -> None:
    batch = run("batch", QUERIES, "--index", collection_folder).stdout
    (tmp_path / "run").write_text(batch, encoding="utf-8")
    arguments = ("evaluate", QUERIES, QRELS, "--compare", tmp_path / "run", "--index", collection_folder, "--json")
    compared = json.loads(run(*arguments).stdout)["compared"]
    assert set(compared["differences"].values()) == {0.0}
    assert set(compared["p"].values()) == {1.0}


def test_a_refused_query_counts_zero_and_exits_7(run: Run, three: Path, collection_folder: Path) -> None:
    (three / "q.tsv").write_text("q1\tالبتراء\nq2\t" + "ا" * 100_000 + "\n", encoding="utf-8")
    done = run("evaluate", three / "q.tsv", three / "qrels", "--index", collection_folder, "--json")
    assert done.returncode == 7
    assert "q2: the query is longer" in done.stderr
    assert "note: judged, but not in the file of queries: 1 query\n" in done.stderr
    assert json.loads(done.stdout)["figures"]["R@10"] == 0.5


def test_judgements_of_another_index_are_suspected(run: Run, three: Path, collection_folder: Path) -> None:
    (three / "qrels").write_text("q1 0 other 3\n", encoding="utf-8")
    arguments = ("evaluate", three / "q.tsv", three / "qrels", "--index", collection_folder)
    assert "are these the judgements of this index?" in run(*arguments).stderr
    assert run(*arguments, "--quiet").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["q.tsv"], 2, "Missing argument 'QRELS'"),
        (["missing", "qrels"], 2, "no file missing"),
        (["q.tsv", "qrels", "--compare", "missing"], 2, "no file missing"),
        (["empty", "qrels"], 1, "empty is empty"),
        (["qrels", "q.tsv"], 1, "qrels, line 1: expected qid<TAB>query"),
        (["q.tsv", "other"], 1, "no query of q.tsv is judged in other"),
        (["q.tsv", "qrels", "--compare", "q.tsv"], 1, "q.tsv, line 1: expected qid Q0 docid rank score tag"),
        (["q.tsv", "qrels", "--update"], 2, "--update with --floors FILE"),
        (["q.tsv", "qrels", "--floors", "f", "--allow-regression"], 2, "--allow-regression goes with --update"),
        (["q.tsv", "qrels", "--index", "/nowhere"], 3, "bahith rebuild"),
    ],
)
def test_what_cannot_be_measured_is_said(
    run: Run,
    three: Path,
    collection_folder: Path,
    arguments: list[str],
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (three / "empty").write_text("\n")
    (three / "other").write_text("z 0 a 1\n")
    monkeypatch.chdir(three)
    monkeypatch.setenv("BAHITH_INDEX", str(collection_folder))
    done = run("evaluate", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_floors_are_recorded_checked_and_kept(run: Run, three: Path, collection_folder: Path) -> None:
    floors = three / "floors.json"
    arguments = ("evaluate", three / "q.tsv", three / "qrels", "--floors", floors, "--index", collection_folder)
    assert "record them with --update" in run(*arguments).stderr
    assert run(*arguments, "--update").returncode == 0
    assert run(*arguments).returncode == 0
    recorded = json.loads(floors.read_text())
    assert recorded["figures"] == dict.fromkeys(("nDCG@10", "MRR@10", "R@10", "R@100"), 0.6666)
    floors.write_text(json.dumps({**recorded, "figures": {"R@10": 0.7}}))
    below = run(*arguments)
    assert below.returncode == 1
    assert "under the floor: R@10 0.6667 < 0.7000" in below.stderr
    assert "0.6667" in below.stdout
    refused = run(*arguments, "--update")
    assert refused.returncode == 1
    assert "recording would lower a floor" in refused.stderr
    assert run(*arguments, "--update", "--allow-regression").returncode == 0
    assert json.loads(floors.read_text()) == recorded


def test_the_command_teaches_itself(run: Run) -> None:
    done = run("evaluate", "--help")
    assert done.returncode == 0
    for words in ("QUERIES QRELS", "--compare", "--floors", "--allow-regression", "--index", "--json", "nDCG@10"):
        assert words in done.stdout


def test_the_scores_of_a_run_fall_from_hit_to_hit(run: Run, collection_folder: Path) -> None:
    of_query: dict[str, list[float]] = {}
    for line in run("batch", QUERIES, "--index", collection_folder).stdout.splitlines():
        qid, _, _, _, score, _ = line.split()
        of_query.setdefault(qid, []).append(float(score))
    assert len(of_query) > 10
    assert all(later < earlier for scores in of_query.values() for earlier, later in pairwise(scores))
