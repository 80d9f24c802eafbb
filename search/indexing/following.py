"""An index that follows folders: what changed in them since the last round is read, in a generation of its own.

Folders are looked through again and again, since shares of a network send no events. What was read of each file is kept
beside the index, so a restart goes on where it was; losing that file costs reading everything once more. A file that is
still being written is left until its size and time have stayed the same for a round.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search.errors import IndexMissingError, SourceError
from search.indexing import indexer
from search.indexing.fingerprint import fingerprint
from search.indexing.report import Listener, Report
from search.settings import Settings
from search.sources import SourceFile, find_files
from search.storage import open_store

STATE = "watched.json"
_Stamp = tuple[int, int]  # nanoseconds of the last change, bytes


@dataclass(slots=True)
class Follower:
    """The folders that are followed, and what is known of their files."""

    paths: Sequence[Path]
    settings: Settings
    follow_links: bool = False
    progress: Listener = lambda _: None
    _seen: dict[str, _Stamp] = field(default_factory=dict)  # of the last round

    def round(self) -> Report | None:
        """Looks once, and applies what changed; None when nothing did.

        Raises `SourceError` for a folder that is not there, or has lost all of its files: a share that is not mounted
        looks like that, and nothing is removed. Raises besides what `update` raises.
        """
        files = {str(file.path): file for file in find_files(self.paths, self.follow_links)}
        stamps = {path: _stamp(file) for path, file in files.items()}
        known = self._known()
        settled = {path for path, stamp in stamps.items() if not self._seen or self._seen.get(path) == stamp}
        self._seen = stamps
        changed = [path for path in files if path in settled and known.get(path, (None,))[0] != stamps[path]]
        gone = [path for path in known if path not in files]
        if not changed and not gone:
            return None
        report, ids = self._apply(
            [files[path] for path in changed], {path: known[path][1] for path in (*changed, *gone) if path in known}
        )
        kept = {path: entry for path, entry in known.items() if path in files}
        self._keep({**kept, **{path: (stamps[path], ids.get(path, [])) for path in changed}})
        return report

    @property
    def goes_on(self) -> bool:
        """Whether these folders were followed before, and documents of theirs are in the index."""
        return bool(self._known())

    def _apply(self, files: list[SourceFile], before: indexer.Ids) -> tuple[Report, indexer.Ids]:
        settings = self.settings
        try:
            return indexer.update_files(files, before, settings.index, self.progress, settings)
        except IndexMissingError:
            return indexer.rebuild_files(files, settings.index, settings.engine, self.progress, settings)

    @property
    def _state(self) -> Path:
        return open_store(
            self.settings.index, fingerprint(), self.settings.opensearch, self.settings.engine
        ).rejects.with_name(STATE)

    def _known(self) -> dict[str, tuple[_Stamp, list[str]]]:
        """What was read of each file; nothing when that is not known of these folders any more."""
        try:
            state = json.loads(self._state.read_text(encoding="utf-8", errors="surrogateescape"))
            rows = state["files"] if state["paths"] == self._names() else {}
            return {path: ((int(when), int(size)), [str(id) for id in ids]) for path, (when, size, ids) in rows.items()}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _keep(self, known: dict[str, tuple[_Stamp, list[str]]]) -> None:
        rows = {path: [*stamp, ids] for path, (stamp, ids) in known.items()}
        unfinished = self._state.with_suffix(".tmp")
        content = json.dumps({"paths": self._names(), "files": rows}, ensure_ascii=False)
        unfinished.write_text(content, encoding="utf-8", errors="surrogateescape")
        os.replace(unfinished, self._state)

    def _names(self) -> list[str]:
        return [str(path.resolve()) for path in self.paths]


def _stamp(file: SourceFile) -> _Stamp:
    try:
        status = file.path.stat()
    except OSError:  # it has just gone
        raise SourceError("source-unreadable", path=file.path, reason="it has just gone") from None
    return status.st_mtime_ns, status.st_size
