"""The store of an index that lives in a cluster; a folder on this machine has copies of its side files.

An alias names the published generation and is the only commit point. A generation is two indexes: its documents, and
beside them the dictionary and the side files. Two earlier ones are kept.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

from search.engines.opensearch.client import Client, ClusterMissingError
from search.engines.opensearch.draft import Base, OpenSearchDraft, Place, copies_of, drop
from search.engines.opensearch.generation import OpenSearchGeneration
from search.engines.opensearch.index import check_clauses
from search.engines.opensearch.ledger import Entry, Ledger
from search.engines.opensearch.lock import Lock
from search.engines.opensearch.shared_draft import SharedDraft, join
from search.engines.opensearch.watch import AliasWatch
from search.engines.store import DEGRADED, WHOLE
from search.errors import (
    BahithError,
    DiskFullError,
    EngineUnreachableError,
    IndexCorruptError,
    IndexMissingError,
    SettingsError,
)
from search.model.cluster_settings import ClusterSettings
from search.model.manifest import Manifest, check_version
from search.model.schema import Schema

REJECTS = "rejects.jsonl"
MACHINE = "machine"
COPIES = "copies"  # the folder of the copies of side files
_LOOK_SECONDS = 1.0  # that a look at the health may take
_ATTEMPTS = 4  # a generation may be dropped between reading its name and opening it
_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,99}")


def name_for(root: Path) -> str:
    """The name in the cluster of a new index that was given none: of its folder, and unlike that of any other."""
    place = f"{socket.gethostname()} {root.absolute()}"
    words = re.sub("[^a-z0-9]+", "-", root.absolute().name.lower()).strip("-")[:40] or "index"
    return f"{words}-{blake2b(place.encode(), digest_size=4).hexdigest()}"


class OpenSearchStore:
    """The index of a name in a cluster; `root` is its folder on this machine."""

    def __init__(self, root: Path, fingerprint: str, settings: ClusterSettings, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise SettingsError("opensearch-name", name=name)
        self._root = root
        self._fingerprint = fingerprint
        self._settings = settings
        self._name = name
        self._lock: Lock | None = None
        self._joined: Entry | None = None

    @property
    def location(self) -> str:
        return str(self._root)

    @property
    def rejects(self) -> Path:
        return self._root / REJECTS

    def mark(self) -> tuple[str, str] | None:
        return self._watch.mark()

    def health(self) -> str:
        # As the node that is asked sees it: where there is no majority, nobody else would answer.
        told = self._client.ask("GET", f"/_cluster/health/{self._ledger.alias}", None, _LOOK_SECONDS, local=True)
        if told["status"] == "red":
            reason = "some shards have no copy left"
            raise EngineUnreachableError("engine-unreachable", location=self._client.location, reason=reason)
        managed = told.get("discovered_cluster_manager", True)
        return WHOLE if told["status"] == "green" and managed else DEGRADED

    def open(self) -> OpenSearchGeneration:
        for attempt in range(_ATTEMPTS):
            entry, manifest = self._published()
            try:
                check_version(manifest, self._root, self._fingerprint)
                generation = OpenSearchGeneration(self._client, entry.index, manifest, self._copies_of(entry.index))
                generation.check()
                self._drop_copies()
                return generation
            except ClusterMissingError:
                if attempt == _ATTEMPTS - 1 or self._published()[0] == entry:
                    raise
        raise AssertionError("unreachable")

    def stored(self) -> tuple[OpenSearchGeneration, Iterator[bytes]]:
        entry, manifest = self._published()
        check_version(manifest, self._root, None)
        generation = OpenSearchGeneration(self._client, entry.index, manifest, self._copies_of(entry.index))
        return generation, generation.engine.records()

    def applied(self) -> int:
        try:
            return self._published()[1].applied
        except (IndexMissingError, IndexCorruptError):
            return 0

    @contextlib.contextmanager
    def writing(self, new: bool = False) -> Iterator[None]:
        if new:
            check_clauses(self._client)
            self._ledger.make()
        else:
            self._published()  # raises `IndexMissingError`
        with self._holding(Lock(self._ledger, str(self._root))):
            self._sweep()
            yield

    @contextlib.contextmanager
    def _holding(self, lock: Lock) -> Iterator[None]:
        try:
            with lock.held():
                self._lock = lock
                self._root.mkdir(parents=True, exist_ok=True)
                yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                free = shutil.disk_usage(self._root).free // 1_000_000
                raise DiskFullError("disk-full", root=self._root, free=free) from error
            raise BahithError("index-not-writable", root=self._root, reason=error.strerror or str(error)) from error
        finally:
            self._lock = None

    @contextlib.contextmanager
    def sharing(self, shares: int, made_from: str) -> Iterator[None]:
        check_clauses(self._client)
        self._ledger.make()
        entry = join(self._ledger, str(self._root), shares, made_from)
        with self._holding(Lock(self._ledger, str(self._root), shared=entry.index)):
            self._joined = entry
            yield

    def explained_errors(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()  # the client explains them

    def create(self, engine: str, schema: Schema) -> OpenSearchDraft:
        return OpenSearchDraft(self._place, self._new_entry(), schema, Base(self._led_to(), None))

    def create_shared(self, schema: Schema, number: int) -> SharedDraft:
        assert self._joined, "a share is written while sharing"
        return SharedDraft(self._place, self._joined, schema, Base(self._led_to(), None), number)

    def change(self, base: Manifest) -> OpenSearchDraft:
        return OpenSearchDraft(self._place, self._new_entry(), base.schema, Base(self._led_to(), base))

    def roll_back(self) -> Manifest:
        current, manifest = self._published()
        earlier = [one for one in self._ledger.read().entries if one.manifest and one.number < current.number]
        if not earlier:
            raise IndexMissingError("no-earlier-generation", current=manifest.generation, root=self._root)
        entry = max(earlier, key=lambda one: one.number)
        old = self._manifest_of(entry)
        check_version(old, self._root, self._fingerprint)
        OpenSearchGeneration(self._client, entry.index, old, self._copies_of(entry.index)).check()
        self._place.publish(current.index, entry.index)
        return old

    @cached_property
    def _client(self) -> Client:
        return Client(self._settings)

    @cached_property
    def _watch(self) -> AliasWatch:
        return AliasWatch(self._settings, self._ledger.alias)

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._client, self._name)

    @property
    def _place(self) -> Place:
        assert self._lock, "a draft is made while writing"
        folders = self._root, self._copies
        names = self._fingerprint, self._machine or self._name_machine()
        return Place(self._client, self._ledger, self._lock, self._settings, *folders, *names)

    @property
    def _machine(self) -> str:
        """What tells the queue of this folder from those of others; nothing where it has never written."""
        path = self._root / MACHINE
        return path.read_text(encoding="ascii").strip() if path.is_file() else ""

    def _name_machine(self) -> str:
        name = uuid4().hex
        (self._root / MACHINE).write_text(f"{name}\n", encoding="ascii")
        return name

    @cached_property
    def _copies(self) -> Path:
        """The folder of copies: that of the index, or where it cannot be written, one for this process."""
        copies = self._root / COPIES
        with contextlib.suppress(OSError):
            copies.mkdir(parents=True, exist_ok=True)
        if os.access(copies, os.W_OK):
            return copies
        self._own_folder = tempfile.TemporaryDirectory(prefix="bahith-")
        return Path(self._own_folder.name)

    def _copies_of(self, index: str) -> Path:
        return copies_of(self._copies, index)

    def _led_to(self) -> str:
        led_to = self._ledger.published()
        assert led_to, "there is a ledger while writing"
        return led_to

    def _new_entry(self) -> Entry:
        return self._ledger.new_entry(self._ledger.read())

    def _published(self) -> tuple[Entry, Manifest]:
        """The generation that the alias leads to. Raises `IndexMissingError`, `IndexCorruptError`."""
        index = self._ledger.published()
        if index in (None, self._ledger.index):
            raise IndexMissingError("index-missing", root=self._root)
        entry = self._ledger.read().entry(index)
        if entry is None:
            raise IndexCorruptError("cluster-not-in-ledger", location=self._client.location, index=index)
        return entry, self._manifest_of(entry)

    def _manifest_of(self, entry: Entry) -> Manifest:
        try:
            # Each machine has a queue of its own, with numbers of its own.
            return replace(Manifest.from_json(entry.manifest or ""), applied=entry.applied.get(self._machine, 0))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            told = {"location": self._client.location, "index": entry.index}
            raise IndexCorruptError("cluster-manifest", **told, reason=str(error)) from None

    def _sweep(self) -> None:
        """Removes what a killed writer left, and the generations that were rolled back."""
        entries = self._ledger.read().entries
        current = next((entry.number for entry in entries if entry.index == self._led_to()), 0)
        drop(self._place, [one.index for one in entries if one.manifest is None or one.number > current])

    def _drop_copies(self) -> None:
        """Removes the copies of generations that are gone; who has one of them open keeps it."""
        folders = list(self._copies.iterdir())  # before the ledger is read, in which each of them was entered first
        there = {one.index for one in self._ledger.read().entries}
        for folder in folders:
            if folder.name not in there:
                shutil.rmtree(folder, ignore_errors=True)
