"""The words that builds have analysed, with their terms: a file that every process maps and later builds begin with.

It is a cache, of one analysis: its name carries the fingerprint, and without it everything is as it is with it, but
slower (benchmarks/bench_analysis.py: `cold_us` and `known_us` a word). It lies where the lexicon may be written, is put
in place in one step, and left alone where nobody may write.

Layout: magic, numbers of slots and of words, CRC-32 of all that follows, (tag, offset) of each slot, then the records.
A word's slot is found by its CRC-32, a collision goes to the next slot. A record is its length, the word, its exact
terms and its lemma terms, parted by zero bytes; what is as the part before it is left out.
"""

from __future__ import annotations

import contextlib
import mmap
import struct
import sys
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from zlib import crc32

from search.analysis.lexicon.location import places, put, sweep

Learned = dict[str, tuple[str, str]]  # words, the exact terms of each and its indexed lemmas, joined by spaces
NAME = "words"
MAGIC = b"BAHWRD01"
MOST_BYTES = 160_000_000  # of the records: some three million words
_HEADER = struct.Struct("<8sIII")
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
        if magic != MAGIC or crc32(view[_HEADER.size :]) != checksum:
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
                found, exact, lemmas = self._records[offset + 2 : offset + 2 + size].split(b"\0")
                if found == key:
                    exact = exact or found
                    return exact.decode(*_ENCODING), (lemmas or exact).decode(*_ENCODING)
            place = (place + 1) & mask
        return None

    def records(self) -> Iterator[bytes]:
        """All records, with their lengths."""
        offset, end = _HEADER.size + (self._mask + 1) * 8, len(self._records)
        while offset < end:
            (size,) = _LENGTH.unpack_from(self._records, offset)
            yield self._records[offset : offset + 2 + size]
            offset += 2 + size


def pack(records: list[bytes]) -> bytes:
    """The bytes of a file of records."""
    slots = 1 << (len(records) * 3 // 2).bit_length()
    table, offset = array("I", bytes(slots * 8)), _HEADER.size + slots * 8
    for record in records:
        tag = crc32(record[2 : record.index(0, 2)])
        place = tag & (slots - 1)
        while table[place * 2 + 1]:
            place = (place + 1) & (slots - 1)
        table[place * 2], table[place * 2 + 1] = tag, offset
        offset += len(record)
    if sys.byteorder == "big":
        table.byteswap()
    content = table.tobytes() + b"".join(records)
    return _HEADER.pack(MAGIC, slots, len(records), crc32(content)) + content


def record(word: str, exact: str, lemmas: str) -> bytes:
    """A word and its terms as they stand in the file."""
    parts = (word, "" if exact == word else exact, "" if lemmas == exact else lemmas)
    content = "\0".join(parts).encode(*_ENCODING)
    return _LENGTH.pack(len(content)) + content


def open_known(fingerprint: str) -> KnownWords:
    """The words that are known to an analysis."""
    found = [KnownWords(path) for path in places(NAME, fingerprint)]
    return max(found, key=lambda known: known.count)  # one that may not be written is outgrown by the next


def keep(known: KnownWords, learned: Mapping[str, tuple[str, str]], fingerprint: str) -> bool:
    """Puts what was learned beside what is known, where there is enough of it; whether there is a new file."""
    new = [(word, terms) for word, terms in learned.items() if known.find(word) is None]
    if len(new) < max(_NEW, known.count // 20):
        return False
    records = [*known.records(), *(record(word, *terms) for word, terms in new)]
    while sum(map(len, records)) > MOST_BYTES:
        del records[: len(records) // 2]
    content = pack(records)
    for path in places(NAME, fingerprint):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, content)
            sweep(path, NAME)
        except OSError:
            continue
        return True
    return False
