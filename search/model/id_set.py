"""A set of ids that stays small: 11 to 16 bytes an id, whatever their length."""

from __future__ import annotations

from array import array
from hashlib import blake2b

_LEAST = 1_024
_MOST_FILLED = 0.75
_GROWTH = 1.5


class IdSet:
    """Ids, known by digests of 8 bytes in a table of open addressing.

    Two of ten million ids have the same digest once in 400,000 times.

    >>> met = IdSet()
    >>> met.add("1"), met.add("2"), met.add("1"), "2" in met, "3" in met, len(met)
    (True, True, False, True, False, 2)
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _LEAST))  # 0 where nothing is
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, id: str) -> bool:
        return bool(self._slots[self._slot(_digest(id))])

    def add(self, id: str) -> bool:
        """Whether it is new."""
        digest = _digest(id)
        slot = self._slot(digest)
        if self._slots[slot]:
            return False
        self._slots[slot] = digest
        self._count += 1
        if self._count > _MOST_FILLED * len(self._slots):
            self._grow()
        return True

    def _slot(self, digest: int) -> int:
        """Where a digest is, or would be."""
        slots = self._slots
        slot = digest % len(slots)
        while slots[slot] and slots[slot] != digest:
            slot = (slot + 1) % len(slots)
        return slot

    def _grow(self) -> None:
        before, self._slots = self._slots, array("Q", bytes(8 * int(_GROWTH * len(self._slots))))
        for digest in before:
            if digest:
                self._slots[self._slot(digest)] = digest


def _digest(id: str) -> int:
    return int.from_bytes(blake2b(id.encode(errors="surrogatepass"), digest_size=8).digest(), "big") or 1
