"""A new generation in the making: what `rebuild`, `update` and `delete` have in common.

Documents go in, rejects are kept, then the generation is sealed, opened and counted as a reader will, and published.
Whatever fails before that leaves the published generation as it is.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search.engines import create_writer, engine_version, is_changed_in_place, open_engine, open_writer
from search.engines.base import Window, Writer
from search.engines.clauses import MatchAll
from search.errors import BahithError, IndexCorruptError
from search.indexing.analysis_pool import Prepared, prepare_documents
from search.indexing.near_duplicates import Signatures
from search.indexing.vocabulary_build import MOST_NEW, Sample, extend_vocabulary, make_vocabulary
from search.model.schema import TAG_FIELDS
from search.storage import generations
from search.storage.disk import explained_disk_errors
from search.storage.manifest import Manifest
from search.storage.records import unpack
from search.storage.rejects import RejectList


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is."""

    stage: str
    documents: int
    rejected: int
    bytes_done: int
    bytes_total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did; `rejects` is the file that lists them, or None. Nothing changed: `generation` is the old."""

    generation: str
    engine: str
    documents: int
    added: int
    replaced: int
    unchanged: int
    deleted: int
    rejected: int
    rejects: str | None
    source_bytes: int
    index_bytes: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


Listener = Callable[[Progress], None]


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """The index, locked for one writer; errors of the disk come out explained."""
    try:
        with explained_disk_errors(root), generations.writing(root):
            yield
    except OSError as error:
        raise BahithError("index-not-writable", root=root, reason=error.strerror or str(error)) from error


class Build:
    """One generation being made under the writer's lock; `base` is the one it continues, None for a new index."""

    def __init__(self, root: Path, engine: str, base: Manifest | None, progress: Listener, bytes_total: int) -> None:
        self.root = root
        self.engine = engine
        self.base = base
        self.bytes_total = bytes_total
        self.documents = base.documents if base else 0
        self.ever_added = base.added if base else 0
        self.added = self.replaced = self.unchanged = self.deleted = 0
        self.rejects = RejectList(root)
        self._progress = progress
        self._started = time.monotonic()
        self._name, self._folder = generations.begin(root)
        self._opened: Writer | None = None
        self._signatures = Signatures()
        self._sample = Sample()
        self._new: list[bytes] = []  # the records that a change adds; none of a new index

    @property
    def _writer(self) -> Writer:
        """The engine's writer, opened at the first change."""
        if self._opened is None:
            self._opened = self._open_writer()
        return self._opened

    def _open_writer(self) -> Writer:
        if self.base is None:
            return create_writer(self.engine, self._folder)
        self._signatures = Signatures.read(self.root / self.base.generation)
        generations.link(self.root, self.base, self._folder, lambda file: is_changed_in_place(self.engine, file))
        return open_writer(self.engine, self._folder, self.ever_added)

    def add(self, prepared: Prepared) -> None:
        """Adds a document that is not there yet."""
        self._put(prepared)
        self.documents += 1
        self.ever_added += 1
        self.added += 1

    def replace(self, prepared: Prepared, digest: int) -> None:
        """Puts a document in the place of the one with its id, which has this digest."""
        self._writer.delete(prepared.analyzed.id)
        self._signatures.remove(digest)
        self._put(prepared)
        self.ever_added += 1
        self.replaced += 1

    def _put(self, prepared: Prepared) -> None:
        self._writer.add(*prepared)
        self._signatures.add(prepared.digest, prepared.analyzed.signature)
        self._sample.add(prepared.record)
        if self.base and len(self._new) <= MOST_NEW:
            self._new.append(prepared.record)

    def delete(self, id: str, digest: int) -> None:
        """Removes a document that is there, with its digest."""
        self._writer.delete(id)
        self._signatures.remove(digest)
        self.documents -= 1
        self.deleted += 1

    def _compact(self) -> None:
        """Writes the index anew from its own documents."""
        changed, folder = self._folder, self._folder / "compact"
        folder.mkdir()
        engine = open_engine(self.engine, changed)
        writer = create_writer(self.engine, folder)
        self.ever_added = 0
        self._signatures, self._sample = Signatures(), Sample()
        for prepared in prepare_documents(map(unpack, engine.records()), engine.count()):
            writer.add(*prepared)
            self._signatures.add(prepared.digest, prepared.analyzed.signature)
            self._sample.add(prepared.record)
            self.ever_added += 1
        engine.close()
        writer.commit()
        for path in changed.iterdir():
            if path != folder:
                path.unlink()
        for path in folder.iterdir():
            path.rename(changed / path.name)
        folder.rmdir()
        self.base = None

    def finish(self, compact: bool = False) -> Report:
        """Writes, seals, verifies and publishes the generation; `compact` leaves nothing in it that was removed."""
        with ThreadPoolExecutor(1) as beside:  # while native code writes the index, there is time to read
            committed = beside.submit(self._writer.commit)
            sample = self._sample.read() if self.base is None else None
            committed.result()
        self._opened = None
        if compact:
            self._compact()
            sample = self._sample.read()
        self._signatures.write(self._folder)
        engine = open_engine(self.engine, self._folder)
        if sample:
            make_vocabulary(engine, self._folder, sample)
        else:
            extend_vocabulary(engine, self._folder, self._new, self.deleted + self.replaced)
        engine.close()
        self.tell("seal", self.bytes_total)
        manifest = self._seal()
        self._verify(manifest)
        rejects = self.rejects.publish()
        generations.publish(self.root, self._name, self._folder)
        return self.report(manifest, rejects)

    def report(self, manifest: Manifest, rejects: str | None) -> Report:
        """What was done, `manifest` being of the generation that is published now."""
        self.tell("done", self.bytes_total)
        return Report(
            generation=manifest.generation,
            engine=self.engine,
            documents=manifest.documents,
            added=self.added,
            replaced=self.replaced,
            unchanged=self.unchanged,
            deleted=self.deleted,
            rejected=len(self.rejects),
            rejects=rejects,
            source_bytes=self.bytes_total,
            index_bytes=manifest.bytes,
            seconds=time.monotonic() - self._started,
        )

    def abandon(self) -> None:
        """Removes what was written."""
        if self._opened is not None:
            with contextlib.suppress(Exception):  # it may be the writer that failed
                self._opened.cancel()
        self.rejects.discard()
        shutil.rmtree(self._folder, ignore_errors=True)

    def tell(self, stage: str, bytes_done: int) -> None:
        """Reports progress."""
        seconds = time.monotonic() - self._started
        done = self.added + self.replaced + self.unchanged
        self._progress(Progress(stage, done, len(self.rejects), bytes_done, self.bytes_total, seconds))

    def _seal(self) -> Manifest:
        return generations.seal(
            self._folder,
            self.base,
            generation=self._name,
            engine=self.engine,
            engine_version=engine_version(self.engine),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            documents=self.documents,
            added=self.ever_added,
            rejected=len(self.rejects),
            source_bytes=self.bytes_total,
        )

    def _verify(self, manifest: Manifest) -> None:
        """Opens what was written, as a reader will, before anyone else can."""
        generations.check_files(self.root, replace(manifest, generation=self._folder.name))
        engine = open_engine(self.engine, self._folder)
        found = engine.search(MatchAll(), Window(limit=1, facets=TAG_FIELDS)).total
        engine.close()
        if found != self.documents:
            raise IndexCorruptError("generation-incomplete", found=found, expected=self.documents)


@contextlib.contextmanager
def building(
    root: Path, engine: str, base: Manifest | None, progress: Listener, bytes_total: int = 0
) -> Iterator[Build]:
    """A build that leaves nothing behind when it fails. To be used under `writing`."""
    build = Build(root, engine, base, progress, bytes_total)
    try:
        with explained_disk_errors(root):  # before the folder is removed, while the disk is full
            yield build
    except BaseException:
        build.abandon()
        raise
