"""Documents to a new generation: read, analyse, write, seal, verify, publish."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from search import generations
from search.config import DEFAULT_ENGINE, default_seeds
from search.document import Document
from search.engines import create_writer, engine_version, open_engine
from search.engines.base import Writer
from search.errors import BahithError, IndexCorruptError, SourceError
from search.generations import Manifest
from search.schema import analyze_document
from search.sources import Reject, SourceFile, find_files, read

REJECTS = "rejects.jsonl"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is."""

    stage: str
    documents: int
    rejected: int
    bytes_done: int
    bytes_total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild did; `rejects` is the file that lists them, or None."""

    generation: str
    engine: str
    documents: int
    rejected: int
    rejects: str | None
    source_bytes: int
    index_bytes: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


Listener = Callable[[Progress], None]


def rebuild(
    paths: Sequence[Path | str] | None = None,
    index: Path | str = "index",
    engine: str = DEFAULT_ENGINE,
    progress: Listener = lambda _: None,
) -> Report:
    """Builds a generation from files and folders (default: the seeds), verifies and publishes it.

    Documents that cannot be read are left out and listed in `rejects.jsonl`. Any error leaves the old generation
    serving. Raises `SourceError`, `IndexLockedError`, `DiskFullError`, `EngineUnavailableError`.
    """
    root = Path(index)
    files = find_files([Path(path) for path in paths or [default_seeds()]])
    try:
        with generations.writing(root), generations.explained_disk_errors(root):
            return _Rebuild(root, engine, files, progress).run()
    except OSError as error:
        raise BahithError(
            f"the index folder {root} cannot be written ({error.strerror or error}): check its rights and its disk",
            f"تعذّرت الكتابة في مجلد الفهرس {root}؛ تحقق من الصلاحيات ومن القرص",
        ) from error


class _Rebuild:
    def __init__(self, root: Path, engine: str, files: list[SourceFile], progress: Listener) -> None:
        self.root = root
        self.engine = engine
        self.files = files
        self.progress = progress
        self.documents = 0
        self.rejects: list[Reject] = []
        self.bytes_total = sum(file.size for file in files)
        self.started = time.monotonic()
        self._seen: set[bytes] = set()

    def run(self) -> Report:
        name, folder = generations.begin(self.root)
        try:
            self._fill(create_writer(self.engine, folder))
            self._tell("seal", self.bytes_total)
            manifest = self._seal(name, folder)
            self._verify(folder, manifest)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        generations.publish(self.root, name, folder)
        rejects = self._write_rejects()
        self._tell("done", self.bytes_total)
        seconds = time.monotonic() - self.started
        return Report(
            name, self.engine, self.documents, len(self.rejects), rejects, self.bytes_total, manifest.bytes, seconds
        )

    def _fill(self, writer: Writer) -> None:
        bytes_before = 0
        for file in self.files:
            for item, bytes_read in read(file):
                self._take(item, file, writer)
                self._tell("read", bytes_before + bytes_read)
            bytes_before += file.size
        if not self.documents:
            self._write_rejects()
            raise SourceError(
                f"no document could be read; the first reason: {self.rejects[0].file}: {self.rejects[0].reason}"
                if self.rejects
                else "the files hold no document",
                "لم تُقرأ أي وثيقة من المصدر",
            )
        writer.commit()

    def _take(self, item: Document | Reject, file: SourceFile, writer: Writer) -> None:
        if isinstance(item, Document) and self._is_repeated(item.id):
            item = Reject(str(file.path), None, f"the id {item.id!r} stands a second time; the first one is kept")
        if isinstance(item, Reject):
            self.rejects.append(item)
            return
        writer.add(analyze_document(item))
        self.documents += 1

    def _is_repeated(self, id: str) -> bool:
        digest = blake2b(id.encode(), digest_size=8).digest()  # 8 bytes an id keep a rebuild's memory flat
        repeated = digest in self._seen
        self._seen.add(digest)
        return repeated

    def _seal(self, name: str, folder: Path) -> Manifest:
        return generations.seal(
            folder,
            generation=name,
            engine=self.engine,
            engine_version=engine_version(self.engine),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            documents=self.documents,
            rejected=len(self.rejects),
            source_bytes=self.bytes_total,
        )

    def _verify(self, folder: Path, manifest: Manifest) -> None:
        """Opens what was written, as a reader will, before anyone else can."""
        generations.check_files(self.root, replace(manifest, generation=folder.name))
        engine = open_engine(self.engine, folder)
        found = engine.count()
        engine.close()
        if found != self.documents:
            raise IndexCorruptError(
                f"the new generation holds {found} documents, not {self.documents}: it was not published; run again",
                "لم يكتمل بناء الفهرس ولم يُنشر؛ أعد المحاولة",
            )

    def _write_rejects(self) -> str | None:
        path = self.root / REJECTS
        if not self.rejects:
            path.unlink(missing_ok=True)
            return None
        temporary = path.with_suffix(".tmp")
        lines = [json.dumps(reject.to_dict(), ensure_ascii=False) + "\n" for reject in self.rejects]
        temporary.write_text("".join(lines), encoding="utf-8")
        os.replace(temporary, path)
        return str(path)

    def _tell(self, stage: str, bytes_done: int) -> None:
        seconds = time.monotonic() - self.started
        self.progress(Progress(stage, self.documents, len(self.rejects), bytes_done, self.bytes_total, seconds))
