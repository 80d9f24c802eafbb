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


class TermTotals:
    """What one process counted: `counts` is where it counts."""

    def __init__(self) -> None:
        self.counts = new_counts()
        self._files: list[Scratch] = []

    def relieve(self) -> None:
        """Puts aside what was counted where it is too much."""
        if len(self.counts) > _MOST:
            self._put_aside()

    @property
    def parts(self) -> int:
        """Into how many parts the terms are to be divided."""
        return PARTS if self._files else 1

    def take(self, part: int, parts: int) -> dict[str, int]:
        """The terms of one part of 1 or `PARTS`, in how many texts each is; every term is in one part."""
        if parts == 1:
            return self.counts.take()
        self._put_aside()
        totals: Counter[str] = Counter()
        for line in BytesIO(self._files[part].content()):
            term, _, count = line.decode().rpartition("\t")
            totals[term] += int(count)
        return totals

    def _put_aside(self) -> None:
        self._files = self._files or [Scratch() for _ in range(PARTS)]
        lines = [bytearray() for _ in range(PARTS)]
        for term, count in self.counts.take().items():
            encoded = term.encode()
            lines[crc32(encoded) % PARTS] += b"%s\t%d\n" % (encoded, count)
        for file, some in zip(self._files, lines, strict=True):
            file.write(some)
