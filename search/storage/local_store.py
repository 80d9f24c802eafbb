"""The store of an index that is a folder: every generation is a folder in it (see `generations`)."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from search.engines import (
    create_writer,
    engine_version,
    is_changed_in_place,
    open_engine,
    open_writer,
    read_records,
)
from search.engines.base import Engine, Window, Writer
from search.engines.clauses import MatchAll
from search.engines.store import WHOLE, Counts, Piece
from search.errors import BahithError, IndexCorruptError, IndexMissingError, IndexStaleError
from search.model.manifest import Manifest
from search.model.schema import Schema
from search.storage import generations
from search.storage.disk import explained_disk_errors
from search.storage.rejects import REJECTS


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """The files of a generation in a folder."""

    manifest: Manifest
    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / name


@dataclass(frozen=True, slots=True)
class LocalGeneration(LocalFiles):
    """A generation in a folder."""

    engine: Engine

    def close(self) -> None:
        self.engine.close()


class LocalDraft:
    """A generation that is written in a folder of a temporary name; one that continues another is links to it."""

    def __init__(self, root: Path, fingerprint: str, engine: str, schema: Schema, base: Manifest | None) -> None:
        self._root = root
        self._fingerprint = fingerprint
        self._engine = engine
        self._schema = schema
        self._base = base
        self._name, self._folder = generations.begin(root)
        self._writer: Writer | None = None

    @property
    def writer(self) -> Writer:
        if self._writer is None:
            self._writer = self._open_writer()
        return self._writer

    def _open_writer(self) -> Writer:
        if self._base is None:
            return create_writer(self._engine, self._folder, self._schema)
        generations.link(self._root, self._base, self._folder, lambda file: is_changed_in_place(self._engine, file))
        return open_writer(self._engine, self._folder, self._base.added, self._schema)

    def open(self) -> Engine:
        return open_engine(self._engine, self._folder, self._schema)

    def file(self, name: str) -> Path:
        return self._folder / name

    def put(self, name: str, pieces: Iterable[Piece]) -> None:
        path = self._folder / name
        path.unlink(missing_ok=True)  # it may be a link to the file of an older generation
        with path.open("wb") as file:
            file.writelines(pieces)

    def seal(self, counts: Counts) -> Manifest:
        manifest = generations.seal(
            self._folder,
            self._base,
            generation=self._name,
            engine=self._engine,
            engine_version=engine_version(self._engine),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            fingerprint=self._fingerprint,
            own_fields=self._schema.to_list(),
            **asdict(counts),
        )
        self._verify(manifest)
        return manifest

    def _verify(self, manifest: Manifest) -> None:
        """Opens what was written, as a reader will, before anyone else can."""
        generations.check_files(self._root, replace(manifest, generation=self._folder.name))
        engine = self.open()
        found = engine.search(MatchAll(), Window(limit=0, facets=self._schema.default_facets)).total
        engine.close()
        if found != manifest.documents:
            raise IndexCorruptError("generation-incomplete", found=found, expected=manifest.documents)

    def publish(self) -> None:
        generations.publish(self._root, self._name, self._folder)

    def abandon(self) -> None:
        if self._writer is not None:
            with contextlib.suppress(Exception):  # it may be the writer that failed, or have committed
                self._writer.cancel()
        shutil.rmtree(self._folder, ignore_errors=True)


class LocalStore:
    """The index in a folder; what it publishes is analysed as `fingerprint` says, and so must be what it opens."""

    def __init__(self, root: Path, fingerprint: str) -> None:
        self._root = root
        self._fingerprint = fingerprint
        self._known: set[generations.Seen] = set()  # files whose checksums were compared by this process

    @property
    def location(self) -> str:
        return str(self._root)

    @property
    def rejects(self) -> Path:
        return self._root / REJECTS

    def mark(self) -> tuple[int, int] | None:
        return generations.current_mark(self._root)

    def health(self) -> str:
        return WHOLE

    def open(self) -> LocalGeneration:
        return generations.open_current(self._root, self._open, self._fingerprint, self._known)

    def _open(self, manifest: Manifest, folder: Path) -> LocalGeneration:
        return LocalGeneration(manifest, folder, open_engine(manifest.engine, folder, manifest.schema))

    def stored(self) -> tuple[LocalFiles, Iterator[bytes]]:
        return generations.open_current(
            self._root,
            lambda manifest, folder: (LocalFiles(manifest, folder), read_records(manifest.engine, folder)),
            None,
        )

    def applied(self) -> int:
        try:
            return generations.read_manifest(self._root, generations.current_name(self._root), None).applied
        except (IndexMissingError, IndexCorruptError, IndexStaleError):
            return 0

    @contextlib.contextmanager
    def writing(self, new: bool = False) -> Iterator[None]:
        if not new and not self._root.is_dir():  # a command that changes an index makes no folder
            generations.current_name(self._root)  # raises `IndexMissingError`
        try:
            with self.explained_errors(), generations.writing(self._root):
                yield
        except OSError as error:
            raise BahithError("index-not-writable", root=self._root, reason=error.strerror or str(error)) from error

    def explained_errors(self) -> contextlib.AbstractContextManager[None]:
        return explained_disk_errors(self._root)

    def create(self, engine: str, schema: Schema) -> LocalDraft:
        return LocalDraft(self._root, self._fingerprint, engine, schema, None)

    def change(self, base: Manifest) -> LocalDraft:
        return LocalDraft(self._root, self._fingerprint, base.engine, base.schema, base)

    def roll_back(self) -> Manifest:
        return generations.roll_back(self._root, self._fingerprint)
