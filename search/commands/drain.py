"""What the API has accepted, put into the index: drain."""

from __future__ import annotations

import signal

import click

from search.commands.group import bahith, common
from search.commands.terminal import print_json, print_note
from search.indexing.drain import Drainer
from search.settings import Settings


@bahith.command()
@click.option("--once", is_flag=True, help="Apply what waits now, and end.")
@common
def drain(once: bool, settings: Settings, as_json: bool, quiet: bool) -> None:
    """Put into the index what the API has accepted; `bahith serve` does so by itself.

    For an index whose service is not running, or runs where it may not write. Each few seconds what was accepted is one
    generation, which servers follow; an end at any moment loses nothing and applies nothing twice.
    """
    drainer = Drainer(settings)
    if once:
        tasks = 0
        while done := drainer.round():
            tasks += done
        if as_json:
            print_json({"tasks": tasks})
        elif not quiet:
            print_note("drained", tasks=tasks)
        return
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    drainer.run(lambda: not told)
