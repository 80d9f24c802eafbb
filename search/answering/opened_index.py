"""The generation that searches are answered from; whoever holds an index follows the published one."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from datetime import date as Date
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread

from search.analysis.lexicon.location import open_lexicon
from search.answering.authors import Authors
from search.answering.count_cache import CountCache
from search.answering.facets import FacetSpellings
from search.answering.index_statistics import Recalled
from search.answering.listed_terms import listing
from search.answering.own_tables import TablesFollower
from search.answering.recent import Recent
from search.engines.base import Engine
from search.engines.groups import Groups
from search.engines.store import Generation
from search.errors import BahithError, EngineUnreachableError
from search.indexing.fingerprint import fingerprint
from search.indexing.near_duplicates import read_groups
from search.model.limits import Limits
from search.model.manifest import Manifest
from search.model.results import IndexInfo
from search.model.schema import Schema
from search.query.expand import Lookup
from search.query.own_words import OwnWords
from search.settings import Settings
from search.storage import open_store
from search.storage.record_codec import Codec
from search.storage.records import Records
from search.storage.vocabulary import FILE as VOCABULARY
from search.storage.vocabulary import Vocabulary

_log = logging.getLogger(__name__)
_RECALLED = 2_000  # lists of what words may have been meant to be
_LOOK_EVERY = 0.25  # seconds between looks at the store: a published generation is followed within a second


@dataclass(frozen=True)
class OpenedIndex:
    """A generation in use, and what is kept of it: counts, and the corrections of words.

    A search keeps the one it began with.
    """

    engine: Engine
    records: Records
    manifest: Manifest
    groups: Groups
    vocabulary: Vocabulary
    settings: Settings
    schema: Schema
    spellings: FacetSpellings
    authors: Authors
    terms: Lookup
    own: OwnWords = OwnWords()
    counts: CountCache = field(default_factory=CountCache)
    recalled: Recalled = field(default_factory=lambda: Recent(_RECALLED))

    @cached_property
    def tag(self) -> str:
        """A mark that no other generation has, nor this one with other tables of whoever runs the service."""
        return f"{self.manifest.tag}{self.own.digest}"

    @property
    def limits(self) -> Limits:
        """The limits of its requests."""
        return self.settings.limits

    @property
    def info(self) -> IndexInfo:
        """What a page says of the index that answered."""
        return IndexInfo(self.manifest.generation, self.manifest.engine, self.manifest.documents)

    @property
    def built_on(self) -> int:
        """The day number of its build."""
        return Date.fromisoformat(self.manifest.built_at[:10]).toordinal()


class IndexFollower:
    """Opens the published generation, and a newer one as soon as it is published. Threads may share it."""

    def __init__(self, root: Path | str, settings: Settings) -> None:
        self.settings = settings
        open_lexicon()  # an index that opens can answer: without the lexicon every search would fail
        self._store = open_store(root, fingerprint(), settings.opensearch, settings.engine)
        self._tables = TablesFollower(settings.tables)
        self._lock = Lock()
        self._mark = self._store.mark()
        self._opened = self._open(self._store.open())
        self._looked_at = time.monotonic()
        self._thread: Thread | None = None

    def follow(self) -> None:
        """Looks by a thread of its own from now on."""
        if self._thread is None:
            self._thread = Thread(target=self._keep_looking, daemon=True)
            self._thread.start()

    def current(self) -> OpenedIndex:
        """The opened generation, after a look at whether another one has been published.

        While one thread looks, or opens, the others go on with what is open.
        """
        due = self._thread is None and time.monotonic() - self._looked_at > _LOOK_EVERY
        if due and self._lock.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._looked_at = time.monotonic()
                self._lock.release()
        return self._opened

    def _keep_looking(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY)
            try:
                self._follow()
            except Exception:  # the thread that looks must not end: no later generation would be seen
                _log.exception("%s goes on", self._opened.manifest.generation)

    def health(self) -> str:
        """How the store of the index is: see `EngineStore.health`."""
        return self._store.health()

    def _follow(self) -> None:
        if self._tables.follow():
            self._opened = replace(self._opened, own=self._tables.words, counts=CountCache())
        mark = self._store.mark()
        if mark in (None, self._mark):
            return
        self._mark = mark  # once a mark: a generation that cannot be used is not tried again
        try:
            self._opened = self._open(self._store.open())
        except EngineUnreachableError:
            self._mark = None  # it may be reached at the next look
        except BahithError as error:
            _log.error("the new generation cannot be used, %s goes on: %s", self._opened.manifest.generation, error)

    def _open(self, generation: Generation) -> OpenedIndex:
        schema = generation.manifest.schema
        spellings = FacetSpellings(generation.engine, schema)
        return OpenedIndex(
            engine=generation.engine,
            records=Records(generation.engine, Codec.of(generation)),
            manifest=generation.manifest,
            groups=read_groups(generation),
            vocabulary=Vocabulary(generation.file(VOCABULARY)),
            settings=self.settings,
            schema=schema,
            spellings=spellings,
            authors=Authors(generation.engine, spellings),
            terms=listing(generation.engine),
            own=self._tables.words,
        )
