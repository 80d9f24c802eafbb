"""Near-duplicates: texts that share most of their words in order, found when an index is built, form a group.

A text is taken as the set of its shingles: every word that begins with one of the letters ا to غ, and some letters of
what follows. Of each text a signature of fixed size is kept, by one-permutation MinHash: the share of equal slots of
two signatures estimates the Jaccard similarity of the two sets, which is near that of the sets of all pairs of words.
Only texts that share a band of slots are compared. Texts of too few shingles must be the same, word for word, title
included.

Source: Li, Owen, Zhang, One Permutation Hashing (2012), an empty slot filled from the one before it; bands:
Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from itertools import compress
from operator import eq
from zlib import crc32

from search.analysis.native import native

_SLOTS = SIGNATURE_BYTES = 32  # of 8 bits: one slot in 256 is equal by chance
ALIKE = 22  # equal slots from which two texts are near-duplicates; benchmarks/duplicates.py tells what that finds
_BAND = 4  # slots that two texts must share to be compared, read as one number of 32 bits
_BANDS = _SLOTS // _BAND  # side by side; one less lie between them
_ANCHOR = b" \xd8"  # how a word with a first letter from ا to غ begins in UTF-8: one split finds them all
_SHINGLE = 24  # bytes of a shingle after the anchor: twelve letters
_FEWEST = 8  # shingles; of fewer no share can be told
_HELD = 8  # texts found by one band, so that a formula which thousands of texts share costs little
_AT_ONCE = 2**18  # bands counted at a time: some 30 MB
_GOLDEN, _64_BITS = 0x9E3779B97F4A7C15, 2**64 - 1
_READ = 2**16 * _SLOTS  # bytes
_COMPARED = 3  # of those found, the ones that share most bands


def signature(title: str, body: str) -> bytes:
    """The signature of a document, from the exact terms of its title and body.

    >>> signature("", "نص") == signature("", "نص"), signature("", "نص") == signature("عنوان", "نص")
    (True, False)
    """
    if native and (slots := native.signature(body)):
        return slots
    return plain_signature(title, body)


def plain_signature(title: str, body: str) -> bytes:
    """The same in Python, and of texts of few shingles."""
    text = body.encode()
    shingles = {crc32(shingle[:_SHINGLE]) for shingle in text.split(_ANCHOR)[1:]}
    if len(shingles) < _FEWEST:
        return blake2b(b"%s\n%s" % (title.encode(), text), digest_size=SIGNATURE_BYTES).digest()
    lowest = [0] * _SLOTS
    for value in sorted(shingles, reverse=True):
        lowest[value % _SLOTS] = value
    last = next(filter(None, reversed(lowest)), 0)
    slots = bytearray()
    for value in lowest:
        last = value or last
        slots.append(last // _SLOTS & 0xFF)
    return bytes(slots)


def group(signatures: bytes | memoryview) -> dict[int, int]:
    """The groups of texts whose signatures stand one after the other: place of a text -> place of its group's first.

    Only texts with near-duplicates have a group. Every text of a group is like its first; what is like the firsts of
    several groups belongs to the one that it is most like.

    >>> one, other = signature("", "نص"), signature("", "غيره")
    >>> group(one + other + one)
    {2: 0, 0: 0}
    """
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
    which = array("H", bytes(2 * (len(signatures) // _SLOTS)))  # of the bands of each text are shared, a bit each
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
    start = place * _SLOTS + (number * _BAND if number < _BANDS else (number - _BANDS) * _BAND + _BAND // 2)
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
    one, other = one * _SLOTS, other * _SLOTS
    return sum(map(eq, slots[one : one + _SLOTS], slots[other : other + _SLOTS]))
