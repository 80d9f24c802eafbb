"""A generation in the cluster, open for reading."""

from __future__ import annotations

from pathlib import Path

from search.engines.base import Engine, Window
from search.engines.clauses import MatchAll
from search.engines.opensearch.client import Client
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.index import check_mapping, definition
from search.engines.opensearch.side_files import copy
from search.engines.opensearch.writer import Names
from search.errors import IndexCorruptError
from search.model.manifest import Manifest


class OpenSearchGeneration:
    """A published generation; its files are fetched at the first look."""

    def __init__(self, client: Client, index: str, manifest: Manifest, folder: Path) -> None:
        self._client = client
        self._names = Names(index)
        self._folder = folder
        self._manifest = manifest
        self._engine = OpenSearchEngine(client, self._names, manifest.schema)

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def engine(self) -> Engine:
        return self._engine

    def file(self, name: str) -> Path:
        return copy(self._client, self._names.beside, self._manifest.files, name, self._folder)

    def check(self) -> None:
        """Raises `IndexCorruptError` or `EngineFailedError` where the cluster holds something else than was sealed."""
        check_mapping(self._client, self._names.documents, definition(self._manifest.schema, 1))
        check_documents(self._client, self._names, self._engine, self._manifest)

    def close(self) -> None:
        self._engine.close()


def check_documents(client: Client, names: Names, engine: Engine, manifest: Manifest) -> None:
    """Raises `IndexCorruptError` where the cluster holds another number of documents than the manifest says."""
    found = engine.search(MatchAll(), Window(limit=0, facets=manifest.schema.default_facets)).total
    if found != manifest.documents:
        told = {"location": client.location, "index": names.documents}
        raise IndexCorruptError("cluster-incomplete", **told, found=found, expected=manifest.documents)
