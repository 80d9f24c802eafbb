"""Where an index lives: a folder of generations with their manifests, published by one commit point; records; rejects;
the vocabulary."""

from __future__ import annotations

from pathlib import Path

from search.engines.store import EngineStore
from search.errors import SettingsError
from search.storage.local_store import LocalStore


def open_store(location: Path | str, fingerprint: str) -> EngineStore:
    """The store at a location: a folder. What it opens must be of this analysis, and so is what it publishes.

    Raises `SettingsError` for a path that engines cannot be told.
    """
    try:
        str(location).encode()
    except UnicodeEncodeError as error:
        raise SettingsError("path-not-utf8", path=repr(str(location))) from error
    return LocalStore(Path(location), fingerprint)
