"""Sources read without indexing them: check."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from search.commands.group import bahith, common, of_sources
from search.commands.terminal import EXIT_REJECTED, print_json, print_table
from search.messages import counted
from search.model.display import displayable
from search.model.reject import Reject
from search.settings import Settings
from search.sources import Task, find_files
from search.sources.survey import FormatSurvey, survey

_SHOWN = 50  # rejects and warnings on a terminal; with --json all of them
_COLUMNS = ("format", "files", "documents", "parts", "low", "rejected", "warnings", "fields")


@bahith.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@of_sources
@common
def check(paths: tuple[Path, ...], follow_links: bool, settings: Settings, as_json: bool, quiet: bool) -> int:
    """Read files and folders without indexing them, and report what is found for each format.

    Documents, parts, the fields that they have, how many are of low quality, and each file that cannot be read with the
    reason and what to do. The exit code is 7 when some cannot.

    \b
    Examples
      bahith check archive/
      bahith check register.xlsx --map "نص القرار=text"
    """
    started = time.monotonic()
    files = find_files(paths, follow_links)
    formats: dict[str, FormatSurvey] = {}
    task = Task(settings.limits.document_bytes, settings.schema, settings.sources)
    told = []
    for number, reject in enumerate(survey(files, task, formats)):
        told.append(reject)
        if not as_json and number < _SHOWN:
            click.echo(_line(reject), err=True)
    if as_json:
        rows = {name: of.to_dict() for name, of in sorted(formats.items())}
        print_json({"formats": rows, "rejects": [reject.to_dict() for reject in told]})
    else:
        _print(formats, len(told), time.monotonic() - started, quiet)
    return EXIT_REJECTED if any(not reject.warning for reject in told) else 0


def _print(formats: dict[str, FormatSurvey], told: int, seconds: float, quiet: bool) -> None:
    if told > _SHOWN:
        click.echo(f"… {counted(told - _SHOWN, 'reject')} more: --json has all", err=True)
    print_table(_COLUMNS, [_row(name, of) for name, of in sorted(formats.items())])
    if not quiet:
        documents = sum(of.documents for of in formats.values())
        click.echo(f"{counted(documents, 'document')} read in {seconds:.1f} s, nothing indexed", err=True)
    sys.stderr.flush()


def _row(name: str, of: FormatSurvey) -> tuple[str, ...]:
    fields = ", ".join(f"{field} {count}" for field, count in of.fields.most_common())
    numbers = (of.files, of.documents, of.parts, of.low, of.rejects, of.warnings)
    return (name, *map(str, numbers), fields or "-")


def _line(reject: Reject) -> str:
    """What is wrong, where, and what to do: one line."""
    place = f" line {reject.line}" if reject.line else ""
    place += f", {reject.place.text('en')}" if reject.place else ""
    kind = "warning" if reject.warning else "rejected"
    return displayable(f"{kind}: {reject.file}{place}: {reject.reason.text('en')}; {reject.cure.text('en')}")
