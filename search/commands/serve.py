"""The service: serve."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from search.answering.searcher import Index
from search.commands.group import bahith, common, setting
from search.commands.progress import ProgressLine
from search.errors import IndexMissingError
from search.indexing import indexer
from search.settings import Settings


@bahith.command()
@setting("service.host", help="0.0.0.0 serves to the whole network.")
@setting("service.port", help="0 takes any free one (default: 8000).")
@setting("service.workers", help="Processes that answer (default: one a core).")
@setting(
    "service.cors", multiple=True, metavar="ORIGIN", help="Whose pages may read the API; * for any. May be repeated."
)
@setting("service.rate_limit", help="Requests a minute of one client.")
@setting(
    "service.keys", type=click.Path(path_type=Path), help="File of lines NAME SHA256 [REQUESTS]: the API needs a key."
)
@setting("service.cache", help="Megabytes of answers a worker keeps; 0: none.")
@setting("service.proxies", help="How many proxies stand before it, e.g. 1 for nginx.")
@setting("service.forwarded_host", is_flag=True, help="Believe their X-Forwarded-Host too: it goes into links.")
@setting(
    "service.deadline",
    help="Seconds in which a client sends the head of a request, its body, and takes the answer.",
)
@setting("service.log_requests", is_flag=True, help="A line of JSON on stderr for each request, without its query.")
@setting("service.log_queries", is_flag=True, help="The same with the query.")
@setting("service.log_format", type=click.Choice(["json", "text"]), help="Of these lines (default: json).")
@setting("service.log_file", type=click.Path(path_type=Path), help="Where they go, in the place of stderr.")
@setting("service.clicks", is_flag=True, help="Let the page tell the log which hits are opened.")
@setting("service.max_age", help="Hours after which the index is called old.")
@click.option("--demo", is_flag=True, help="Where there is no index, build one from seeds/ first.")
@common
def serve(demo: bool, settings: Settings, as_json: bool, quiet: bool) -> None:
    """Serve the search page and the JSON API of an index; exit code 3 where there is none.

    Each of these options is also a key of the table [service] in bahith.toml and, but for the host and the port, a
    variable of the environment: BAHITH_CORS, BAHITH_RATE_LIMIT, and so on. `bahith config` shows them.
    """
    try:
        Index(settings.index, settings)
    except IndexMissingError:
        if not demo:
            raise
        line = ProgressLine(sys.stderr, quiet)
        indexer.rebuild(None, settings.index, settings.engine, line.show, settings)
        line.end()
    server = importlib.import_module(
        "web.service.server"
    )  # the web stands on the library; only this command reaches up to it
    server.serve(settings, lambda address: click.echo(f"Bahith (باحث) serves {settings.index} at {address}"))
