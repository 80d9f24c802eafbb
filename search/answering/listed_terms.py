"""The terms of a generation, whole fields listed once: a filter by an author looks through all of them."""

from __future__ import annotations

from functools import lru_cache

from search.engines.base import Engine
from search.query.expand import Lookup

_FIELDS = 8  # of 100,000 values at most, at some 170 bytes each


def listing(engine: Engine) -> Lookup:
    """`Engine.terms`, which lists no field twice; what it gives is not to be changed."""
    # Not of a method: the cache and its object would hold each other, and so a generation that is no longer used.
    whole = lru_cache(_FIELDS)(lambda name, limit: engine.terms(name, "", limit))

    def terms(name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        return engine.terms(name, prefix, limit) if prefix else whole(name, limit)

    return terms
