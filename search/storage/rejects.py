"""The list of what a build could not read: `rejects.jsonl` in the index folder, written line by line as it comes."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TextIO

from search.errors import SourceError
from search.messages import Message
from search.model.reject import Reject

REJECTS = "rejects.jsonl"
_ONCE = ("reject.unknown-key", "reject.unknown-column")
UNFINISHED = "rejects.tmp"


class RejectList:
    """The rejects of one build, in a file; millions of bad lines take no memory."""

    def __init__(self, path: Path) -> None:
        self.first: Reject | None = None
        self._path = path
        self._unfinished = path.with_name(UNFINISHED)
        self._count = 0
        self._warned: set[str] = set()
        self._file: TextIO | None = None

    def __len__(self) -> int:
        return self._count

    def append(self, reject: Reject) -> None:
        """Adds a reject or a warning, which is not counted; what is said of a key that is no field, once a build."""
        if reject.warning and reject.reason.code in _ONCE:
            reason = reject.reason.text("en")
            if reason in self._warned:
                return
            self._warned.add(reason)
        elif not reject.warning and self.first is None:
            self.first = reject
        if self._file is None:
            # The name of a file may hold bytes that are no UTF-8.
            self._file = self._unfinished.open("w", encoding="utf-8", errors="backslashreplace")
        self._file.write(json.dumps(reject.to_dict(), ensure_ascii=False) + "\n")
        self._count += not reject.warning

    def publish(self) -> str | None:
        """Puts the list in the place of the last build's and gives its path; without rejects there is none."""
        if self._file is None:
            self._path.unlink(missing_ok=True)
            return None
        self._file.close()
        os.replace(self._unfinished, self._path)
        return str(self._path)

    def discard(self) -> None:
        """Removes a list that was not published."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # what is still in its buffer may find the disk full
                self._file.close()
            self._unfinished.unlink(missing_ok=True)

    def refuse(self) -> SourceError:
        """The error of a source in which no document could be read; the reasons are listed before."""
        path = self.publish()
        if self.first is None:
            return SourceError("no-documents")
        file, line = self.first.file, self.first.line
        where = Message("reject.line", {"file": file, "line": line}) if line else file
        return SourceError("all-rejected", where=where, reason=self.first.reason, path=path)
