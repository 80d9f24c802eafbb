"""What people search: report."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click

from search.commands.group import bahith, common
from search.commands.terminal import print_json, print_note, print_table
from search.evaluation.query_report import LISTS, MOST, QueryReport, read_log, report
from search.settings import Settings

_WIDTH = 60  # characters of a query


@bahith.command("report")
@click.argument("logs", nargs=-1, type=click.Path(path_type=Path))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, as 2026-01-31 (UTC).")
@click.option("-n", "most", type=click.IntRange(1, 10_000), default=MOST, show_default=True, help="Queries a list.")
@click.option("--csv", "as_csv", is_flag=True, help="The result as CSV.")
@common
def query_report(
    logs: tuple[Path, ...], since: object, most: int, as_csv: bool, settings: Settings, as_json: bool, quiet: bool
) -> None:
    """Say what people search, by the LOG of a service: most asked, found nothing, repaired, slow, clicked, a day.

    The log is what `bahith serve --log-queries` (or --log-requests: hashes in place of the queries) writes, plain or
    .gz, whatever a collector of logs has put before the lines; without one it is the log_file of the settings.

    \b
    Examples
      bahith report /var/log/bahith.log --since 2026-11-01
      journalctl -u bahith -o cat | bahith report /dev/stdin --csv
    """
    paths = logs or ((settings.service.log_file,) if settings.service.log_file else ())
    if not paths:
        raise click.UsageError("name a LOG, or set log_file in [service]")
    day = f"{since:%Y-%m-%d}" if since else ""
    made = report(chain.from_iterable(map(read_log, paths)), day, most)
    if as_json:
        print_json(made.to_dict())
    elif as_csv:
        click.echo(made.to_csv(), nl=False)
    else:
        _print(made)


def _line(query: str) -> str:
    """A query on one line, of a pasted text the beginning."""
    line = " ".join(query.split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"


def _print(made: QueryReport) -> None:
    if not made.days:
        print_note("no-searches")
        return
    header = ("day", "searches", "nothing", "repaired", "slow", "clicks")
    print_table(header, [tuple(str(getattr(day, name)) for name in header) for day in made.days])
    for name in LISTS:
        rows: list[tuple[str, ...]] = [
            (_line(one.query), str(one.searches), str(one.hits), f"{one.ms:.0f}", str(one.clicks), _line(one.repaired))
            for one in getattr(made, name)
        ]
        if rows:
            click.echo(f"\n{name}")
            print_table(("query", "searches", "hits", "ms", "clicks", "shown instead"), rows)
