"""Where an index lives: a folder of generations with their manifests, published by one commit point, or a cluster;
records; rejects; the vocabulary."""

from __future__ import annotations

from pathlib import Path

from search.engines import CLUSTER, DEFAULT_ENGINE
from search.engines.opensearch.pointer import CURRENT, pointed_to
from search.engines.store import EngineStore, SharingStore
from search.errors import EngineUnavailableError, SettingsError
from search.model.cluster_settings import ClusterSettings
from search.storage.local_store import LocalStore


def open_store(
    location: Path | str,
    fingerprint: str,
    cluster: ClusterSettings = ClusterSettings(),
    engine: str = DEFAULT_ENGINE,
) -> EngineStore:
    """The store of the index at a location, a folder; where none is, one for an index of this engine.

    What it opens must be of this analysis, and so is what it publishes. Raises what `new_store` raises.
    """
    root = Path(location)
    if pointed_to(root) or (engine == CLUSTER and not (root / CURRENT).exists()):
        return new_store(location, fingerprint, cluster, CLUSTER)
    return new_store(location, fingerprint, cluster, DEFAULT_ENGINE)


def new_store(location: Path | str, fingerprint: str, cluster: ClusterSettings, engine: str) -> EngineStore:
    """The store at a location for an index of this engine, whatever is there.

    Raises `SettingsError` for a path that engines cannot be told, `EngineUnavailableError` without its package.
    """
    try:
        str(location).encode()
    except UnicodeEncodeError as error:
        raise SettingsError("path-not-utf8", path=repr(str(location))) from error
    root = Path(location)
    if engine != CLUSTER:
        return LocalStore(root, fingerprint)
    return sharing_store(root, fingerprint, cluster)


def sharing_store(root: Path, fingerprint: str, cluster: ClusterSettings) -> SharingStore:
    """The store of an index in a cluster, which is written by several at once. Raises `EngineUnavailableError`."""
    try:
        from search.engines.opensearch.store import OpenSearchStore, name_for
    except ImportError as error:
        raise EngineUnavailableError("engine-not-installed", name=CLUSTER, package="bahith[opensearch]") from error
    return OpenSearchStore(root, fingerprint, cluster, cluster.name or pointed_to(root) or name_for(root))
