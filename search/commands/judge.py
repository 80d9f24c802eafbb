"""Many queries at once, and how good their answers are: batch, evaluate."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path

import click

from search.answering.searcher import Index
from search.commands.group import bahith, common
from search.commands.terminal import EXIT_REJECTED, print_evaluation, print_json, print_left_out, print_note
from search.errors import QueryError
from search.evaluation import floors as floor_file
from search.evaluation.judge import ask, compare, read_judged
from search.evaluation.judge import evaluate as evaluate_run
from search.evaluation.trec import column, read_run
from search.indexing import indexer
from search.model.request import SearchRequest
from search.settings import Settings

_STEP = 1e-6  # between the scores of two hits, at least: the last place that is printed


@bahith.command()
@click.argument("queries", type=click.File("r", encoding="utf-8-sig", errors="replace"))
@click.option("-n", "limit", default=100, show_default=True, help="Hits for each query.")
@common
def batch(queries: Iterable[str], limit: int, settings: Settings, as_json: bool, quiet: bool) -> int:
    """Answer every line (qid<TAB>query) of a file as a TREC run: qid Q0 docid rank score bahith.

    It is the search that the page uses. Who reads a run orders it by its scores, so they fall from hit to hit: a
    document that holds fewer words and scores more than those before it is given a little less than they. A query that
    cannot be used is named on stderr and the others go on (exit code 7).
    """
    opened = Index(settings.index, settings)
    limits = settings.limits.for_batch()
    refused = 0
    for number, line in enumerate(queries, 1):
        qid, tab, query = line.rstrip("\r\n").partition("\t")
        if not line.strip():
            continue
        try:
            if not tab or not qid or re.search(r"\s", qid):
                raise QueryError("not-a-topic")
            matches = opened.matches(opened.plan(SearchRequest(query, limit=limit), limits))
        except QueryError as error:
            if error.parameter == "limit":
                raise
            refused += 1
            print_note("line", line=number, error=error.message)
            continue
        score = math.inf
        for rank, match in enumerate(matches, 1):
            score = min(match.score, score - _STEP)
            if as_json:
                print_json({"qid": qid, "docid": match.id, "rank": rank, "score": score}, indent=None)
            else:
                click.echo(f"{qid} Q0 {column(match.id)} {rank} {score:.6f} bahith")
    return EXIT_REJECTED if refused else 0


@bahith.command()
@click.argument("queries", type=click.Path(path_type=Path))
@click.argument("qrels", type=click.Path(path_type=Path))
@click.option("--compare", "other", type=click.Path(path_type=Path), help="A TREC run to compare with.")
@click.option("--floors", type=click.Path(path_type=Path), help="Fail when a figure is under its floor in this file.")
@click.option("--update", "record", is_flag=True, help="Record the figures as the new floors.")
@click.option("--allow-regression", is_flag=True, help="Let --update lower a floor.")
@common
def evaluate(
    queries: Path,
    qrels: Path,
    other: Path | None,
    floors: Path | None,
    record: bool,
    allow_regression: bool,
    settings: Settings,
    as_json: bool,
    quiet: bool,
) -> int:
    """Measure the default search on judged queries: nDCG@10, MRR@10, R@10 and R@100.

    QUERIES has lines of qid<TAB>query, QRELS of `qid 0 docid grade`, as TREC has them; relevant is a grade of 1 or
    more. With --compare also the figures of another run, the differences and the p-value of a paired randomisation
    test. A query that is refused found nothing: it is named on stderr and counts 0 (exit code 7).

    \b
    Examples
      bahith evaluate queries.tsv qrels.txt
      bahith batch queries.tsv > before.run        then change something, rebuild, and
      bahith evaluate queries.tsv qrels.txt --compare before.run
      bahith evaluate queries.tsv qrels.txt --floors floors.json --update
    """
    if (record and floors is None) or (allow_regression and not record):
        raise click.UsageError("--allow-regression goes with --update, and --update with --floors FILE")
    judged = read_judged(queries, qrels)
    theirs = read_run(other) if other else None
    answers = ask(Index(settings.index, settings), judged.topics)
    measured = evaluate_run(answers.run, judged.qrels)
    comparison = compare(answers.run, theirs, judged.qrels) if theirs else None
    print_left_out(judged, answers, measured, quiet)
    print_evaluation(measured, comparison, as_json)
    if floors:
        digest = floor_file.digest(judged, indexer.export(settings.index))
        if record:
            floor_file.record(floors, measured.figures, digest, allow_regression)
        else:
            floor_file.check(floor_file.read(floors), measured.figures, digest)
    return EXIT_REJECTED if answers.refused else 0
