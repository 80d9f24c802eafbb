"""Every key that can be set, found in the types of the settings: its table, its type, its default."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from search.engines import EVERY_ENGINE
from search.messages import languages
from search.model.cluster_settings import ClusterSettings
from search.model.limits import Limits
from search.model.ranking import Ranking
from search.model.source_settings import SourceSettings
from search.settings.own_values import READERS, UnfitValueError
from search.settings.site import Site
from search.settings.values import Service, Settings, Tables

# Not in the environment: Kubernetes sets BAHITH_PORT for a service named bahith, to an address.
_NOT_IN_ENVIRONMENT = ("service.host", "service.port")
_TOP = ("index", "seeds", "engine", "cache_folder")  # keys that stand in no table
_UNPREFIXED = ("", "service")  # tables whose keys are variables without the name of the table
_TRUTHS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_DIGITS = 15
_ANY = (0, 1_000_000_000)
# The least and the most of a number: beyond them a service does not start, or takes the machine with it.
_BOUNDS: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(("limits.limit", "limits.window"), (10, _ANY[1])),  # the hits of a page when no number is asked for
    **dict.fromkeys((f"sources.{one.name}" for one in fields(SourceSettings)), (1, 1_000_000)),
    "service.port": (0, 65_535),
    "service.workers": (0, 64),
    "service.rate_limit": (0, 1_000_000),
    "service.cache": (0, 10_000),
    "service.proxies": (0, 9),
    "service.deadline": (0.1, 3_600),
    "service.max_age": (0, 1_000_000),
    "opensearch.shards": (1, 1_000),
    "opensearch.replicas": (0, 9),
    "opensearch.timeout": (0.1, 600),
}
_CHOICES = {"engine": EVERY_ENGINE, "site.languages": languages()}
# What a text must look like, and the code of the text that says so.
_FORMS: Mapping[str, tuple[str, str]] = {
    "site.accent": ("#[0-9a-fA-F]{6}", "colour"),
    # No user or password in them: an address is shown where it does not answer.
    "opensearch.addresses": (r"https?://[^\s/@]+(/[^\s@]*)?", "addresses"),
    "opensearch.name": ("([a-z0-9][a-z0-9_-]{0,99})?", "index-name"),
    "site.frame_ancestors": (r"\*|'self'|https?://[\w.*-]+(:\d+)?", "origins"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: `table` is empty for those at the top of the file."""

    table: str
    name: str
    kind: Any
    default: Any

    @property
    def path(self) -> str:
        """Its name with that of its table: `limits.window`."""
        return f"{self.table}.{self.name}" if self.table else self.name

    @property
    def variable(self) -> str | None:
        """The variable of the environment that sets it, if one does."""
        if self.path in _NOT_IN_ENVIRONMENT or self.kind in READERS:
            return None
        prefix = "" if self.table in _UNPREFIXED else f"{self.table}_"
        return f"BAHITH_{prefix}{self.name}".upper()

    @property
    def option(self) -> str:
        """The option of the command line that sets it, where a command takes one."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that a number may be."""
        return _BOUNDS.get(self.path, (1, _ANY[1]) if self.table == "limits" else _ANY)

    @property
    def choices(self) -> tuple[str, ...]:
        """What it may be, where that can be listed."""
        return get_args(self.kind) if get_origin(self.kind) is Literal else _CHOICES.get(self.path, ())

    def read(self, value: Any, folder: Path = Path()) -> Any:
        """The value of a TOML document; paths are below `folder`. Raises `UnfitValueError`."""
        kind = self.kind
        if kind in READERS:
            return READERS[kind](value)
        if Path in (kind, *get_args(kind)):
            if not isinstance(value, str) or not value or "\0" in value:
                raise UnfitValueError("path")
            return folder / value
        if get_origin(kind) is tuple:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise UnfitValueError("texts")
            if self.choices and not (value and set(value) <= set(self.choices)):
                raise UnfitValueError("choices", choices=self.choices)
            return tuple(self._formed(one) for one in value)
        if self.choices:
            if value not in self.choices:
                raise UnfitValueError("choice", choices=self.choices)
            return value
        return self._formed(_plain(kind, value, *self.bounds))

    def _formed(self, value: Any) -> Any:
        """The value, where it looks as one of this key must."""
        form, code = _FORMS.get(self.path, ("", ""))
        if form and not re.fullmatch(form, value):
            raise UnfitValueError(code)
        return value

    def parse(self, text: str) -> Any:
        """The value of a text of the environment, lists divided by spaces. Raises `UnfitValueError`."""
        if get_origin(self.kind) is tuple:
            return self.read(text.split())
        if self.kind is bool:
            return self.read(_TRUTHS.get(text.strip().lower(), text))
        if self.kind is int:
            return self.read(int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else text)
        if self.kind is float:
            try:
                return self.read(float(text))
            except ValueError:
                return self.read(text)
        return self.read(text)


def _plain(kind: type, value: Any, least: float, most: float) -> Any:
    if kind is str:
        if not isinstance(value, str):
            raise UnfitValueError("text")
        return value
    if kind is bool:
        if not isinstance(value, bool):
            raise UnfitValueError("truth")
        return value
    number = (int, float) if kind is float else (int,)
    if isinstance(value, bool) or not isinstance(value, number) or not least <= value <= most:
        raise UnfitValueError("whole-number" if kind is int else "number", least=least, most=most)
    return kind(value)


TABLES: Mapping[str, type] = {
    "limits": Limits,
    "ranking": Ranking,
    "site": Site,
    "sources": SourceSettings,
    "tables": Tables,
    "service": Service,
    "opensearch": ClusterSettings,
}
SECRET = ("opensearch.password",)  # which nothing shows
HIDDEN = "***"  # what is shown in its place


def _keys() -> Iterator[Key]:
    """The keys at the top of the file, then those of each table."""
    for table, kind in {"": Settings, **TABLES}.items():
        hints, defaults = get_type_hints(kind), kind()
        for one in fields(kind):
            if table or one.name in _TOP:
                yield Key(table, one.name, hints[one.name], getattr(defaults, one.name))


KEYS: Mapping[str, Key] = {key.path: key for key in _keys()}
# The keys of a table [fields.NAME].
FIELD_KEYS: Mapping[str, Key] = {
    name: Key("fields", name, kind, None)
    for name, kind in {
        "kind": Literal["text", "tag", "number", "date"],
        **dict.fromkeys(("many", "facet", "filter", "sort"), bool),
        **dict.fromkeys(("ar", "en"), str),
        "weight": float,
    }.items()
}
