"""What each ingredient of ranking is worth: nDCG@10 without it, and how likely the difference is chance.

    python benchmarks/ablation.py docs.jsonl.gz queries.tsv qrels.txt

The default search is run once as it is and once without each ingredient; p-values are of the paired randomisation test.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from common import corpus, show

import search
from search.evaluation.judge import Judged, ask, read_judged
from search.evaluation.measures import mean, scores
from search.evaluation.significance import difference
from search.indexing import indexer
from search.model.schema import Schema, TextField
from search.query import requirements, rewrite, word_clauses

MEASURE = "nDCG@10"
Fields = Callable[..., list[TextField]]
_fields_for = Schema.fields_for


def _fields(keep: Callable[[TextField], bool] = lambda field: True, title: float | None = None) -> Fields:
    """`fields_for` with some fields left out, or another weight of the title."""

    def fields(self: Schema, level: str, text: str | None = None) -> list[TextField]:
        """Phrases ask for the exact level: they keep it."""
        kept = [field for field in _fields_for(self, level, text) if level == "exact" or keep(field)]
        return [replace(field, boost=title) if title and field.text == "title" else field for field in kept]

    return fields


INGREDIENTS: dict[str, list[tuple[object, str, object]]] = {
    "exact level": [(Schema, "fields_for", _fields(lambda field: field.level != "exact"))],
    "lemma level": [(Schema, "fields_for", _fields(lambda field: field.level != "lemma"))],
    "title weighs more": [(Schema, "fields_for", _fields(title=1.0))],
    "the opening of what has no title": [(Schema, "fields_for", _fields(lambda field: field.text != "lead"))],
    "several lemmas of a word": [
        (
            word_clauses,
            "_terms_at",
            lambda terms, field: (terms.exact,) if field.level == "exact" else terms.lemmas[:1],
        )
    ],
    "a verb is evidence for its noun": [(word_clauses, "_twin", lambda terms: "")],
    "stop words weigh little": [(word_clauses, "WEIGHT", 1.0)],
    "verbs weigh less": [(word_clauses, "_WEIGHTS", word_clauses._WEIGHTS | {"verb": 1.0})],
    "names and numbers weigh more": [(word_clauses, "_WEIGHTS", {"verb": word_clauses._WEIGHTS["verb"]})],
    "a share of the levels that are not the best": [(word_clauses, "_TIE", 0.0)],
    "names and pairs of keywords stand together": [(rewrite, "_TOGETHER", 0.0)],
    "both of two keywords are needed": [(requirements, "KEYWORDS", 0), (rewrite, "KEYWORDS", 0)],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("qrels", type=Path)
    arguments = parser.parse_args()
    about = corpus(arguments.docs)
    judged = read_judged(arguments.queries, arguments.qrels)
    with tempfile.TemporaryDirectory() as folder:
        indexer.rebuild([arguments.docs], folder)
        index = search.open(folder)
        whole = measured(index, judged)
        without = {}
        for name, changes in INGREDIENTS.items():
            with ExitStack() as stack:
                for owner, attribute, value in changes:
                    stack.enter_context(patch.object(owner, attribute, value))
                without[name] = measured(index, judged)
    found = {name: difference(whole, values) for name, values in without.items()}
    show(
        benchmark="ablation",
        **about,
        queries=len(whole),
        measure=MEASURE,
        whole=mean(whole),
        worth={name: {"gain": one.mean, "p": one.p} for name, one in found.items()},
    )


def measured(index: search.Index, judged: Judged) -> list[float]:
    """The measure of every query."""
    return scores(ask(index, judged.topics).run, judged.qrels)[MEASURE]


if __name__ == "__main__":
    main()
