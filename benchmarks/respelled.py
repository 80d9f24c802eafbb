"""How well queries are answered whose hamza behind ا is written ي, as everyday spelling has it (مسايل, عايشة).

    python benchmarks/respelled.py docs.jsonl.gz queries.tsv qrels.txt

The judged queries that have such a hamza are asked as they are, and written so: with the rule of `soft_hamza.tsv` and
without it. p-values are of the paired randomisation test.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from ablation import MEASURE, measured
from common import corpus, show

from search.evaluation.judge import Judged, read_judged
from search.evaluation.measures import mean
from search.evaluation.significance import difference
from search.evaluation.trec import Topics
from search.indexing import indexer
from search.model.ranking import Ranking

_HAMZA = re.compile("ائ(?=[ء-ي])")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("qrels", type=Path)
    arguments = parser.parse_args()
    about = corpus(arguments.docs)
    judged = read_judged(arguments.queries, arguments.qrels)
    typed = {qid: query for qid, query in judged.topics.items() if _HAMZA.search(query)}
    if not typed:
        sys.exit("no query has a hamza behind ا")
    soft = {qid: _HAMZA.sub("اي", query) for qid, query in typed.items()}
    with tempfile.TemporaryDirectory() as folder:
        indexer.rebuild([arguments.docs], folder)
        right = measured(folder, Ranking(), _of(judged, typed))
        ruled = measured(folder, Ranking(), _of(judged, soft))
        without = measured(folder, Ranking(respelled=0.0), _of(judged, soft))
    found = difference(ruled, without)
    show(
        benchmark="respelled",
        **about,
        queries=len(typed),
        measure=MEASURE,
        typed_right=mean(right),
        respelled=mean(ruled),
        without_the_rule=mean(without),
        worth={"gain": found.mean, "p": found.p},
    )


def _of(judged: Judged, topics: Topics) -> Judged:
    return Judged(topics, {qid: judged.qrels[qid] for qid in topics}, judged.unjudged, judged.unasked)


if __name__ == "__main__":
    main()
