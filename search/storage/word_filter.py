"""Which words a vocabulary may have: a Bloom filter of one hash, of a byte or two for each word.

A slip leads to hundreds of rows of letters, two slips to thousands, and few of these are words. Nearly all of the
rest are told from words here, for less than a look into the vocabulary takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

_LEAST_BYTES = 1 << 8
_MOST_BYTES = 1 << 22  # every process has it: of more words it tells less


def size_of(words: int) -> int:
    """How many bytes the filter of so many words has: a power of two."""
    return max(_LEAST_BYTES, min(1 << words.bit_length(), _MOST_BYTES))


def add(bits: bytearray, terms: Iterable[bytes]) -> None:
    """Adds stored terms to a filter."""
    mask = 8 * len(bits) - 1
    for checksum in map(crc32, terms):
        place = checksum & mask
        bits[place >> 3] |= 1 << (place & 7)


def may_have(bits: bytes, terms: Iterable[bytes]) -> list[bytes]:
    """Those of some stored terms that may have been added: all that were, and a few others.

    >>> bits = bytearray(size_of(2))
    >>> add(bits, [b"one", b"two"])
    >>> may_have(bytes(bits), [b"one", b"three", b"two"])
    [b'one', b'two']
    """
    mask = 8 * len(bits) - 1
    return [term for term in terms if bits[(place := crc32(term) & mask) >> 3] >> (place & 7) & 1]
