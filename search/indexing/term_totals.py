"""In how many texts each term of a build is, counted in bounded memory.

A process counts in memory until the terms are too many, and then puts them aside in files, a part of all terms in each.
Whoever puts together what several processes counted goes through it part by part.
"""

from __future__ import annotations

from collections import Counter
from tempfile import TemporaryFile
from typing import IO
from weakref import finalize
from zlib import crc32

from search.analysis.term_table import new_counts

PARTS = 16
_MOST = 2**19  # terms in memory: some 60 MB as they are counted, twice that as they are given


class TermTotals:
    """What one process counted: `counts` is where it counts."""

    def __init__(self) -> None:
        self.counts = new_counts()
        self._files: list[IO[bytes]] = []

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
        self._files[part].seek(0)
        for line in self._files[part]:
            term, _, count = line.decode().rpartition("\t")
            totals[term] += int(count)
        return totals

    def _put_aside(self) -> None:
        if not self._files:
            self._files = [TemporaryFile() for _ in range(PARTS)]  # noqa: SIM115
            for file in self._files:
                finalize(self, file.close)
        for term, count in self.counts.take().items():
            encoded = term.encode()
            self._files[crc32(encoded) % PARTS].write(b"%s\t%d\n" % (encoded, count))
