"""Records for engines that keep none of their own: one after the other, and where each begins."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterator
from pathlib import Path

RECORDS = "documents.bin"
OFFSETS = "documents.idx"


class RecordWriter:
    """Appends records to a store, new or not."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._records = (directory / RECORDS).open("ab")
        offsets = directory / OFFSETS
        self._offsets = array("Q", offsets.read_bytes() if offsets.exists() else [0])

    def add(self, record: bytes) -> None:
        """Appends a record."""
        self._offsets.append(self._offsets[-1] + self._records.write(record))

    def close(self) -> None:
        """Closes; what was added since the last offsets were written does not count."""
        self._records.close()

    def commit(self) -> None:
        """Writes the offsets and closes."""
        self.close()
        with (self._directory / OFFSETS).open("wb") as file:
            self._offsets.tofile(file)


class RecordStore:
    """Reads records by number."""

    def __init__(self, directory: Path) -> None:
        self._offsets = array("Q", (directory / OFFSETS).read_bytes())
        with (directory / RECORDS).open("rb") as file:  # mapped, not read by seek: threads share it
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self._offsets[-1] else None

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        if self._map is None:
            raise IndexError(number)
        return self._map[self._offsets[number] : self._offsets[number + 1]]

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(len(self)))

    def close(self) -> None:
        """Lets go of the file."""
        if self._map is not None:
            self._map.close()
