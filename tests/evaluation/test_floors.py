"""Floors do not sink unless somebody says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.errors import SourceError, SourceMissingError
from search.evaluation.floors import EPSILON, Floors, GateError, check, digest, read, record
from search.evaluation.judge import Judged
from search.model.document import Document

FIGURES = {"nDCG@10": 0.81239, "R@10": 0.9}


def test_floors_are_recorded_rounded_down_and_hold(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert record(path, FIGURES, "d1") == read(path) == Floors("d1", {"nDCG@10": 0.8123, "R@10": 0.9})
    check(read(path), FIGURES, "d1")
    assert [file.name for file in tmp_path.iterdir()] == ["floors.json"]


def test_a_figure_may_miss_its_floor_by_a_tie_and_no_more() -> None:
    floors = Floors("d1", FIGURES)
    check(floors, {**FIGURES, "R@10": 0.9 - EPSILON / 2}, "d1")
    with pytest.raises(GateError, match=r"under the floor: R@10 0\.8980 < 0\.9000"):
        check(floors, {**FIGURES, "R@10": 0.9 - 2 * EPSILON}, "d1")
    with pytest.raises(GateError, match=r"nDCG@10 0\.0000 < 0\.8124"):
        check(floors, {"R@10": 0.9}, "d1")


def test_floors_of_other_data_say_nothing() -> None:
    with pytest.raises(GateError, match="not those of the floors"):
        check(Floors("d1", FIGURES), FIGURES, "d2")


@pytest.mark.parametrize("other", ["d1", "d2"], ids=["same data", "other data"])
def test_recording_refuses_to_lower_a_floor_unless_allowed(tmp_path: Path, other: str) -> None:
    path = tmp_path / "floors.json"
    record(path, FIGURES, "d1")
    before = path.read_bytes()
    worse = {**FIGURES, "R@10": 0.8999}  # within EPSILON: small steps down would add up
    with pytest.raises(GateError, match="recording would lower a floor: R@10"):
        record(path, worse, other)
    assert path.read_bytes() == before
    assert (
        record(path, worse, other, allow_regression=True) == read(path) == Floors(other, {**worse, "nDCG@10": 0.8123})
    )


def test_recording_raises_floors(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    record(path, FIGURES, "d1")
    record(path, {"nDCG@10": 0.9, "R@10": 0.95}, "d1")
    assert json.loads(path.read_text()) == {"digest": "d1", "figures": {"nDCG@10": 0.9, "R@10": 0.95}}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"digest": "d", "figures": {"R@10": "high"}}', '{"digest": "d", "figures": []}']
)
def test_a_damaged_file_is_named_with_the_cure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.json"
    path.write_text(text)
    with pytest.raises(SourceError, match="does not hold floors .* --update"):
        read(path)
    with pytest.raises(SourceError, match="does not hold floors"):
        record(path, FIGURES, "d1")


def test_missing_floors_and_an_unwritable_place_are_errors(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="record them with --update"):
        read(tmp_path / "floors.json")
    with pytest.raises(SourceError, match="cannot be written"):
        record(tmp_path / "missing" / "floors.json", FIGURES, "d1")


def test_the_digest_sees_queries_judgements_documents_and_their_order() -> None:
    judged = Judged({"q1": "كوريا"}, {"q1": {"a": 1}}, 0, 0)
    a, b = Document("a", "عنوان", "نص"), Document("b", "عنوان", "نص")
    digests = {
        digest(judged, [a, b]),
        digest(judged, [b, a]),
        digest(judged, [a, Document("b", "عنوان", "نص آخر")]),
        digest(Judged({"q1": "كورية"}, judged.qrels, 0, 0), [a, b]),
        digest(Judged(judged.topics, {"q1": {"a": 2}}, 0, 0), [a, b]),
    }
    assert len(digests) == 5
    assert digest(judged, [a, b]) == digest(judged, iter([a, b]))
