"""Facets for a reader: engines count keys, people see the spelling that most documents have."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from search.engines.base import SEPARATOR, Engine
from search.model.results import Bucket
from search.model.schema import Schema

_CACHED = 2**12  # spellings of one generation


class FacetSpellings:
    """The most frequent spelling of each key of a generation, looked up when it is first shown."""

    def __init__(self, engine: Engine, schema: Schema) -> None:
        self._engine = engine
        self._fields = {of: name for name, of in schema.spellings.items()}
        self.spelling = lru_cache(_CACHED)(self._spelling)

    def buckets(self, name: str, counted: Iterable[tuple[str, int]]) -> tuple[Bucket, ...]:
        """The counted keys of a facet as buckets, most frequent first, then by what is shown."""
        buckets = [Bucket(self.spelling(name, key), count) for key, count in counted]
        return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value)))

    def _spelling(self, name: str, key: str) -> str:
        """How most documents write a key; itself in a field that keeps no spellings (the year, numbers)."""
        if name not in self._fields:
            return key
        found = self._engine.terms(self._fields[name], key + SEPARATOR, 1)
        return found[0][0].partition(SEPARATOR)[2] if found else key
