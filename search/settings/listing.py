"""The settings as a list: every key with its value and where that came from."""

from __future__ import annotations

from typing import Any

from search.settings.keys import HIDDEN, KEYS, SECRET
from search.settings.values import Settings

_DEFAULT = "default"


def listed(settings: Settings) -> list[tuple[str, Any, str]]:
    """(name, value, origin) of every key, in the order of the tables, then of every own field.

    >>> next(row for row in listed(Settings()) if row[0] == "limits.window")
    ('limits.window', 10000, 'default')
    """
    rows: list[tuple[str, Any, str]] = []
    for key in KEYS.values():
        value = getattr(getattr(settings, key.table) if key.table else settings, key.name)
        value = HIDDEN if value and key.path in SECRET else value
        rows.append((key.path, value, settings.origins.get(key.path, _DEFAULT)))
    for field in settings.schema.own:
        name = f"fields.{field.name}"
        value = {key: one for key, one in field.to_dict().items() if key != "name"}
        rows.append((name, value, settings.origins.get(name, _DEFAULT)))
    return rows
