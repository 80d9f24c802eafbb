"""The command `bahith`: results on stdout, progress and errors on stderr, exit codes as the README lists them."""

from __future__ import annotations

import importlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from search import generations, indexer
from search.analysis.explain import HEADER, table
from search.analysis.explain import explain as explain_words
from search.config import DEFAULT_ENGINE, ENGINES, LIMITS, default_index
from search.errors import BahithError, IndexMissingError, QueryError
from search.evaluation import gate
from search.evaluation.judge import ask, compare, read_judged
from search.evaluation.judge import evaluate as evaluate_run
from search.evaluation.trec import column, read_run
from search.progress import ProgressLine
from search.request import LEVELS, MATCHES, SORTS, SearchRequest
from search.searcher import Index
from search.terminal import (
    EXIT_REJECTED,
    print_evaluation,
    print_json,
    print_left_out,
    print_page,
    print_report,
    print_table,
)

EXIT_INTERRUPTED = 130
_F = TypeVar("_F", bound=Callable[..., Any])


def main() -> None:
    """Runs the command line and exits with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None when it was closed by the caller
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = bahith.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted: a generation that was not finished is not published", err=True)
        code = EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BahithError as error:
        click.echo(f"bahith: {error}", err=True)
        code = error.exit_code
    except OSError as error:  # stdout: a full disk
        click.echo(f"bahith: the output cannot be written ({error.strerror})", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still in the buffer has nowhere to go
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _common(command: _F) -> _F:
    """The options that every command takes."""
    command = click.option("--quiet", is_flag=True, help="No progress on stderr.")(command)
    command = click.option("--json", "as_json", is_flag=True, help="The result as JSON.")(command)
    return click.option(
        "--index",
        type=click.Path(path_type=Path),
        default=default_index,
        show_default="index, or $BAHITH_INDEX",
        help="The folder of the index.",
    )(command)


def _service(name: str, **attributes: Any) -> Callable[[_F], _F]:
    """An option of the service, which its environment may give too."""
    return click.option(f"--{name}", envvar=f"BAHITH_{name.replace('-', '_').upper()}", **attributes)


class _Commands(click.Group):
    """A reader that has seen enough (`bahith export | head`) is no failure, which click takes it for."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            return 0


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="bahith", prog_name="bahith")
def bahith() -> None:
    """Bahith (باحث): full-text search for Arabic.

    \b
    Begin with
      bahith rebuild seeds/           build the index from a folder
      bahith search "كوريا الشمالية"    search it here
      bahith serve                    search it in a browser: http://127.0.0.1:8000

    \b
    Exit codes: 0 ok, 1 failure, 2 usage, 3 no index, 4 corrupt or stale index, 5 locked,
    6 disk full, 7 some documents rejected (see rejects.jsonl), 130 interrupted.
    """


@bahith.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--engine", type=click.Choice(ENGINES), default=DEFAULT_ENGINE, show_default=True, help="What stores it.")
@_common
def rebuild(paths: tuple[Path, ...], engine: str, index: Path, as_json: bool, quiet: bool) -> int:
    """Build the index anew from files and folders (default: seeds/), verify it and publish it.

    Reads .txt (one document a file), .jsonl and .jsonl.gz (one JSON object a line: id, title, text, date, source,
    category, url). What cannot be read is listed with its reason in rejects.jsonl in the index folder, the rest is
    indexed, and the exit code is 7. Until the new index is complete and verified, the old one serves.

    \b
    Examples
      bahith rebuild
      bahith rebuild articles.jsonl.gz archive/ --index /srv/news-index
    """
    line = ProgressLine(sys.stderr, quiet)
    report = indexer.rebuild(paths or None, index, engine, line.show)
    line.end()
    return print_report(report, as_json)


@bahith.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--prune", is_flag=True, help="Remove every document that is not in these paths.")
@click.option("--compact", is_flag=True, help="Write the whole index anew: removed text is gone from the disk.")
@_common
def update(paths: tuple[Path, ...], prune: bool, compact: bool, index: Path, as_json: bool, quiet: bool) -> int:
    """Add the documents of files and folders, or put them in the place of those with the same id.

    A document that did not change is left alone. The change is published as a whole, as a new generation; servers
    follow within a second.

    \b
    Examples
      bahith update today.jsonl
      bahith update archive/ --prune       make the index hold what archive/ holds, and nothing else
    """
    line = ProgressLine(sys.stderr, quiet)
    report = indexer.update(paths, index, prune, compact, line.show)
    line.end()
    return print_report(report, as_json)


@bahith.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--compact", is_flag=True, help="Write the whole index anew: removed text is gone from the disk.")
@_common
def delete(ids: tuple[str, ...], compact: bool, index: Path, as_json: bool, quiet: bool) -> int:
    """Remove documents by id. Ids that no document has are named on stderr (exit code 1)."""
    line = ProgressLine(sys.stderr, quiet)
    report, unknown = indexer.delete(ids, index, compact, line.show)
    line.end()
    print_report(report, as_json)
    for id in unknown:
        click.echo(f"no document has the id {id}", err=True)
    return 1 if unknown else 0


@bahith.command()
@_common
def rollback(index: Path, as_json: bool, quiet: bool) -> None:
    """Go back to the generation before the current one; servers follow within a second."""
    manifest = indexer.roll_back(index)
    if as_json:
        print_json({"generation": manifest.generation, "documents": manifest.documents})
    else:
        click.echo(f"{manifest.generation} is current again: {manifest.documents} documents of {manifest.built_at}")


@bahith.command()
@_common
def export(index: Path, as_json: bool, quiet: bool) -> None:
    """Write all documents to stdout as JSON lines, as `rebuild` and `update` read them."""
    for document in indexer.export(index):
        print_json(document.to_dict(), indent=None)


@bahith.command()
@click.argument("query")
@click.option("-n", "limit", default="10", show_default=True, help=f"Hits to show, up to {LIMITS.limit}.")
@click.option("--offset", default="0", show_default=True, help="Hits to skip.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--half-life", default="30", show_default=True, metavar="DAYS", help="With --sort recent: how fast.")
@click.option("--match", type=click.Choice(MATCHES), default="auto", show_default=True, help="How many of the words.")
@click.option("--level", type=click.Choice(LEVELS), default="lemma", show_default=True, help="How strict a word is.")
@click.option("--source", multiple=True, help="Only from this source; may be repeated.")
@click.option("--category", multiple=True, help="Only in this category; may be repeated.")
@click.option("--from", "date_from", default="", metavar="DATE", help="Not before this date, as 2024-06-19.")
@click.option("--to", "date_to", default="", metavar="DATE", help="Not after this date.")
@click.option("--collapse", type=click.Choice(["true", "false"]), default="true", help="Near-duplicates under one hit.")
@click.option("--similar-to", default="", metavar="ID", help="Only this document and its near-duplicates.")
@_common
def search(
    query: str,
    source: tuple[str, ...],
    category: tuple[str, ...],
    date_from: str,
    date_to: str,
    index: Path,
    as_json: bool,
    quiet: bool,
    **values: str,
) -> None:
    """Search the index; the hits come ranked, each with the pieces of its text that match.

    \b
    كوريا الشمالية        documents with these words, in any of their forms
    "كوريا الشمالية"      one after the other («…» and “…” do the same)
    روسيا -الصين          without a word          +قمة      with it in any case
    (روسيا | الصين) قمة   one of them
    كور*                 words that begin so
    كتاب~  ·  =كتاب       with a letter more, less or another · in this form only (="أحمد": in these very letters)
    بوتين قرب/5 موسكو     at most five words apart
    title:بوتين           in the title; text: source: category: root: date: (عنوان: نص: مصدر: تصنيف: جذر: تاريخ:)
    تاريخ:رمضان 1445      in these days; 2024, 2024-06-19, 2023..2024, من 2023 إلى 2024
    Write -- before a query that begins with a minus:  bahith search -- -الصين روسيا
    """
    request = SearchRequest.from_strings(
        {"q": query, "from": date_from, "to": date_to, **values}, {"source": [*source], "category": [*category]}
    )
    page = Index(index).run(request)
    if as_json:
        print_json(page.to_dict())
    else:
        print_page(page, request.offset)


@bahith.command()
@click.argument("prefix")
@click.option("-n", "limit", type=click.IntRange(1, LIMITS.suggestions), default=8, show_default=True, help="How many.")
@_common
def suggest(prefix: str, limit: int, index: Path, as_json: bool, quiet: bool) -> None:
    """Complete what is being typed: words, frequent phrases and titles, each found in at least one document.

    From the second letter on; the number is that of the documents (of a phrase, about).
    """
    found = Index(index).suggest(prefix, limit)
    if as_json:
        print_json({"query": prefix, "suggestions": [completion.to_dict() for completion in found]})
    else:
        print_table(("", "", ""), [(one.text, one.kind, str(one.documents)) for one in found])


@bahith.command()
@click.argument("queries", type=click.File("r", encoding="utf-8-sig", errors="replace"))
@click.option("-n", "limit", default=100, show_default=True, help=f"Hits for each query, up to {LIMITS.batch_limit}.")
@_common
def batch(queries: Iterable[str], limit: int, index: Path, as_json: bool, quiet: bool) -> int:
    """Answer every line (qid<TAB>query) of a file as a TREC run: qid Q0 docid rank score bahith.

    It is the search that the page uses. A query that cannot be used is named on stderr and the others go on
    (exit code 7).
    """
    opened = Index(index)
    refused = 0
    for number, line in enumerate(queries, 1):
        qid, tab, query = line.rstrip("\r\n").partition("\t")
        if not line.strip():
            continue
        try:
            if not tab or not qid or re.search(r"\s", qid):
                raise QueryError("the line is not qid<TAB>query", "السطر ليس على هيئة qid<TAB>query")
            matches = opened.matches(SearchRequest(query, limit=limit, max_limit=LIMITS.batch_limit))
        except QueryError as error:
            if error.parameter == "limit":
                raise
            refused += 1
            click.echo(f"line {number}: {error}", err=True)
            continue
        for rank, match in enumerate(matches, 1):
            if as_json:
                print_json({"qid": qid, "docid": match.id, "rank": rank, "score": match.score}, indent=None)
            else:
                click.echo(f"{qid} Q0 {column(match.id)} {rank} {match.score:.6f} bahith")
    return EXIT_REJECTED if refused else 0


@bahith.command()
@click.argument("queries", type=click.Path(path_type=Path))
@click.argument("qrels", type=click.Path(path_type=Path))
@click.option("--compare", "other", type=click.Path(path_type=Path), help="A TREC run to compare with.")
@click.option("--floors", type=click.Path(path_type=Path), help="Fail when a figure is under its floor in this file.")
@click.option("--update", "record", is_flag=True, help="Record the figures as the new floors.")
@click.option("--allow-regression", is_flag=True, help="Let --update lower a floor.")
@_common
def evaluate(
    queries: Path,
    qrels: Path,
    other: Path | None,
    floors: Path | None,
    record: bool,
    allow_regression: bool,
    index: Path,
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
    answers = ask(Index(index), judged.topics)
    measured = evaluate_run(answers.run, judged.qrels)
    comparison = compare(answers.run, theirs, judged.qrels) if theirs else None
    print_left_out(judged, answers, measured, quiet)
    print_evaluation(measured, comparison, as_json)
    if floors:
        digest = gate.digest(judged, indexer.export(index))
        if record:
            gate.record(floors, measured.figures, digest, allow_regression)
        else:
            gate.check(gate.read(floors), measured.figures, digest)
    return EXIT_REJECTED if answers.refused else 0


@bahith.command()
@click.argument("text")
@_common
def analyze(text: str, index: Path, as_json: bool, quiet: bool) -> None:
    """Show what becomes of each word: its place, its term at every level, and what made its lemmas.

    A word in a document counts for its first two lemmas, a word in a query asks for all. The lines in parentheses are
    other readings, with the bits by which each is less likely than the first. A lemma of a verb ends in +.
    """
    rows = explain_words(text)
    if as_json:
        print_json({"text": text, "tokens": rows})
    else:
        print_table(HEADER, table(rows))


@bahith.command()
@click.argument("query")
@click.argument("id")
@_common
def explain(query: str, id: str, index: Path, as_json: bool, quiet: bool) -> None:
    """Say why the document ID has its score for QUERY: which word matched which form, at which level, and how much
    each factor counts. The best of the clauses under "best of" counts, those under "sum of" add up.
    """
    explanation = Index(index).explain(query, id)
    if as_json:
        print_json(explanation.to_dict())
    else:
        for line in explanation.lines():
            click.echo(line)


@bahith.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 serves to the whole network.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--workers", type=click.IntRange(0, 64), default=0, help="Processes that answer (default: one a core).")
@_service("cors", multiple=True, metavar="ORIGIN", help="Whose pages may read the API; * for any. May be repeated.")
@_service("rate-limit", type=click.IntRange(0, 1_000_000), default=0, help="Requests a minute of one client.")
@_service("keys", type=click.Path(path_type=Path), help="File of lines NAME SHA256 [REQUESTS]: the API needs a key.")
@_service("proxies", type=click.IntRange(0, 9), default=0, help="How many proxies stand before it, e.g. 1 for nginx.")
@_service("log-requests", is_flag=True, help="A line of JSON on stderr for each request, without its query.")
@_service("log-queries", is_flag=True, help="The same with the query.")
@_common
def serve(host: str, port: int, workers: int, index: Path, as_json: bool, quiet: bool, **config: Any) -> None:
    """Serve the search page and the JSON API; builds the index from seeds/ when there is none.

    Each of the options from --cors on can also be given in the environment: BAHITH_CORS, BAHITH_RATE_LIMIT, and so on.
    """
    try:
        Index(index)
    except IndexMissingError:
        line = ProgressLine(sys.stderr, quiet)
        indexer.rebuild(None, index, DEFAULT_ENGINE, line.show)
        line.end()
    server = importlib.import_module("web.server")  # the web stands on the library; only this command reaches up to it
    server.serve(
        index,
        host,
        port,
        workers=workers,
        announce=lambda address: click.echo(f"Bahith (باحث) serves {index} at {address}"),
        **{name.upper(): value for name, value in config.items()},
    )


@bahith.command()
@_common
def verify(index: Path, as_json: bool, quiet: bool) -> None:
    """Check every file of the published index against its checksum, and that it opens."""
    manifest = generations.read_manifest(index, generations.current_name(index))
    generations.check_files(index, manifest)
    Index(index)
    if as_json:
        print_json({"ok": True, "generation": manifest.generation, "files": len(manifest.files)})
    else:
        click.echo(f"{manifest.generation}: {len(manifest.files)} files, {manifest.bytes} bytes, all as written")


@bahith.command()
@_common
def stats(index: Path, as_json: bool, quiet: bool) -> None:
    """Show counts, sizes, engine, versions and fingerprint of the published index, and the limits of the service."""
    values = Index(index).stats()
    if as_json:
        print_json(values)
    else:
        print_table(("", ""), [(name, str(value)) for name, value in values.items() if name != "limits"])
