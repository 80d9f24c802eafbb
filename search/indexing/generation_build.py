"""A new generation in the making: what `rebuild`, `reindex`, `update` and `delete` have in common.

Documents go in, rejects are kept, then the generation is sealed, opened and counted as a reader will, and published.
Whatever fails before that leaves the published generation as it is.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from search.engines import CLUSTER
from search.engines.base import Writer
from search.engines.store import Counts, Draft, EngineStore, HasFiles
from search.indexing.analysis_pool import Prepared, prepare_documents
from search.indexing.near_duplicates import Signatures
from search.indexing.vocabulary_build import MOST_NEW, Change, Sample, extend_vocabulary, make_vocabulary, words_among
from search.model.document import Document
from search.model.manifest import Manifest
from search.model.schema import Schema
from search.storage import record_codec
from search.storage.record_codec import SHIPPED, Codec
from search.storage.records import Records, Stored, encode_document, whole_documents
from search.storage.rejects import RejectList

# A dictionary of the records of a new index is trained on documents spread over all where these can be looked through,
# as lines of JSON and the records of an index can, and else on the first ones: 2,500 of 40,003 articles pack all
# to .377, the first 6,000 to .389. An index of few documents does with the shipped dictionary, and so does the cluster:
# those who write its shares have no file in common.
_MOST_SPREAD = 4_000
_MOST_TRAINED = 6_000
_MOST_CHARACTERS = 12_000_000
_FEW = 2_000


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
    other_fields: bool = False  # the settings have other fields than the index, which `reindex` applies

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


Listener = Callable[[Progress], None]
Spread = Callable[[int, int], Iterator[Document]]  # none of so few or fewer, and at most so many, see `prepare`
Compacts = Callable[[int, int], bool]  # of how many documents (parts of long ones) there are and were ever added


class Build:
    """One generation being made under the writer's lock; `base` is the one it continues, None for a new index."""

    def __init__(
        self,
        store: EngineStore,
        engine: str,
        schema: Schema,
        base: HasFiles | None,
        progress: Listener,
        bytes_total: int,
        draft: Draft | None = None,
    ) -> None:
        self.engine = engine
        self.schema = schema
        self.bytes_total = bytes_total
        self.codec = Codec.of(base) if base else SHIPPED
        self.documents = base.manifest.documents if base else 0
        self.ever_added = base.manifest.added if base else 0
        self.applied = base.manifest.applied if base else 0
        self.added = self.replaced = self.unchanged = self.deleted = 0
        self.rejects = RejectList(store.rejects)
        self._store = store
        self._continues = base is not None
        self._progress = progress
        self._started = time.monotonic()
        self._draft: Draft = draft or (store.change(base.manifest) if base else store.create(engine, schema))
        self._signatures: Signatures | None = None
        self._words: Counter[str] = Counter()  # in how many of the texts that are added each is
        self._sample = Sample()
        self._new: list[bytes] = []  # the records that a change adds; none of a new index

    def _open(self) -> tuple[Writer, Signatures]:
        """The engine's writer and the signatures, opened at the first change."""
        writer = self._draft.writer
        if self._signatures is None:
            self._signatures = Signatures.read(self._draft) if self._continues else Signatures()
        return writer, self._signatures

    def prepare(
        self, documents: Iterator[Document], about: int, spread: Spread = lambda few, most: iter(())
    ) -> Iterator[Prepared]:
        """The documents analysed and packed, in their order, see `prepare_documents`; `spread` gives some of all."""
        if not (self._continues or self.engine == CLUSTER):
            documents = self._train(documents, spread)
        return prepare_documents(documents, about, self.schema, self.count, lambda: self.codec)

    def _train(self, documents: Iterator[Document], spread: Spread) -> Iterator[Document]:
        """Gives all documents, having trained the codec on some of many."""
        if typical := list(map(encode_document, spread(_FEW, _MOST_SPREAD))):
            self._use(Codec.trained(typical))
            del typical
            yield from documents
            return
        first: list[Document] = []
        characters = 0
        for document in documents:
            first.append(document)
            characters += len(document.text)
            if len(first) == _MOST_TRAINED or characters > _MOST_CHARACTERS:
                break
        if len(first) > _FEW or characters > _MOST_CHARACTERS:
            self._use(Codec.trained(map(encode_document, first)))
        read = chain(first, documents)
        del first
        yield from read

    def _use(self, codec: Codec) -> None:
        """Packs the records of the generation by this codec."""
        self.codec = codec
        if codec.dictionary:
            self._draft.put(record_codec.FILE, [codec.content()])

    def add(self, prepared: Prepared) -> None:
        """Adds a document that is not there yet."""
        self._put(prepared)
        self.documents += 1
        self.added += 1

    def replace(self, prepared: Prepared, digest: int) -> None:
        """Puts a document in the place of the one with its id, which has this digest."""
        self._remove(digest)
        self._put(prepared)
        self.replaced += 1

    def delete(self, digest: int) -> None:
        """Removes the document that is there with this digest."""
        self._remove(digest)
        self.documents -= 1
        self.deleted += 1

    def _put(self, prepared: Prepared) -> None:
        writer, signatures = self._open()
        signatures.add(prepared.digest, prepared.signature)
        for analyzed, record in prepared.parts:
            writer.add(analyzed, record, prepared.digest)
            self._sample.add(record)
            if self._continues and len(self._new) <= MOST_NEW:
                self._new.append(record)
        self.ever_added += len(prepared.parts)

    def _remove(self, digest: int) -> None:
        writer, signatures = self._open()
        writer.delete(digest)
        signatures.remove(digest)

    def count(self, totals: Mapping[str, int]) -> None:
        """Adds exact terms of all that was added, see `prepare_documents`; of a new index those of its vocabulary."""
        self._words.update(words_among(totals, 0 if self._continues else self.documents))

    def finish(self, compacts: Compacts = lambda parts, ever_added: False) -> Report:
        """Writes, seals, verifies and publishes the generation; where `compacts` says so, without what was removed."""
        writer, _ = self._open()
        if self._continues:
            writer.commit()
            if compacts(self._count(), self.ever_added):
                self._compact()
        writer, signatures = self._open()
        if self._continues:
            signatures.write(self._draft)
            change = Change(self._new, self._words, self.deleted + self.replaced)
            extend_vocabulary(self._draft, self.documents, change, self.codec)
        else:
            with ThreadPoolExecutor(1) as beside:  # native code writes the index meanwhile
                committed = beside.submit(writer.commit)
                signatures.write(self._draft)
                make_vocabulary(self._draft, self.documents, self._words, self._sample.read(self.codec))
                committed.result()
        return self._publish()

    def _count(self) -> int:
        """How many parts and whole documents were written or are left."""
        engine = self._draft.open()
        count = engine.count()
        engine.close()
        return count

    def _compact(self) -> None:
        """Begins the index anew from its own documents, in a draft of its own."""
        changed, self._draft = self._draft, self._store.create(self.engine, self.schema)
        try:
            self._continues = False
            self._signatures, self._sample, self._words, self.ever_added = None, Sample(), Counter(), 0
            engine = changed.open()
            count, stored = engine.count(), Records(engine, self.codec)
            spread, self.codec = spread_over(stored.every, count), SHIPPED
            for prepared in self.prepare(whole_documents(stored.every()), count, spread):
                self._put(prepared)
            engine.close()
        finally:
            changed.abandon()

    def _publish(self) -> Report:
        self.tell("seal", self.bytes_total)
        counts = Counts(self.documents, self.ever_added, len(self.rejects), self.bytes_total, self.applied)
        manifest = self._draft.seal(counts)
        rejects = self.rejects.publish()
        self._draft.publish()
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
        self.rejects.discard()
        self._draft.abandon()

    def tell(self, stage: str, bytes_done: int) -> None:
        """Reports progress."""
        seconds = time.monotonic() - self._started
        done = self.added + self.replaced + self.unchanged
        self._progress(Progress(stage, done, len(self.rejects), bytes_done, self.bytes_total, seconds))


def spread_over(every: Callable[[int], Iterable[Stored]], count: int) -> Spread:
    """What `Build.prepare` is trained on of the records of an index, at most so many: `every` gives each n-th."""

    def spread(few: int, most: int) -> Iterator[Document]:
        return (stored.document for stored in every(-(-count // most))) if count > few else iter(())

    return spread


@contextlib.contextmanager
def building(
    store: EngineStore, engine: str, schema: Schema, base: HasFiles | None, progress: Listener, bytes_total: int = 0
) -> Iterator[Build]:
    """A build that leaves nothing behind when it fails. To be used under `EngineStore.writing`."""
    build = Build(store, engine, schema, base, progress, bytes_total)
    with leaving_nothing(store, build):
        yield build


@contextlib.contextmanager
def leaving_nothing(store: EngineStore, build: Build) -> Iterator[None]:
    """Abandons a build when it fails."""
    try:
        with store.explained_errors(), _without_collector():  # before anything is removed, while the disk is full
            yield
    except BaseException:
        build.abandon()
        raise


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Documents and terms make no cycles, and the collector would look through all of them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
