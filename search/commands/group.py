"""The group that all commands belong to, and the options that several of them take."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from search.settings import default_index

_F = TypeVar("_F", bound=Callable[..., Any])


def common(command: _F) -> _F:
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


def service(name: str, **attributes: Any) -> Callable[[_F], _F]:
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
