"""What each ingredient of ranking is worth: nDCG@10 without it, and how likely the difference is chance.

    python benchmarks/ablation.py docs.jsonl.gz queries.tsv qrels.txt

The default search is run once as it is and once without each ingredient; p-values are of the paired randomisation test.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from common import corpus, show

import search
from search.evaluation.judge import Judged, ask, read_judged
from search.evaluation.measures import mean, scores
from search.evaluation.significance import difference
from search.indexing import indexer
from search.model.ranking import Ranking
from search.settings import Settings

MEASURE = "nDCG@10"
# What is left out -> the ranking without it.
INGREDIENTS: dict[str, Ranking] = {
    "exact level": Ranking(exact=0.0),
    "lemma level": Ranking(lemma=0.0),
    "title weighs more": Ranking(title=1 / 1.2),
    "the opening of what has no title": Ranking(lead=0.0),
    "several lemmas of a word": Ranking(lemmas=1),
    "a verb is evidence for its noun": Ranking(twin=0.0),
    "a nisba is evidence for its noun": Ranking(nisba=0.0),
    "a word is looked up with its hamza too": Ranking(respelled=0.0),
    "words of its root are evidence for a word": Ranking(root=0.0),
    "stop words weigh little": Ranking(stop_word=1.0),
    "verbs weigh less": Ranking(verb=1.0),
    "names and numbers weigh more": Ranking(name=1.0),
    "a share of the levels that are not the best": Ranking(tie=0.0),
    "names stand together": Ranking(adjacent=0.0),
    "keywords stand together": Ranking(together=0.0),
    "a document begins with keywords": Ranking(opening=0.0),
    "keywords in the form they were typed in": Ranking(form=0.0),
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
        whole = measured(folder, Ranking(), judged)
        without = {name: measured(folder, ranking, judged) for name, ranking in INGREDIENTS.items()}
    found = {name: difference(whole, values) for name, values in without.items()}
    show(
        benchmark="ablation",
        **about,
        queries=len(whole),
        measure=MEASURE,
        whole=mean(whole),
        worth={name: {"gain": one.mean, "p": one.p} for name, one in found.items()},
    )


def measured(folder: str, ranking: Ranking, judged: Judged) -> list[float]:
    """The measure of every query by a ranking."""
    index = search.open(folder, Settings(ranking=ranking))
    return scores(ask(index, judged.topics).run, judged.qrels)[MEASURE]


if __name__ == "__main__":
    main()
