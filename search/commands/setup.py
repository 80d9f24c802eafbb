"""The file of settings: init, check-config."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import click

from search.answering.own_tables import check_tables
from search.answering.searcher import Index
from search.commands.group import bahith, common
from search.commands.terminal import print_json, print_note
from search.errors import BahithError, IndexMissingError, SettingsError
from search.settings import Settings
from search.settings.checking import check_site
from search.settings.load import CONFIG

_UNFIT = 2


@bahith.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@common
def init(folder: Path, settings: Settings, as_json: bool, quiet: bool) -> None:
    """Write a bahith.toml with every key of the page and the server, each commented out with what it does.

    It is written into FOLDER (default: here); one that is there is left as it is.

    \b
    Example
      bahith init /etc/bahith
    """
    path = folder / CONFIG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write((resources.files("search.commands") / "data" / "bahith.toml").read_text(encoding="utf-8"))
    except FileExistsError:
        raise SettingsError("settings-there", path=path) from None
    except OSError as error:
        raise SettingsError("file-not-writable", path=path, reason=error.strerror or str(error)) from None
    if as_json:
        print_json({"written": str(path)})
    else:
        print_note("written", path=path)


@bahith.command("check-config")
@common
def check_config(settings: Settings, as_json: bool, quiet: bool) -> int:
    """Look through the settings and every file that they name; exit code 2 when something is wrong.

    A service goes on without what it cannot read; here it is said beforehand.
    """
    wrong = faults(settings)
    if as_json:
        print_json({"ok": not wrong, "wrong": [{"en": error.text("en"), "ar": error.text("ar")} for error in wrong]})
    else:
        for error in wrong:
            click.echo(str(error))
        if not wrong:
            print_note("config-right")
            _say_index(settings)
    return _UNFIT if wrong else 0


def faults(settings: Settings) -> list[BahithError]:
    """What is wrong with the files that the settings name."""
    return [*check_site(settings), *check_tables(settings.tables), *_check_keys(settings)]


def _check_keys(settings: Settings) -> Iterator[BahithError]:
    if settings.service.keys:
        keys = importlib.import_module("web.service.keys")  # the web stands on the library
        try:
            keys.read_keys(settings.service.keys)
        except BahithError as error:
            yield error


def _say_index(settings: Settings) -> None:
    """Says what is no fault of the settings and yet keeps the service from answering as they say."""
    try:
        index = Index(settings.index, settings)
    except IndexMissingError as error:
        click.echo(str(error), err=True)
        return
    if index.schema != settings.schema:
        print_note("other-fields")
