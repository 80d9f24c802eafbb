"""Topics, qrels and runs as they are read, and what is said of files that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from search.errors import SourceError, SourceMissingError
from search.evaluation.trec import column, read_qrels, read_run, read_topics

Reader = Callable[[Path], object]


def written(folder: Path, text: str) -> Path:
    path = folder / "file"
    path.write_text(text, encoding="utf-8")
    return path


def test_topics_keep_their_order_and_their_text(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeffq2\tكوريا الشمالية\r\n\nq1\tمن قال: لا\tإله\n")
    assert list(read_topics(path).items()) == [("q2", "كوريا الشمالية"), ("q1", "من قال: لا\tإله")]


def test_qrels_keep_every_grade(tmp_path: Path) -> None:
    path = written(tmp_path, "q1 0 a 3\nq1\t0\tb\t-1\nq2 0 a 0\n")
    assert read_qrels(path) == {"q1": {"a": 3, "b": -1}, "q2": {"a": 0}}


def test_runs_are_ordered_by_score_then_rank(tmp_path: Path) -> None:
    path = written(tmp_path, "q1 Q0 z 2 7.5 x\nq1 Q0 a 3 7.5 x\nq1 Q0 best 9 1e2 x\nq2 Q0 a 1 0 x\n")
    assert read_run(path) == {"q1": ("best", "z", "a"), "q2": ("a",)}


@pytest.mark.parametrize(
    ("reader", "text", "words"),
    [
        (read_topics, "q1 كوريا\n", "line 1: expected qid<TAB>query"),
        (read_topics, "q1\tكوريا\nq 2\tروسيا\n", "line 2: expected qid<TAB>query"),
        (read_topics, "q1\t \n", "line 1: expected qid<TAB>query"),
        (read_topics, "q1\tكوريا\nq1\tروسيا\n", "line 2: expected another qid; q1 came before"),
        (read_qrels, "q1 0 a\n", "line 1: expected qid 0 docid grade"),
        (read_qrels, "q1 0 a high\n", "line 1: expected a whole number as the grade"),
        (read_qrels, "q1 0 a 1\n\nq1 0 a 2\n", "line 3: expected another document; a was judged for q1 before"),
        (read_run, "q1 0 a 1\n", "line 1: expected qid Q0 docid rank score tag"),
        (read_run, "q1 Q0 a first 1 x\n", "line 1: expected a number as the rank"),
        (read_run, "q1 Q0 a 1 nan x\n", "line 1: expected a number as the score"),
        (read_run, "q1 Q0 a 1 2 x\nq1 Q0 a 2 1 x\n", "line 2: expected another document; a was found for q1 before"),
        (read_run, " \n\n", "is empty"),
        (read_topics, "", "is empty"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, reader: Reader, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SourceError, match=words) as caught:
        reader(path)
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("reader", [read_topics, read_qrels, read_run])
def test_a_missing_file_a_folder_and_other_bytes_are_told_apart(tmp_path: Path, reader: Reader) -> None:
    with pytest.raises(SourceMissingError, match="no file"):
        reader(tmp_path / "missing")
    with pytest.raises(SourceError, match="cannot be read"):
        reader(tmp_path)
    (tmp_path / "latin").write_bytes("q1\tكوريا".encode("cp1256"))
    with pytest.raises(SourceError, match="not UTF-8 at byte 3"):
        reader(tmp_path / "latin")


def test_an_id_with_spaces_is_one_column() -> None:
    assert column("a b\tc") == "a%20b%20c"
