"""The settings: config."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from search.commands.group import bahith, common
from search.commands.terminal import print_json, print_table
from search.settings import Link, OwnText, Settings
from search.settings.listing import listed


@bahith.command()
@common
def config(settings: Settings, as_json: bool, quiet: bool) -> None:
    """Show every setting and where it comes from: an option, the environment, a file, or the default.

    \b
    They are read from bahith.toml (here, or where --config or $BAHITH_CONFIG says), then from the environment, then
    from the options of a command; what comes later counts.
      index = "/srv/index"             [limits] window = 10000       [service] rate_limit = 60
      [fields.hijri_year] kind = "number"  facet = true  ar = "السنة الهجرية"  en = "Hijri year"
    """
    rows = listed(settings)
    if as_json:
        print_json({name: {"value": _plain(value), "origin": origin} for name, value, origin in rows})
    else:
        print_table(("", "", ""), [(name, _text(value), origin) for name, value, origin in rows])


def _plain(value: Any) -> Any:
    if isinstance(value, OwnText):
        return value.texts.get("") or dict(value.texts)
    if isinstance(value, Link):
        return {"url": value.url, **value.text.texts}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value


def _text(value: Any) -> str:
    if isinstance(value, OwnText):
        return " / ".join(value.texts.values())
    if isinstance(value, Link):
        return f"{_text(value.text)} {value.url}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(inner)}" for name, inner in value.items()) or "-"
    if isinstance(value, tuple):
        return ", ".join(map(_text, value)) or "-"
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None or value == "" else str(value)
