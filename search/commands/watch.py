"""An index that follows folders: watch."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from search.commands.group import bahith, common, of_sources
from search.commands.progress import ProgressLine
from search.commands.terminal import print_json, print_note, print_report
from search.errors import DiskFullError, IndexLockedError, SourceError, SourceMissingError
from search.indexing.following import Follower
from search.settings import Settings

_EVERY = 10  # seconds: a share of a network is looked through in one or two


@bahith.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--every", type=click.FloatRange(0.1, 86_400), default=_EVERY, help="Seconds from look to look.")
@click.option("--once", is_flag=True, help="Look once and end, for a scheduler.")
@of_sources
@common
def watch(
    paths: tuple[Path, ...],
    every: float,
    once: bool,
    follow_links: bool,
    settings: Settings,
    as_json: bool,
    quiet: bool,
) -> int:
    """Follow files and folders: what is added, changed or removed there is added, changed or removed in the index.

    Each change is a small generation, which servers follow within a second, and is told on stdout. After a restart it
    goes on where it was. A folder that is not there at the first start is an error (exit code 2); one that is gone
    later, or has lost all of its files at once, is waited for, and nothing is removed.

    \b
    Example
      bahith watch /mnt/newsroom/export --every 30
    """
    line = ProgressLine(sys.stderr, quiet)
    follower = Follower(paths, settings, follow_links, line.show)
    if not quiet and not once:
        print_note("watching", paths=[str(path) for path in paths], seconds=every)
    told, began = "", False
    while True:
        code = 0
        try:
            code = _round(follower, line, as_json)
            told = ""
        except (SourceError, IndexLockedError, DiskFullError) as error:  # what may pass by itself
            mistyped = isinstance(error, SourceMissingError) and not began and not follower.goes_on
            if once or mistyped:
                raise
            if str(error) != told:  # not at every look
                click.echo(f"bahith: {error}", err=True)
            told = str(error)
        if once:
            return code
        began = True
        time.sleep(every)


def _round(follower: Follower, line: ProgressLine, as_json: bool) -> int:
    """One look, told."""
    try:
        report = follower.round()
    finally:
        line.end()
    if report is None:
        return 0
    if as_json:
        print_json(report.to_dict(), indent=None)
        return 0
    return print_report(report, as_json)
