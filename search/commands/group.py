"""The group that all commands belong to, and the options that several of them take."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from search.analysis.lexicon.location import CACHE_FOLDER
from search.settings import KEYS, load_settings

_SETTING = "setting__"  # begins the parameters of options that are settings
_F = TypeVar("_F", bound=Callable[..., Any])


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command takes; the command gets the `settings` that come of them and of `setting`s."""

    @wraps(command)
    def with_settings(config: Path | None, **values: Any) -> Any:
        options = {name: values.pop(name) for name in list(values) if name.startswith(_SETTING)}
        paths = {name.removeprefix(_SETTING).replace("__", "."): value for name, value in options.items()}
        settings = load_settings(config, paths)
        if settings.cache_folder:
            os.environ[CACHE_FOLDER] = str(settings.cache_folder)
        return command(settings=settings, **values)

    for option in (
        click.option("--quiet", is_flag=True, help="No progress on stderr."),
        click.option("--json", "as_json", is_flag=True, help="The result as JSON."),
        click.option("--config", type=click.Path(path_type=Path), help="The settings (default: bahith.toml here)."),
        setting("index", type=click.Path(path_type=Path), help="The folder of the index (default: index)."),
        setting("cache_folder", type=click.Path(path_type=Path), help="Where the lexicon may be written."),
    ):
        with_settings = option(with_settings)
    return with_settings


def setting(path: str, **attributes: Any) -> Callable[[_F], _F]:
    """An option that sets a key of the settings for this run."""
    key = KEYS[path]
    if key.kind in (int, float):
        least, most = key.bounds
        attributes["type"] = click.IntRange(int(least), int(most)) if key.kind is int else click.FloatRange(least, most)
    return click.option(key.option, f"{_SETTING}{path.replace('.', '__')}", default=None, **attributes)


def of_sources(command: _F) -> _F:
    """The options of commands that read sources."""
    for option in (
        click.option(
            "--follow-links", is_flag=True, help="Read what links lead to outside the folders that are named."
        ),
        setting("sources.map", multiple=True, metavar="COLUMN=FIELD", help="Which column of tables is which field."),
        setting("sources.encoding", help="Of all text files (default: found in each)."),
    ):
        command = option(command)
    return command


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
