"""The words that builds have analysed, with their terms: a file that every process maps and later builds begin with.

It is a cache, of one analysis: its name carries the fingerprint, and without it everything is as it is with it, but
slower (benchmarks/bench_analysis.py: `cold_us` and `known_us` a word). It lies where the lexicon may be written, is put
in place in one step, and left alone where nobody may write.

Layout: magic, numbers of slots and of words, CRC-32 of all the rest, (tag, offset) of each slot, then the records.
A word's slot is found by its CRC-32, a collision goes to the next slot. A record is its length, the word, its exact
terms and its lemma terms, parted by zero bytes; what is as the part before it is left out.
"""

from __future__ import annotations

import contextlib
import mmap
import struct
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from search.analysis.lexicon.location import places, put, sweep

NAME = "words"
MAGIC = b"BAHWRD01"
MOST_BYTES = 160_000_000  # of the records: some three million words
_HEADER = struct.Struct("<8sIII")
_BEFORE_CHECKSUM = 16  # bytes
_LENGTH = struct.Struct("<H")
_NEW = 5_000  # words that are worth a new file, or a twentieth of those that it has
_ENCODING = ("utf-8", "surrogatepass")  # a text may have halves of pairs


class KnownWords:
    """An open file of words; empty when there is none that can be read."""

    def __init__(self, path: Path | None) -> None:
        self._records: bytes | mmap.mmap = b""
        self._slots: memoryview | array[int] = array("I", [0, 0])
        self._mask = 0
        self.count = 0
        with contextlib.suppress(OSError, ValueError, struct.error):
            if path:
                self._open(path)

    def _open(self, path: Path) -> None:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, slots, count, checksum = _HEADER.unpack_from(mapped)
        view = memoryview(mapped)
        if magic != MAGIC or crc32(view[_HEADER.size :], crc32(view[:_BEFORE_CHECKSUM])) != checksum:
            return
        start = _HEADER.size + slots * 8
        self._slots, self._records = view[_HEADER.size : start].cast("I"), mapped
        self._mask, self.count = slots - 1, count
        if sys.byteorder == "big":
            self._slots = array("I", self._slots)
            self._slots.byteswap()

    def find(self, word: str) -> tuple[str, str] | None:
        """The exact terms of a word and its indexed lemmas; None where it is not known."""
        key = word.encode(*_ENCODING)
        tag = crc32(key)
        slots, mask = self._slots, self._mask
        place = tag & mask
        while offset := slots[place * 2 + 1]:
            if slots[place * 2] == tag:
                (size,) = _LENGTH.unpack_from(self._records, offset)
                one = self._records[offset + 2 : offset + 2 + size]
                if one.startswith(key + b"\0"):
                    return _parts_of(one)[1:]
            place = (place + 1) & mask
        return None

    @property
    def content(self) -> memoryview:
        """The whole file; nothing where there is none."""
        return memoryview(self._records)

    @property
    def records(self) -> memoryview:
        """All records, one after the other."""
        return memoryview(self._records)[_HEADER.size + (self._mask + 1) * 8 :]


class NewWords:
    """Words that are to be known, each once: their records, and 60 bytes of memory a word besides."""

    def __init__(self, learned: bytes = b"") -> None:
        self.records = bytearray()
        self._marks: set[int] = set()
        self.add(learned)

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self._marks)

    def add(self, learned: bytes) -> None:
        """Adds records. Two processes may have learned the same word, before either was told."""
        for one in _records_in(learned):
            mark = hash(one)  # of 64 bits: a word that is taken for another is analysed again, no more
            if mark not in self._marks:
                self._marks.add(mark)
                self.records += one


def pack(*regions: memoryview | bytearray) -> Iterator[bytes | memoryview | bytearray]:
    """The bytes of a file, piece by piece, of records that stand in several places one after the other."""
    tags, ends = array("I"), array("I")
    for region in regions:
        for one in _records_in(region):
            tags.append(crc32(one[2 : one.index(0, 2)]))
            ends.append((ends[-1] if ends else 0) + len(one))
    slots = 1 << (len(tags) * 3 // 2).bit_length()
    start = _HEADER.size + slots * 8
    table = array("I", bytes(slots * 8))
    offset = start
    for tag, end in zip(tags, ends, strict=True):
        place = tag & (slots - 1)
        while table[place * 2 + 1]:
            place = (place + 1) & (slots - 1)
        table[place * 2], table[place * 2 + 1] = tag, offset
        offset = start + end
    if sys.byteorder == "big":
        table.byteswap()
    checksum = crc32(_HEADER.pack(MAGIC, slots, len(tags), 0)[:_BEFORE_CHECKSUM])
    for part in (table, *regions):
        checksum = crc32(part, checksum)
    yield _HEADER.pack(MAGIC, slots, len(tags), checksum)
    yield table.tobytes()
    yield from regions


def _records_in(region: bytes | memoryview | bytearray) -> Iterator[bytes]:
    content, offset = bytes(region), 0
    while offset < len(content):
        end = offset + 2 + content[offset] + (content[offset + 1] << 8)
        yield content[offset:end]
        offset = end


def record(word: str, exact: str, lemmas: str) -> bytes:
    """A word and its terms as they stand in the file; nothing of one without terms (ﹻ, a mark alone)."""
    if not (exact and lemmas):
        return b""  # what is left out would be taken for what is before it
    parts = (word, "" if exact == word else exact, "" if lemmas == exact else lemmas)
    content = "\0".join(parts).encode(*_ENCODING)
    return _LENGTH.pack(len(content)) + content


def words_in(records: bytes) -> Iterator[tuple[str, str, str]]:
    """The words of records, each with its exact terms and its lemma terms.

    >>> list(words_in(record("والكتب", "والكتب", "كتاب") + record("كتاب", "كتاب", "كتاب")))
    [('والكتب', 'والكتب', 'كتاب'), ('كتاب', 'كتاب', 'كتاب')]
    """
    return (_parts_of(one[_LENGTH.size :]) for one in _records_in(records))


def _parts_of(content: bytes) -> tuple[str, str, str]:
    """The word of a record, its exact terms and its lemma terms."""
    word, exact, lemmas = content.split(b"\0")
    exact = exact or word
    return word.decode(*_ENCODING), exact.decode(*_ENCODING), (lemmas or exact).decode(*_ENCODING)


def open_known(fingerprint: str) -> KnownWords:
    """The words that are known to an analysis."""
    found = [KnownWords(path) for path in places(NAME, fingerprint)]
    return max(found, key=lambda known: known.count)  # one that may not be written is outgrown by the next


def keep(known: KnownWords, new: NewWords, fingerprint: str) -> bool:
    """Puts new words beside those that are known, where there are enough of them; whether there is a new file.

    Where all together are too many the oldest half of those that are known is left out.
    """
    if new.count < max(_NEW, known.count // 20):
        return False
    before = known.records
    if len(before) + len(new.records) > MOST_BYTES:
        before = before[_past(before, len(before) // 2) :]
    for path in places(NAME, fingerprint):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, pack(before, new.records))
            sweep(path, NAME)
        except OSError:
            continue
        return True
    return False


def _past(region: memoryview, place: int) -> int:
    """Where the first record begins that is not before a place."""
    start = 0
    for one in _records_in(region):
        if start >= place:
            break
        start += len(one)
    return start
