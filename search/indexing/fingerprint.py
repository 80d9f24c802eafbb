"""The fingerprint of an index: which analysis its terms and the keys of its vocabulary were made by."""

from __future__ import annotations

import hashlib
from functools import cache

from search import analysis
from search.analysis.tables import tables_digest
from search.corrections.names import KEY_TABLES
from search.corrections.tables import DATA


@cache
def fingerprint() -> str:
    """A digest that is another when an index made now would have other terms or other keys."""
    keys = tables_digest(*KEY_TABLES, folder=DATA)
    return hashlib.sha256(f"{analysis.fingerprint()} {keys}".encode()).hexdigest()[:16]
