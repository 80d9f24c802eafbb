"""The settings of this process, in rising force: those of `bahith.toml`, of the environment, of the options."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from search.errors import SettingsError
from search.model.compiled import PURE_PYTHON
from search.model.reject import UnfitError
from search.model.request import sorts
from search.model.schema import KINDS, Field, Schema
from search.settings.keys import FIELD_KEYS, HIDDEN, KEYS, SECRET, TABLES, Key
from search.settings.own_values import UnfitValueError
from search.settings.values import Settings

CONFIG = Path("bahith.toml")
VARIABLE = "BAHITH_CONFIG"
DEBUG = "BAHITH_DEBUG"  # the whole report of a fault: no setting, as it concerns whoever looks for one
REPLICATE_KEY = "BAHITH_REPLICATE_KEY"  # of the service that a replica is copied from: no setting, as nothing shows it
_NO_SETTINGS = (VARIABLE, DEBUG, REPLICATE_KEY, PURE_PYTHON)
_PREFIX = "BAHITH_"
# What Kubernetes sets in every container beside a service named bahith, or bahith-web and the like.
_SERVICE_LINK = re.compile(r"BAHITH_(\w+_)?(SERVICE_HOST|SERVICE_PORT|PORT)(_\w+)?$")
_FIELDS = "fields"
_Given = tuple[Key, Any, str]  # a key, its value, where that came from


def load_settings(
    config: Path | None = None,
    options: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings of a file, the environment and the options (by the path of their key), the last of them counting.

    Without `config` the file is that of `BAHITH_CONFIG`, or `bahith.toml` here when there is one. Raises
    `SettingsError` naming the file, the table and the key.
    """
    path = config or (Path(environment[VARIABLE]) if environment.get(VARIABLE) else None)
    if path is None and CONFIG.is_file():
        path = CONFIG
    document = _read(path) if path else {}
    own = _own_fields(path, document.pop(_FIELDS, {})) if path else ()
    values: dict[str, Any] = {}
    origins: dict[str, str] = {f"{_FIELDS}.{field.name}": str(path) for field in own}
    given = (*_from_file(path, document), *_from_environment(environment), *_from_options(options or {}))
    for key, value, origin in given:
        values[key.path], origins[key.path] = value, origin
    found = _settings(values, _schema(path, own), origins)
    _check_site(found)
    return found


def _settings(values: Mapping[str, Any], schema: Schema, origins: Mapping[str, str]) -> Settings:
    def of(table: str) -> dict[str, Any]:
        return {key.name: values[key.path] for key in KEYS.values() if key.table == table and key.path in values}

    tables = {table: kind(**of(table)) for table, kind in TABLES.items()}
    return Settings(**of(""), **tables, schema=schema, origins=origins)


def _check_site(settings: Settings) -> None:
    """Raises `SettingsError` where the page names a field that there is not."""
    site, schema = settings.site, settings.schema
    for name, given, known in (
        ("sort", (site.sort,), sorts(schema)),
        ("facets", site.facets, schema.tags),
        ("labels", site.labels, schema.tags),
        ("values", site.values, schema.tags),
    ):
        if unknown := next((one for one in given if one not in known), None):
            origin = settings.origins.get(f"site.{name}", "")
            raise _unfit(f"{origin}, [site]", name, unknown, UnfitValueError("choice", choices=known))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError("settings-unreadable", path=path, reason=error.strerror or error) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError("settings-not-toml", path=path, reason=error) from None


def _from_file(path: Path | None, document: Mapping[str, Any]) -> Iterator[_Given]:
    for name, value in document.items():
        if name in TABLES:
            if not isinstance(value, dict):
                raise _unfit(path, name, value, UnfitValueError("table"))
            for inner, one in value.items():
                yield _given_in_file(path, name, inner, one)
        else:
            yield _given_in_file(path, "", name, value)


def _given_in_file(path: Path | None, table: str, name: str, value: Any) -> _Given:
    key = KEYS.get(f"{table}.{name}" if table else name)
    if key is None or key.table != table:
        known = [one.name for one in KEYS.values() if one.table == table]
        raise _unknown(path, table, name, known if table else [*known, *TABLES, _FIELDS])
    try:
        return key, key.read(value, path.parent if path else Path()), str(path)
    except UnfitValueError as error:
        raise _unfit(_place(path, table), name, HIDDEN if key.path in SECRET else value, error) from None


def _from_environment(environment: Mapping[str, str]) -> Iterator[_Given]:
    known = {key.variable: key for key in KEYS.values() if key.variable}
    for variable, text in environment.items():
        if key := known.get(variable):
            if text:
                try:
                    yield key, key.parse(text), variable
                except UnfitValueError as error:
                    raise _unfit(variable, key.name, text, error) from None
        elif variable.startswith(_PREFIX) and variable not in _NO_SETTINGS and not _SERVICE_LINK.match(variable):
            (nearest,) = get_close_matches(variable, [*known, VARIABLE], 1, 0.0)
            raise SettingsError("settings-unknown-variable", name=variable, nearest=nearest)


def _from_options(options: Mapping[str, Any]) -> Iterator[_Given]:
    for path, value in options.items():
        if value is not None and value != ():
            yield KEYS[path], value, KEYS[path].option


def _own_fields(path: Path, tables: Any) -> tuple[Field, ...]:
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise _unfit(path, _FIELDS, tables, UnfitValueError("field-tables"))
    return tuple(_own_field(path, name, table) for name, table in tables.items())


def _own_field(path: Path, name: str, table: Mapping[str, Any]) -> Field:
    values: dict[str, Any] = {"name": name, "ar": name, "en": name}
    for key, value in table.items():
        if key not in FIELD_KEYS:
            raise _unknown(path, f"{_FIELDS}.{name}", key, list(FIELD_KEYS))
        try:
            values[key] = FIELD_KEYS[key].read(value)
        except UnfitValueError as error:
            raise _unfit(_place(path, f"{_FIELDS}.{name}"), key, value, error) from None
    if "kind" not in values:
        raise _unfit(_place(path, f"{_FIELDS}.{name}"), "kind", "", UnfitValueError("choice", choices=KINDS))
    return Field(**values)


def _schema(path: Path | None, own: tuple[Field, ...]) -> Schema:
    try:
        return Schema(own)
    except UnfitError as error:
        raise SettingsError("settings-field", path=path, reason=error.reason) from None


def _place(path: Path | None, table: str) -> str:
    return f"{path}, [{table}]" if table else str(path)


def _unknown(path: Path | None, table: str, name: str, known: list[str]) -> SettingsError:
    (nearest,) = get_close_matches(name, known, 1, 0.0)
    return SettingsError("settings-unknown-key", place=_place(path, table), name=name, nearest=nearest)


def _unfit(place: object, name: str, value: Any, error: UnfitValueError) -> SettingsError:
    return SettingsError("settings-value", place=str(place), name=name, value=str(value)[:40], expected=error.expected)
