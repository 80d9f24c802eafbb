"""The life of an index: rebuild, reindex, update, delete, roll back, export. Each change is a generation of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from search.engines import DEFAULT_ENGINE
from search.engines.base import Engine
from search.engines.store import EngineStore, HasFiles
from search.errors import SettingsError
from search.indexing.fingerprint import fingerprint
from search.indexing.generation_build import Build, building, spread_over
from search.indexing.near_duplicates import SIGNATURES, read_groups
from search.indexing.report import Listener, Report
from search.indexing.suited import suited
from search.model.document import Document
from search.model.id_set import IdSet
from search.model.manifest import Manifest
from search.settings import Settings
from search.sources import Reject, SourceFile, Task, find_files, read_files
from search.sources.spread import spread_documents
from search.storage import new_store, open_store
from search.storage.queue import FILE as QUEUE
from search.storage.queue import Queue
from search.storage.record_codec import Codec
from search.storage.records import Records, Stored, digest, unpack_all, whole_documents
from search.storage.vocabulary import FILE as VOCABULARY
from search.storage.vocabulary import Vocabulary

# An index is written anew from its own documents when it has few (or few parts of them), or when more than a tenth of
# it is removed text: what is removed takes room, and counts in the statistics of Tantivy, until then.
_SMALL = 2_000
_WASTE = 0.1
_LOOKED_UP = 1_000  # ids at a time
Ids = dict[str, list[str]]  # path of a file -> the ids of its documents
_DOCUMENT_BYTES = 2_000  # of a source, at a guess; what matters is whether there are many


def rebuild(
    paths: Sequence[Path | str] | None = None,
    index: Path | str = "index",
    engine: str = DEFAULT_ENGINE,
    progress: Listener = lambda _: None,
    settings: Settings = Settings(),
    follow_links: bool = False,
) -> Report:
    """Builds a generation from files and folders (default: the seeds), verifies and publishes it.

    Documents that cannot be read are left out and listed in `rejects.jsonl`. Any error leaves the old generation
    serving. Raises `SourceError`, `IndexLockedError`, `DiskFullError`, `EngineUnavailableError`.
    """
    files = find_files([Path(path) for path in paths or [settings.seeds]], follow_links)
    return _rebuild(files, index, engine, progress, settings, None)


def rebuild_files(
    files: list[SourceFile], index: Path | str, engine: str, progress: Listener, settings: Settings
) -> tuple[Report, Ids]:
    """The same from files that were found; gives also the ids of the documents of each."""
    ids: Ids = {}
    return _rebuild(files, index, engine, progress, settings, ids), ids


def _rebuild(
    files: list[SourceFile], index: Path | str, engine: str, progress: Listener, settings: Settings, ids: Ids | None
) -> Report:
    store = new_store(index, fingerprint(), settings.opensearch, engine)
    with store.writing(new=True), building(store, engine, settings.schema, None, progress, size_of(files)) as build:
        build.applied = store.applied()  # what the queue has brought counts as applied: this index takes its place
        documents = read_documents(build, files, settings, ids)
        spread = partial(spread_documents, files, _task(build, settings))
        for prepared in build.prepare(documents, about(files), spread):
            build.add(prepared)
        if not build.documents:
            raise build.rejects.refuse()
        return build.finish()


def begin(settings: Settings = Settings()) -> Report:
    """Publishes an index without documents, for one whose documents come over the API. Raises where there is one."""
    store = new_store(settings.index, fingerprint(), settings.opensearch, settings.engine)
    with store.writing(new=True):
        if store.mark() is not None:
            raise SettingsError("index-there", root=settings.index)
        with building(store, settings.engine, settings.schema, None, lambda _: None) as build:
            list(build.prepare(iter(()), about=0))  # which are none
            return build.finish()


def reindex(
    index: Path | str = "index", progress: Listener = lambda _: None, settings: Settings = Settings()
) -> Report:
    """Builds a generation from the stored documents of the published one, by the analysis and the fields of today.

    It may be of another analysis, or of an earlier format. A stored value that no longer suits its field is left out,
    and listed in `rejects.jsonl` as a warning. Raises what `update` raises, but for `IndexStaleError` only when the
    format is not read any more.
    """
    store = _store(index, settings)
    with store.writing():
        old, stored = _stored(store)
        documents = suited(whole_documents(stored), old.schema, settings.schema)
        with building(store, old.engine, settings.schema, None, progress, old.source_bytes) as build:
            build.applied = old.applied
            kept = _without_rejects(build, documents, old.documents)
            spread = spread_over(lambda step: _stored(store, step)[1], old.added)
            for prepared in build.prepare(kept, old.documents, spread):
                build.add(prepared)
            return build.finish()


def update(
    paths: Sequence[Path | str],
    index: Path | str = "index",
    prune: bool = False,
    compact: bool = False,
    progress: Listener = lambda _: None,
    settings: Settings = Settings(),
    follow_links: bool = False,
) -> Report:
    """Adds the documents of files and folders, and puts them in the place of those with the same id.

    A document that did not change is left alone. `prune` removes every document that is not in these paths, unless a
    file is damaged, of which it is not known what it held; `compact` writes the whole index anew, so that removed text
    is gone from the disk. When nothing changes no generation is made. The fields stay those of the index, whatever the
    settings say: `reindex` applies these. Raises what `rebuild` raises, and `IndexMissingError`.
    """
    store = _store(index, settings)
    files = find_files([Path(path) for path in paths], follow_links)
    with store.writing():
        current = store.open()
        with _changing(store, current, progress, size_of(files)) as build:
            documents = read_documents(build, files, settings, None)
            seen = _apply(build, current.engine, documents, about(files))
            if not seen:
                raise build.rejects.refuse()
            unpruned = prune and bool(build.damaged)
            if prune and not unpruned:
                for document in whole_documents(Records(current.engine, build.codec).every()):
                    if document.id not in seen:
                        build.delete(digest(document))
            report = _finish(build, current.manifest, compact)
            return replace(report, unpruned=unpruned, other_fields=build.schema != settings.schema)


def update_files(
    files: list[SourceFile], before: Ids, index: Path | str, progress: Listener, settings: Settings
) -> tuple[Report, Ids]:
    """Adds and replaces the documents of files that changed, and removes those that the files `before` had and no more.

    Of a damaged file none is removed. Gives also the ids of each file. Raises what `update` raises, but not when no
    document can be read.
    """
    store = _store(index, settings)
    ids: Ids = {}
    with store.writing():
        current = store.open()
        with _changing(store, current, progress, size_of(files)) as build:
            documents = read_documents(build, files, settings, ids)
            seen = _apply(build, current.engine, documents, about(files))
            for path in build.damaged & before.keys():
                ids[path] = [*dict.fromkeys((*before[path], *ids.get(path, ())))]
            kept = {id for path in build.damaged for id in ids.get(path, ())}
            left = [id for some in before.values() for id in some if id not in seen and id not in kept]
            for stored in current.engine.digests(left).values():
                build.delete(stored)
            return _finish(build, current.manifest, compact=False), ids


def delete(
    ids: Sequence[str],
    index: Path | str = "index",
    compact: bool = False,
    progress: Listener = lambda _: None,
    settings: Settings = Settings(),
) -> tuple[Report, list[str]]:
    """Removes documents; gives also the ids that no document has. Raises what `update` raises."""
    store = _store(index, settings)
    with store.writing():
        current = store.open()
        there = current.engine.digests(ids)
        with _changing(store, current, progress) as build:
            for stored in there.values():
                build.delete(stored)
            return _finish(build, current.manifest, compact), [id for id in ids if id not in there]


def roll_back(index: Path | str = "index", settings: Settings = Settings()) -> Manifest:
    """Makes the generation before the current one current, and gives its manifest.

    What the queue brought into the one that is left is not applied again: going back is meant.
    """
    store = _store(index, settings)
    with store.writing():
        queue = store.rejects.with_name(QUEUE)
        if queue.is_file():
            with contextlib.closing(Queue(queue)) as opened:
                opened.settle(store.applied(), "")
        return store.roll_back()


def verify(index: Path | str = "index", settings: Settings = Settings()) -> Manifest:
    """Opens the published generation, every file of it as it was written, and gives its manifest."""
    generation = _store(index, settings).open()
    read_groups(generation)
    generation.file(SIGNATURES)
    Vocabulary(generation.file(VOCABULARY)).close()
    generation.close()
    return generation.manifest


def export(index: Path | str = "index", settings: Settings = Settings()) -> Iterator[Document]:
    """All documents of the published generation, in the order in which they were added, whatever version made it."""
    yield from whole_documents(_stored(_store(index, settings))[1])


def export_rows(index: Path | str = "index", settings: Settings = Settings()) -> Iterator[dict[str, Any]]:
    """What `export` gives, as the JSON objects that `rebuild` reads, with the fields of the index.

    A document with parts has no `text` beside them: it would stand there twice.
    """
    manifest, stored = _stored(_store(index, settings))
    for row in (document.to_dict(manifest.schema) for document in whole_documents(stored)):
        yield {name: value for name, value in row.items() if name != "text" or "parts" not in row}


def applied(index: Path | str, settings: Settings) -> int:
    """The last task of the queue that the published generation of an index holds."""
    return _store(index, settings).applied()


def _store(index: Path | str, settings: Settings) -> EngineStore:
    return open_store(index, fingerprint(), settings.opensearch, settings.engine)


def _stored(store: EngineStore, step: int = 1) -> tuple[Manifest, Iterator[Stored]]:
    """The published generation, whatever version made it, and what its records hold, or every `step`-th of them."""
    generation, records = store.stored()
    return generation.manifest, unpack_all(islice(records, 0, None, step), Codec.of(generation))


def _changing(
    store: EngineStore, base: HasFiles, progress: Listener, bytes_total: int = 0
) -> AbstractContextManager[Build]:
    return building(store, base.manifest.engine, base.manifest.schema, base, progress, bytes_total)


def _apply(build: Build, engine: Engine, documents: Iterator[Document], about: int) -> IdSet:
    """Adds and replaces what is new or changed; gives all ids that came."""
    seen = IdSet()
    replaced: dict[str, int] = {}
    for prepared in build.prepare(_changed(build, engine, documents, seen, replaced), about):
        if prepared.id in replaced:
            build.replace(prepared, replaced.pop(prepared.id))
        else:
            build.add(prepared)
    return seen


def _changed(
    build: Build, engine: Engine, documents: Iterator[Document], seen: IdSet, replaced: dict[str, int]
) -> Iterator[Document]:
    """The documents that are new or changed; `replaced` keeps the digests of those whose place they take."""
    while some := list(islice(documents, _LOOKED_UP)):
        there = engine.digests([document.id for document in some])
        for document in some:
            seen.add(document.id)
            if there.get(document.id) == digest(document):
                build.unchanged += 1
                continue
            if document.id in there:
                replaced[document.id] = there[document.id]
            yield document


def _finish(build: Build, manifest: Manifest, compact: bool) -> Report:
    """Publishes the changes; where it pays, as an index written anew from its documents."""
    if not (build.added or build.replaced or build.deleted or compact):
        rejects = build.rejects.publish()
        build.abandon()
        return build.report(manifest, rejects)

    def compacts(parts: int, ever_added: int) -> bool:
        return compact or parts <= _SMALL or ever_added - parts > _WASTE * parts

    return build.finish(compacts)


def _without_rejects(build: Build, items: Iterator[Document | Reject], about: int) -> Iterator[Document]:
    """The documents among these; rejects are kept, and progress is told."""
    for number, item in enumerate(items):
        if isinstance(item, Reject):
            build.rejects.append(item)
        else:
            yield item
        build.tell("read", build.bytes_total * min(number, about) // max(1, about))


def read_documents(build: Build, files: list[SourceFile], settings: Settings, ids: Ids | None) -> Iterator[Document]:
    """The documents of the files, their ids in `ids` for who needs them; rejects are kept, and progress is told."""
    done, current = 0, None
    for file, (item, bytes_read, _) in read_files(files, _task(build, settings)):
        if file is not current:
            done += current.size if current else 0
            current = file
        if isinstance(item, Reject):
            build.rejects.append(item)
            if item.is_damage:
                build.damaged.add(str(file.path))
        elif item is not None:
            if ids is not None:
                ids.setdefault(str(file.path), []).append(item.id)
            yield item
        build.tell("read", done + bytes_read)


def _task(build: Build, settings: Settings) -> Task:
    return Task(settings.limits.document_bytes, build.schema, settings.sources)


def about(files: list[SourceFile]) -> int:
    """How many documents the files hold, at a guess."""
    return size_of(files) // _DOCUMENT_BYTES


def size_of(files: list[SourceFile]) -> int:
    return sum(file.size for file in files)
