"""In how many texts each term of a build is, counted in bounded memory.

A process counts in memory until the terms are too many, and then puts them aside in files, a part of all terms in each.
Whoever puts together what several processes counted goes through it part by part.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from zlib import crc32

from search.analysis.term_table import new_counts
from search.storage.scratch import Scratch

PARTS = 16
_MOST = 2**19  # terms in memory: some 60 MB as they are counted, twice that as they are given
_AT_ONCE = 2**15  # terms that are given undivided: what several processes have counted is put together by one


class TermTotals:
    """What one process counted: `counts` is where it counts."""

    def __init__(self) -> None:
        self.counts = new_counts()
        self._files: list[Scratch] = []
        self._divided: list[dict[str, int]] = []

    def relieve(self) -> None:
        """Puts aside what was counted where it is too much."""
        if len(self.counts) > _MOST:
            self._put_aside()

    @property
    def parts(self) -> int:
        """Into how many parts the terms are to be divided."""
        return PARTS if self._files or len(self.counts) > _AT_ONCE else 1

    def take(self, part: int, parts: int) -> dict[str, int]:
        """The terms of one part of 1 or `PARTS`, in how many texts each is; every term is in one part."""
        if parts == 1:
            return self.counts.take()
        if not self._files:
            self._divided = self._divided or self._divide()
            taken, self._divided[part] = self._divided[part], {}
            return taken
        self._put_aside()
        totals: Counter[str] = Counter()
        for line in BytesIO(self._files[part].content()):
            term, _, count = line.decode().rpartition("\t")
            totals[term] += int(count)
        return totals

    def _put_aside(self) -> None:
        self._files = self._files or [Scratch() for _ in range(PARTS)]
        for file, counted in zip(self._files, self._divide(), strict=True):
            file.write("".join([f"{term}\t{count}\n" for term, count in counted.items()]).encode())

    def _divide(self) -> list[dict[str, int]]:
        """What was counted since this was asked last, by parts."""
        parts: list[dict[str, int]] = [{} for _ in range(PARTS)]
        for term, count in self.counts.take().items():
            parts[crc32(term.encode()) % PARTS][term] = count
        return parts
