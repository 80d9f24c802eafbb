"""Near-duplicates: texts whose signatures are alike form a group, found when an index is built (see `minhash`).

Only texts that share a band of slots are compared.

Source: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import compress
from operator import eq

from search.analysis.minhash import SIGNATURE_BYTES
from search.analysis.native import native

ALIKE = 22  # equal slots from which two texts are near-duplicates; benchmarks/duplicates.py tells what that finds
_BAND = 4  # slots that two texts must share to be compared, read as one number of 32 bits
_BANDS = SIGNATURE_BYTES // _BAND  # side by side; one less lie between them
_HELD = 8  # texts found by one band, so that a formula which thousands of texts share costs little
_AT_ONCE = 2**18  # bands counted at a time: some 30 MB
_GOLDEN, _64_BITS = 0x9E3779B97F4A7C15, 2**64 - 1
_READ = 2**16 * SIGNATURE_BYTES  # bytes
_COMPARED = 3  # of those found, the ones that share most bands


def group(signatures: bytes | memoryview) -> Iterator[tuple[int, int]]:
    """The groups of texts whose signatures stand one after the other: place of a text, place of its group's first.

    Only texts with near-duplicates have a group. Every text of a group is like its first; what is like the firsts of
    several groups belongs to the one that it is most like.

    >>> from search.analysis.minhash import signature
    >>> one, other = signature("", "نص"), signature("", "غيره")
    >>> list(group(one + other + one))
    [(2, 0), (0, 0)]
    """
    if native:
        pairs = array("I", native.groups(signatures, ALIKE, _HELD, _COMPARED))
        return zip(pairs[::2], pairs[1::2], strict=True)
    return iter(plain_groups(signatures).items())


def plain_groups(signatures: bytes | memoryview) -> dict[int, int]:
    """The same in Python."""
    groups: dict[int, int] = {}
    firsts = _Firsts()
    for place, bands in _sharing(signatures):
        if found := [first for band in bands for first in firsts.of(band)]:
            likeliest = Counter(found).most_common(_COMPARED)
            equal, negative = max((_equal(signatures, first, place), -first) for first, _ in likeliest)
            if equal >= ALIKE:
                groups[place] = groups[-negative] = -negative
                continue
        for band in bands:
            firsts.add(band, place)
    return groups


class _Firsts:
    """The first texts that have a band, by the number of the band: a table of open addressing, 12 bytes a slot.

    >>> firsts = _Firsts()
    >>> firsts.add(7, 1), firsts.add(7, 4), firsts.of(7), firsts.of(8)
    (None, None, [1, 4], [])
    """

    def __init__(self) -> None:
        self._bits, self._count = 10, 0
        self._make()

    def _make(self) -> None:
        self._bands = array("Q", bytes(8 << self._bits))  # 0 where nothing is: no band is numbered so
        self._places = array("I", bytes(4 << self._bits))

    def of(self, band: int) -> list[int]:
        """The texts of a band, in the order of adding."""
        found = []
        bands, last = self._bands, len(self._bands) - 1
        slot = self._slot(band)
        while bands[slot]:
            if bands[slot] == band:
                found.append(self._places[slot])
            slot = slot + 1 & last
        return found

    def add(self, band: int, place: int) -> None:
        """Adds a text, where not so many were added before."""
        if len(self.of(band)) < _HELD:
            self._put(band, place)
            self._count += 1
        if 2 * self._count > len(self._bands):
            self._grow()

    def _slot(self, band: int) -> int:
        """Where a band is looked for first: the upper bits of a product (Knuth, Sorting and Searching, 6.4)."""
        return (band * _GOLDEN & _64_BITS) >> 64 - self._bits

    def _put(self, band: int, place: int) -> None:
        slot = self._slot(band)
        while self._bands[slot]:
            slot = slot + 1 & len(self._bands) - 1
        self._bands[slot], self._places[slot] = band, place

    def _grow(self) -> None:
        before = self._bands, self._places
        self._bits += 1
        self._make()
        # From a free slot on, so that the texts of one band keep their order where they stand round the end.
        start = next(slot for slot, band in enumerate(before[0]) if not band)
        for slot in (*range(start, len(before[0])), *range(start)):
            if before[0][slot]:
                self._put(before[0][slot], before[1][slot])


def _sharing(signatures: bytes | memoryview) -> Iterator[tuple[int, list[int]]]:
    """The texts that share a band with another, in order, each with the bands that it shares: numbers above zero."""
    which = array(
        "H", bytes(2 * (len(signatures) // SIGNATURE_BYTES))
    )  # of the bands of each text are shared, a bit each
    for number, column in enumerate(_columns(signatures)):
        repeated = _repeated(column)
        for place in compress(range(len(column)), map(repeated.__contains__, column)):
            which[place] |= 1 << number
    for place in compress(range(len(which)), which):
        yield (
            place,
            [
                number + 1 << 32 | int.from_bytes(_band(signatures, place, number), sys.byteorder)
                for number in range(2 * _BANDS - 1)
                if which[place] >> number & 1
            ],
        )


def _band(signatures: bytes | memoryview, place: int, number: int) -> bytes | memoryview:
    """The four slots of a band: of every four, then of the fours between them."""
    start = place * SIGNATURE_BYTES + (number * _BAND if number < _BANDS else (number - _BANDS) * _BAND + _BAND // 2)
    return signatures[start : start + _BAND]


def _repeated(column: array[int]) -> set[int]:
    """The numbers that are in it more than once, looked for among some at a time to bound the memory."""
    turns = len(column) // _AT_ONCE + 1
    found: set[int] = set()
    for turn in range(turns):
        some = column if turns == 1 else (number for number in column if number % turns == turn)
        found.update(number for number, count in Counter(some).items() if count > 1)
    return found


def _columns(signatures: bytes | memoryview) -> Iterator[array[int]]:
    """Each band of all texts: of every four slots, and of the fours between them."""
    for start, count in ((0, _BANDS), (_BAND // 2, _BANDS - 1)):
        for at in range(count):
            column = array("I")
            for first in range(0, len(signatures), _READ):
                some = memoryview(signatures)[first + start : first + _READ]
                column.frombytes(some[: len(some) // _BAND * _BAND].cast("I")[at::_BANDS].tobytes())
            yield column


def _equal(slots: bytes | memoryview, one: int, other: int) -> int:
    one, other = one * SIGNATURE_BYTES, other * SIGNATURE_BYTES
    return sum(map(eq, slots[one : one + SIGNATURE_BYTES], slots[other : other + SIGNATURE_BYTES]))
