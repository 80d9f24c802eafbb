"""The arithmetic that makes Lucene's scores ours, against the formula itself; no cluster is asked."""

from __future__ import annotations

import pytest

from search.engines import bm25
from search.engines.opensearch.index import Scoring, definition
from search.engines.opensearch.index import _similarity as similarity
from search.model.schema import SCHEMA, Field, Schema


def lucene(k1: float, b: float, idf: float, frequency: int, length: int, average: float) -> float:
    """BM25 as Lucene has had it since its version 8."""
    return idf * frequency / (frequency + k1 * (1 - b + b * length / average))


@pytest.mark.parametrize(("version", "has_factor"), [("2.19.6", True), ("3.0.0", False), ("10.1.2", False)])
@pytest.mark.parametrize("missing", [0, 1, 50])
def test_scores_are_ours_however_many_texts_are_empty(version: str, has_factor: bool, missing: int) -> None:
    texts, total = 60, 480  # in 60 texts that are not empty 480 words
    ours = total / (texts + missing)
    theirs = (total + missing) / (texts + missing)  # each empty text has one word more
    told = similarity((total + missing) / total)
    boost = Scoring({"body": told}, version).boosts["body"]
    for frequency, length in ((1, 8), (3, 40), (2, 1)):
        score = (
            boost
            * lucene(told["k1"], told["b"], 1.7, frequency, length, theirs)
            * (told["k1"] + 1 if has_factor else 1)
        )
        assert score == pytest.approx(bm25.score(1.7, frequency, length, ours), rel=1e-12)
    assert Scoring({"body": told}, version).average_length("body", theirs) == pytest.approx(ours)


def test_every_field_of_an_index_has_its_place_in_the_mapping() -> None:
    schema = Schema((Field("price", "number", "السعر", "Price", facet=True), Field("notes", "text", "حواش", "Notes")))
    properties = definition(schema, 3)["mappings"]["properties"]
    kinds = {
        name: properties[name]["type"] for name in ("price", "price_value", "notes_exact", "notes_lemma", "source")
    }
    assert kinds == {
        "price": "keyword",
        "price_value": "long",
        "notes_exact": "text",
        "notes_lemma": "text",
        "source": "keyword",
    }
    positions = {field.name for field in SCHEMA.text_fields if properties[field.name]["index_options"] == "positions"}
    assert positions == {"title_exact", "body_exact"}
