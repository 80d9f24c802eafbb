"""A generation in the making in the cluster: nobody asks for its indexes before the alias leads to them."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from search.engines.base import Engine, Writer
from search.engines.opensearch.client import PATIENCE, Client
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.generation import check_documents
from search.engines.opensearch.index import wait_for
from search.engines.opensearch.ledger import Content, Entry, Ledger
from search.engines.opensearch.lock import Lock
from search.engines.opensearch.pointer import point_to
from search.engines.opensearch.side_files import copy, upload
from search.engines.opensearch.writer import Names, OpenSearchWriter
from search.engines.store import Counts, Piece
from search.errors import BahithError, IndexLockedError
from search.model.cluster_settings import ClusterSettings
from search.model.manifest import Manifest
from search.model.schema import Schema

ENGINE = "opensearch"
KEPT = 2  # generations before the published one
_WHOLE_SECONDS = 3_600.0  # in which the copies of a generation are made


@dataclass(frozen=True, slots=True)
class Place:
    """Where a generation is made and published: the cluster and its ledger, under the lock; folders on this machine."""

    client: Client
    ledger: Ledger
    lock: Lock
    settings: ClusterSettings
    root: Path
    copies: Path
    fingerprint: str
    machine: str

    def change(self, change: Callable[[Content], Content]) -> None:
        """Changes the ledger. Raises `IndexLockedError` when the lock was lost."""
        self.ledger.change(lambda content: change(self.lock.checked(content)))

    def check(self) -> None:
        """Raises `IndexLockedError` when the lock was lost."""
        self.lock.checked(self.ledger.read())

    def publish(self, old: str, new: str) -> None:
        """Publishes a generation in the place of another. Raises `IndexLockedError` where that is not the published."""
        self.check()
        if not self.ledger.publish(old, new):
            raise IndexLockedError("lock-lost", root=self.root, holder=self.ledger.published() or "-")
        point_to(self.root, self.ledger.name)


@dataclass(frozen=True, slots=True)
class Base:
    """The published generation, which a draft replaces; its manifest where the draft continues it."""

    index: str
    manifest: Manifest | None


class OpenSearchDraft:
    """A draft; its indexes are made when the writer is first looked at."""

    def __init__(self, place: Place, entry: Entry, schema: Schema, base: Base) -> None:
        self._place = place
        self._schema = schema
        self._base = base
        self._entry = entry
        self._names = Names(self._entry.index)
        self._folder = copies_of(place.copies, self._entry.index)
        self._writer: OpenSearchWriter | None = None
        self._put: set[str] = set()
        self._begun = False

    @property
    def writer(self) -> Writer:
        return self._opened()

    def _opened(self) -> OpenSearchWriter:
        if self._writer is None:
            self._writer = self._open_writer()
        return self._writer

    def _open_writer(self) -> OpenSearchWriter:
        self._place.change(lambda content: content.with_entry(self._entry))  # first, so that all of it can be swept
        self._begun = True
        continued = Names(self._base.index) if self._base.manifest else None
        return OpenSearchWriter(self._place.client, self._names, self._schema, self._place.settings.shards, continued)

    def open(self) -> Engine:
        return OpenSearchEngine(self._place.client, self._names, self._schema)

    def file(self, name: str) -> Path:
        base = self._base
        if name in self._put or base.manifest is None:
            return self._folder / name
        folder = copies_of(self._place.copies, base.index)
        return copy(self._place.client, Names(base.index).beside, base.manifest.files, name, folder)

    def put(self, name: str, pieces: Iterable[Piece]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / name).open("wb") as file:
            file.writelines(pieces)
        self._put.add(name)

    def seal(self, counts: Counts) -> Manifest:
        self._place.check()  # another writer may have swept what is to be sealed
        client, names = self._place.client, self._names
        files = {name: upload(client, names.beside, self._folder / name) for name in sorted(self._put)}
        sealed = {"blocks.write": True, "auto_expand_replicas": f"0-{self._place.settings.replicas}"}
        for index in names.both:
            client.ask("POST", f"/{index}/_refresh", None, PATIENCE)
            client.ask("POST", f"/{index}/_flush", None, PATIENCE)
            client.ask("PUT", f"/{index}/_settings", {"index": sealed}, PATIENCE)
        for index in names.both:  # a copy of each shard is there before anyone asks
            wait_for(client, index, "green", _WHOLE_SECONDS)
        manifest = Manifest(
            generation=self._entry.name,
            engine=ENGINE,
            engine_version=client.version(),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=files | {index: (_bytes(client, index), "") for index in names.both},
            fingerprint=self._place.fingerprint,
            own_fields=self._schema.to_list(),
            **asdict(counts),
        )
        check_documents(client, names, self.open(), manifest)
        self._place.change(lambda content: content.with_entry(self._sealed(manifest, content)))
        return manifest

    def _sealed(self, manifest: Manifest, content: Content) -> Entry:
        """The entry of this generation; of the queues of other machines it holds what the one before holds."""
        base = content.entry(self._base.index)
        applied = {**(base.applied if base else {}), self._place.machine: manifest.applied}
        return replace(self._entry, manifest=manifest.to_json(), applied=applied)

    def publish(self) -> None:
        self._place.publish(self._base.index, self._entry.index)
        entries = sorted(self._place.ledger.read().entries, key=lambda entry: entry.number)
        with contextlib.suppress(BahithError):  # it is published; the next writer sweeps
            drop(self._place, [entry.index for entry in entries[: -1 - KEPT]])

    def abandon(self) -> None:
        if self._writer is not None:
            with contextlib.suppress(Exception):  # it may be the writer that failed, or have committed
                self._writer.cancel()
        if self._begun:
            with contextlib.suppress(BahithError):  # the next writer sweeps
                drop(self._place, [self._entry.index])
        shutil.rmtree(self._folder, ignore_errors=True)


def copies_of(copies: Path, index: str) -> Path:
    """The folder of the copies of the side files of a generation."""
    return copies / index


def drop(place: Place, indexes: Collection[str]) -> None:
    """Removes generations from the cluster, and then from the ledger."""
    for index in indexes:
        for name in Names(index).both:
            place.client.ask("DELETE", f"/{name}", None, PATIENCE, ignore_unavailable=True)
        shutil.rmtree(copies_of(place.copies, index), ignore_errors=True)
    if indexes:
        place.change(lambda content: content.without(set(indexes)))


def _bytes(client: Client, index: str) -> int:
    told = client.ask("GET", f"/{index}/_stats/store", None, PATIENCE)
    return int(told["_all"]["primaries"]["store"]["size_in_bytes"])
