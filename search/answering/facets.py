"""Facets for a reader: engines count keys, people see the spelling that most documents have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial

from search.engines.base import SEPARATOR, Engine
from search.model.results import Bucket
from search.model.schema import Schema

_CACHED = 2**12  # spellings of one generation


class FacetSpellings:
    """The most frequent spelling of each key of a generation, looked up when it is first shown."""

    def __init__(self, engine: Engine, schema: Schema) -> None:
        fields = {of: name for name, of in schema.spellings.items()}
        # Not of a method: the cache and its object would hold each other, and so a generation that is no longer used.
        self.spelling = lru_cache(_CACHED)(partial(_spelling, engine, fields))

    def buckets(self, name: str, counted: Iterable[tuple[str, int]]) -> tuple[Bucket, ...]:
        """The counted keys of a facet as buckets, most frequent first, then by what is shown."""
        buckets = [Bucket(self.spelling(name, key), count) for key, count in counted]
        return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value)))


def _spelling(engine: Engine, fields: Mapping[str, str], name: str, key: str) -> str:
    """How most documents write a key; itself in a field that keeps no spellings (the year, numbers)."""
    if name not in fields:
        return key
    found = engine.terms(fields[name], key + SEPARATOR, 1)
    return found[0][0].partition(SEPARATOR)[2] if found else key
