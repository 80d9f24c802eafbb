"""Progress of a rebuild on stderr: one line that is rewritten on a terminal, plain lines now and then in a log."""

from __future__ import annotations

from typing import TextIO

from search.indexing.report import Progress
from search.messages import counted

_EVERY_TERMINAL = 0.2  # seconds
_EVERY_LOG = 10.0


class ProgressLine:
    """Shows `Progress` as it comes, at most a few times a second; a build goes on when nobody can see it any more."""

    def __init__(self, stream: TextIO | None, quiet: bool) -> None:
        self._stream = None if quiet else stream  # None too when it was closed by the caller
        self._terminal = self._stream is not None and self._stream.isatty()
        self._next = 0.0
        self._shown = False

    def show(self, progress: Progress) -> None:
        """Shows one state, if it is time."""
        if self._stream is None or (progress.stage == "read" and progress.seconds < self._next):
            return
        self._next = progress.seconds + (_EVERY_TERMINAL if self._terminal else _EVERY_LOG)
        end = "" if self._terminal else "\n"
        self._write(("\r\x1b[K" if self._terminal else "") + describe(progress) + end)
        self._shown = True

    def end(self) -> None:
        """Leaves the line."""
        if self._terminal and self._shown:
            self._write("\n")

    def _write(self, text: str) -> None:
        try:
            if self._stream:
                self._stream.write(text)
                self._stream.flush()
        except OSError:
            self._stream = None


def describe(progress: Progress) -> str:
    """One state in words.

    >>> describe(Progress("read", 200, 1, 50_000_000, 100_000_000, 4.0))
    'read 50%  200 documents  50/s  12.5 MB/s  ETA 4 s  1 rejected'
    """
    seconds = max(progress.seconds, 0.001)
    share = progress.bytes_done / progress.bytes_total if progress.bytes_total else 1.0
    parts = [
        f"{progress.stage} {share:.0%}",
        counted(progress.documents, "document"),
        f"{progress.documents / seconds:.0f}/s",
        f"{progress.bytes_done / seconds / 1e6:.1f} MB/s",
    ]
    if progress.stage == "read" and share:
        parts.append(f"ETA {seconds * (1 - share) / share:.0f} s")
    if progress.rejected:
        parts.append(f"{progress.rejected} rejected")
    return "  ".join(parts)
