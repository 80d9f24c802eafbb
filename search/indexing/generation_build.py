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
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache, partial
from itertools import chain

from search.analysis.text_terms import keep_gathered
from search.engines import CLUSTER
from search.engines.base import Writer
from search.engines.store import Counts, Draft, EngineStore, HasFiles
from search.indexing.analysis_pool import Pool, prepare_documents
from search.indexing.near_duplicates import Signatures
from search.indexing.prepared import Prepared
from search.indexing.report import Listener, Progress, Report
from search.indexing.vocabulary_build import (
    MOST_NEW,
    Change,
    Sample,
    extend_vocabulary,
    make_vocabulary,
    words_among,
)
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


Spread = Callable[[int, int], Iterator[Document] | None]  # none of so few or fewer, at most so many; see `prepare`
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
        self.damaged: set[str] = set()  # files
        self._store = store
        self._continues = base is not None
        self._progress = progress
        self._started = time.monotonic()
        self._draft: Draft = draft or (store.change(base.manifest) if base else store.create(engine, schema))
        self._signatures: Signatures | None = None
        self._words: Counter[str] = Counter()  # in how many of the texts that are added each is
        self._sample = Sample()
        self._commit: Future[None] | None = None
        self._new: list[bytes] = []  # the records that a change adds; none of a new index

    def _open(self) -> tuple[Writer, Signatures]:
        """The engine's writer and the signatures, opened at the first change."""
        writer = self._draft.writer
        if self._signatures is None:
            self._signatures = Signatures.read(self._draft) if self._continues else Signatures()
        return writer, self._signatures

    def prepare(
        self, documents: Iterator[Document], about: int, spread: Spread = lambda few, most: None
    ) -> Iterator[Prepared]:
        """The documents analysed and packed, in their order, see `prepare_documents`; `spread` gives some of all."""
        typical: Iterator[Document] | None = iter(())
        if not (self._continues or self.engine == CLUSTER):
            typical = spread(_FEW, _MOST_SPREAD)
        if typical is None:
            documents, typical = self._trained_on_first(documents), iter(())
        codec = cache(partial(self._train, typical))
        return prepare_documents(documents, about, self.schema, self.end_adding, codec)

    def _trained_on_first(self, documents: Iterator[Document]) -> Iterator[Document]:
        """Gives all documents, having trained the codec on the first of many."""
        first: list[Document] = []
        characters = 0
        for document in documents:
            first.append(document)
            characters += len(document.text)
            if len(first) == _MOST_TRAINED or characters > _MOST_CHARACTERS:
                break
        if len(first) > _FEW or characters > _MOST_CHARACTERS:
            self._train(first)
        read = chain(first, documents)
        del first
        yield from read

    def _train(self, typical: Iterable[Document]) -> Codec:
        """The codec of the generation, trained on these documents where there are any."""
        if texts := list(map(encode_document, typical)):
            self.codec = Codec.trained(texts)
            if self.codec.dictionary:
                self._draft.put(record_codec.FILE, [self.codec.content()])
        return self.codec

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

    def end_adding(self, pool: Pool) -> None:
        """What is done when all was added, see `prepare_documents`: terms are counted, and what was analysed is kept.

        A new index is written meanwhile by native code, and its sample read by another process.
        """
        totals = pool.totals()
        if self._continues:
            self._count_words(totals, 0)
            keep_gathered()
            return
        writer, signatures = self._open()
        with_one = ThreadPoolExecutor(1)
        self._commit = with_one.submit(writer.commit)
        with_one.shutdown(wait=False)
        read = pool.submit(self._sample.read)
        self._count_words(totals, self.documents)
        keep_gathered()
        signatures.write(self._draft)
        make_vocabulary(self._draft, self.documents, self._words, read)

    def _count_words(self, totals: Iterable[Mapping[str, int]], documents: int) -> None:
        """Counts the words that the vocabulary of so many documents holds."""
        for counted in totals:
            self._words.update(words_among(counted, documents))

    def finish(self, compacts: Compacts = lambda parts, ever_added: False) -> Report:
        """Writes, seals, verifies and publishes the generation; where `compacts` says so, without what was removed.

        Of a new index all documents were prepared, if there are any.
        """
        if self._continues:
            writer, signatures = self._open()
            writer.commit()
            if compacts(self._count(), self.ever_added):
                self._compact()
            else:
                signatures.write(self._draft)
                change = Change(self._new, self._words, self.deleted + self.replaced)
                extend_vocabulary(self._draft, self.documents, change, self.codec)
        if self._commit:
            self._commit.result()
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
        if self._commit:
            wait([self._commit])
        self.rejects.discard()
        self._draft.abandon()

    def tell(self, stage: str, bytes_done: int) -> None:
        """Reports progress."""
        seconds = time.monotonic() - self._started
        done = self.added + self.replaced + self.unchanged
        self._progress(Progress(stage, done, len(self.rejects), bytes_done, self.bytes_total, seconds))


def spread_over(every: Callable[[int], Iterable[Stored]], count: int) -> Spread:
    """What `Build.prepare` is trained on of the records of an index, at most so many: `every` gives each n-th."""

    def spread(few: int, most: int) -> Iterator[Document] | None:
        return (stored.document for stored in every(-(-count // most))) if count > few else None

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
