"""The ranking of the judged collection stays above the floors recorded for it; see tests/collection/README.md."""

from __future__ import annotations

import json
from pathlib import Path

from search.answering.searcher import Index
from search.evaluation import floors
from search.evaluation.judge import ask, evaluate, read_judged
from search.indexing import indexer
from tests.conftest import COLLECTION, PATIENT, QRELS, QUERIES

FLOORS = Path(__file__).with_name("floors.json")


def test_the_ranking_stays_above_its_floors(collection_folder: Path) -> None:
    judged = read_judged(QUERIES, QRELS)
    answers = ask(Index(collection_folder, PATIENT), judged.topics)
    measured = evaluate(answers.run, judged.qrels)
    floors.check(floors.read(FLOORS), measured.figures, floors.digest(judged, indexer.export(collection_folder)))


def test_every_judgement_is_of_a_query_and_a_document_of_the_collection() -> None:
    judged = read_judged(QUERIES, QRELS)
    lines = (COLLECTION / "docs.jsonl").read_text(encoding="utf-8").splitlines()
    documents = {json.loads(line)["id"] for line in lines}
    assert (len(judged.topics), judged.unjudged, judged.unasked) == (134, 0, 0)
    assert len(documents) == 80
    assert {docid for grades in judged.qrels.values() for docid in grades} <= documents
    assert {grade for grades in judged.qrels.values() for grade in grades.values()} == {1, 2, 3}
    assert all(3 in grades.values() or 2 in grades.values() for grades in judged.qrels.values())
