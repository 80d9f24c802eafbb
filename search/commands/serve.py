"""The service: serve."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from search.answering.searcher import Index
from search.commands.group import bahith, common, service
from search.commands.progress import ProgressLine
from search.engines import DEFAULT_ENGINE
from search.errors import IndexMissingError
from search.indexing import indexer


@bahith.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 serves to the whole network.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--workers", type=click.IntRange(0, 64), default=0, help="Processes that answer (default: one a core).")
@service("cors", multiple=True, metavar="ORIGIN", help="Whose pages may read the API; * for any. May be repeated.")
@service("rate-limit", type=click.IntRange(0, 1_000_000), default=0, help="Requests a minute of one client.")
@service("keys", type=click.Path(path_type=Path), help="File of lines NAME SHA256 [REQUESTS]: the API needs a key.")
@service("cache", type=click.FloatRange(0, 10_000), default=16, help="Megabytes of answers a worker keeps; 0: none.")
@service("proxies", type=click.IntRange(0, 9), default=0, help="How many proxies stand before it, e.g. 1 for nginx.")
@service("log-requests", is_flag=True, help="A line of JSON on stderr for each request, without its query.")
@service("log-queries", is_flag=True, help="The same with the query.")
@common
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
    server = importlib.import_module(
        "web.service.server"
    )  # the web stands on the library; only this command reaches up to it
    server.serve(
        index,
        host,
        port,
        workers=workers,
        announce=lambda address: click.echo(f"Bahith (باحث) serves {index} at {address}"),
        **{name.upper(): value for name, value in config.items()},
    )
