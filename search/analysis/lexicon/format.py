"""The lexicon file: folded stem -> entries, read in place from a memory map that all processes share.

Layout: magic, number of slots, CRC-32 of all that follows, then so many (tag, offset) pairs, then a table that tells of
most stems at once that they are not there (one byte for each first 20 bits of a CRC-32), then the records.
A stem's slot is found by its CRC-32, a collision goes to the next slot. A record is its length, the stem, and its
entries, parted by zero bytes. An entry is its cost in eighths of a bit (plus two), two letters of class, then lemma,
spelling and vocalised spellings parted by tabs; lemma and spelling are left out where they equal the stem.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

MAGIC = b"BAHLEX04"
CODE = "iso8859_6"
ARABIC = bytes(range(0xC1, 0xF3))  # its letters and marks, with some bytes that are none
_HEADER = struct.Struct("<8sII")
START = _HEADER.size
HELD_SHIFT = 12
_HELD = 1 << 32 - HELD_SHIFT
BITS = [(first - 2) / 8 for first in range(256)]  # the cost of an entry by its first byte
_NOTHING: list[bytes] = []


class BrokenLexiconError(ValueError):
    """The file is not a lexicon, or not as it was written."""


class Entry(NamedTuple):
    """One way to understand a stem: its class (endings.tsv), lemma, cost in bits, spelling, vocalised spellings."""

    kind: str
    lemma: str
    cost: float
    spelled: str
    vocalised: tuple[str, ...]


def pack(records: Iterable[tuple[str, list[Entry]]]) -> bytes:
    """The bytes of a lexicon file."""
    packed = [(key.encode(CODE), b"\0".join(_pack_entry(key, entry) for entry in entries)) for key, entries in records]
    slots = 1 << (len(packed) * 3 // 2).bit_length()
    table = [(0, 0)] * slots
    held, body = bytearray(_HELD), bytearray()
    for key, entries in packed:
        place = crc32(key) & (slots - 1)
        while table[place][1]:
            place = (place + 1) & (slots - 1)
        table[place] = (crc32(key), START + slots * 8 + _HELD + len(body))
        held[crc32(key) >> HELD_SHIFT] = 1
        record = key + b"\0" + entries
        body += struct.pack("<H", len(record)) + record
    content = b"".join(struct.pack("<II", *slot) for slot in table) + held + body
    return _HEADER.pack(MAGIC, slots, crc32(content)) + content


def _pack_entry(key: str, entry: Entry) -> bytes:
    lemma, spelled = ("" if text == key else text for text in (entry.lemma, entry.spelled))
    texts = "\t".join((lemma, spelled, "|".join(entry.vocalised)))
    return bytes([2 + min(240, round(entry.cost * 8))]) + (entry.kind.ljust(2) + texts).encode(CODE, "ignore")


@lru_cache(2**14)
def decode(text: bytes) -> str:
    """The text of encoded letters."""
    return text.decode(CODE)


class Lexicon:
    """An open lexicon file; its checksum is verified once, when it is opened (some milliseconds)."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                magic, slots, checksum = _HEADER.unpack_from(self._map)
            except (ValueError, struct.error) as error:  # empty or cut
                raise BrokenLexiconError(f"{path} is cut") from error
        view = memoryview(self._map)
        if magic != MAGIC or crc32(view[START:]) != checksum:
            raise BrokenLexiconError(f"{path} is not as it was written")
        self._mask = slots - 1
        records = START + slots * 8 + _HELD
        self.held = bytes(view[records - _HELD : records])  # by the first bits of a CRC-32: 0 where no stem has them
        self._slots: memoryview | array[int] = view[START : START + slots * 8].cast("I")
        if sys.byteorder == "big":
            self._slots = array("I", self._slots)
            self._slots.byteswap()

    @property
    def content(self) -> memoryview:
        """The whole file."""
        return memoryview(self._map)

    def find(self, stem: bytes) -> list[bytes]:
        """The packed entries of an encoded, folded stem; empty when there are none."""
        tag = crc32(stem)
        slots, mask = self._slots, self._mask
        place = tag & mask
        while offset := slots[place * 2 + 1]:
            if slots[place * 2] == tag:
                size = self._map[offset] | self._map[offset + 1] << 8
                found, *entries = self._map[offset + 2 : offset + 2 + size].split(b"\0")
                if found == stem:
                    return entries
            place = (place + 1) & mask
        return _NOTHING

    def entries(self, stem: str) -> list[Entry]:
        """The entries of a folded stem."""
        return [_unpack(entry, stem) for entry in self.find(stem.encode(CODE, "replace"))]

    def lemmas(self, stem: str) -> list[str]:
        """The lemmas of a folded stem, the likeliest first, those of one cost in the order of the alphabet."""
        code = stem.encode(CODE, "replace")
        found = sorted([(entry[0], entry[3 : entry.index(b"\t")] or code) for entry in self.find(code)])
        return b"\t".join([lemma for _, lemma in found]).decode(CODE).split("\t") if found else []


def _unpack(entry: bytes, stem: str) -> Entry:
    lemma, spelled, vocalised = entry[3:].decode(CODE).split("\t")
    return Entry(entry[1:3].decode(), lemma or stem, BITS[entry[0]], spelled or stem, tuple(vocalised.split("|")))
