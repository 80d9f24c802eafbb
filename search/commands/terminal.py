"""What the command line prints: for a person, or as JSON."""

from __future__ import annotations

import json
from typing import Any

import click

from search.evaluation.judge import Answers, Comparison, Evaluation, Judged
from search.indexing.report import Report
from search.messages import Value, counted, message
from search.model.display import displayable
from search.model.results import Hit, Page

EXIT_REJECTED = 7
_FACTS = ("date", "source", "category", "author")  # of a hit, on the line under its title


def print_note(code: str, **values: Value) -> None:
    """Says the text `command.CODE` of the catalogue on stderr."""
    click.echo(message(f"command.{code}", "en", **values), err=True)


def print_report(report: Report, as_json: bool) -> int:
    """Prints what a build did and gives the exit code."""
    if as_json:
        print_json(report.to_dict())
    else:
        counts = {name: getattr(report, name) for name in ("added", "replaced", "unchanged", "deleted")}
        done = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing changed"
        click.echo(
            f"{report.generation}: {counted(report.documents, 'document')} ({done}) in {report.seconds:.1f} s with "
            f"{report.engine}; the index has {report.index_bytes / 1e6:.1f} MB"
        )
    if report.unpruned:
        print_note("unpruned")
    if report.other_fields:
        print_note("other-fields")
    if report.rejects:
        print_note("rejected" if report.rejected else "warnings", rejected=report.rejected, path=report.rejects)
    return EXIT_REJECTED if report.rejected else 0


def print_left_out(judged: Judged, answers: Answers, measured: Evaluation, quiet: bool) -> None:
    """Says on stderr what the figures leave out, and what makes them doubtful."""
    for qid, error in answers.refused.items():
        click.echo(f"{qid}: {error}", err=True)
    for code, count in (("unjudged", judged.unjudged), ("unasked", judged.unasked)):
        if count and not quiet:
            print_note(code, queries=count)
    if not quiet and not any(measured.figures.values()):
        print_note("nothing-relevant")


def print_evaluation(measured: Evaluation, comparison: Comparison | None, as_json: bool) -> None:
    """Prints the figures, and beside them those of the run they are compared with."""
    value: dict[str, Any] = {"queries": measured.queries, "figures": measured.figures}
    queries = counted(measured.queries, "query")
    rows = [(queries, *measured.figures), ("bahith", *map(_figure, measured.figures.values()))]
    if comparison:
        differences = comparison.differences
        value["compared"] = {
            "figures": comparison.figures,
            "differences": {name: difference.mean for name, difference in differences.items()},
            "p": {name: difference.p for name, difference in differences.items()},
        }
        rows.append(("compared", *map(_figure, comparison.figures.values())))
        rows.append(("difference", *(f"{difference.mean:+.4f}" for difference in differences.values())))
        rows.append(("p", *(_figure(difference.p) for difference in differences.values())))
    if as_json:
        print_json(value)
    else:
        print_table(rows[0], rows[1:])


def _figure(value: float) -> str:
    return f"{value:.4f}"


def print_json(value: dict[str, Any], indent: int | None = 2) -> None:
    """Prints a value as JSON; with no indent, on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def print_page(page: Page, offset: int) -> None:
    """Prints the hits of a page, numbered from `offset`."""
    found = counted(page.total, "document")
    found += f" in {counted(page.total_places, 'place')}" if page.total_places > page.total else ""
    found += f" and {counted(page.total_partial, 'document')} with some of the words" if page.total_partial else ""
    click.echo(f"{found}, {page.took_ms:.1f} ms, {page.index.generation} ({page.index.engine})")
    for notice in page.query.notices:
        click.echo(f"note: {notice.text('en')}")
    if page.query.repaired:
        click.echo(f"hits of: {page.query.repaired} (--repair off searches {page.query.text} as it was typed)")
    for author in page.authors:
        click.echo(f"by the author: {author.value} ({counted(author.count, 'document')})")
    if page.suggestion:
        asked = "fewer words" if page.suggestion.reason == "relaxed" else "did you mean"
        click.echo(f"{asked}: {page.suggestion.query} ({counted(page.suggestion.total, 'document')})")
    for number, hit in enumerate(page.hits, offset + 1):
        facts = "  ".join(displayable(fact) for fact in (*(hit.value(name) for name in _FACTS), f"id {hit.id}") if fact)
        click.echo(f"\n{number}. {click.style(hit.title, bold=True)}\n   {facts}  score {hit.score:.3f}")
        if hit.pinned:
            click.echo("   pinned")
        if hit.missing:
            click.echo(f"   without {', '.join(map(displayable, hit.missing))}")
        if hit.similar:
            click.echo(f"   and {hit.similar} similar: --similar-to {displayable(hit.id)}")
        for snippet in () if hit.places else hit.snippets:
            click.echo(f"   {_with_styled_marks(snippet.text, snippet.marks)}")
        _print_places(hit)


def _print_places(hit: Hit) -> None:
    """Prints the places of a work, each with the number of its part and what it is cited by."""
    for place in hit.places:
        cited = (place.label, place.volume and f"vol. {place.volume}", place.page and f"p. {place.page}")
        where = ", ".join((f"part {place.part}", *(displayable(one) for one in cited if one)))
        click.echo(f"   {where}: {_with_styled_marks(place.snippet.text, place.snippet.marks)}")
    if (more := hit.total_places - len(hit.places)) > 0:
        click.echo(f"   and {counted(more, 'place.more')} in it")


def _with_styled_marks(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    """The text with its marks underlined on a terminal; plain where the output is no terminal."""
    for start, end in reversed(marks):
        text = text[:start] + click.style(text[start:end], bold=True, underline=True) + text[end:]
    return text


def print_table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Prints rows in columns, as a terminal may show them; a header of empty texts is left out."""
    rows = [tuple(map(displayable, row)) for row in rows]
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows] if any(header) else rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
