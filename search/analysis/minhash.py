"""Signatures of texts, of a fixed size: those of near-duplicates, which share most words in order, are alike.

A text is taken as the set of its shingles: every word that begins with one of the letters ا to غ, and some letters of
what follows. Its signature is made by one-permutation MinHash: the share of equal slots of two signatures estimates the
Jaccard similarity of the two sets, which is near that of the sets of all pairs of words. Texts of too few shingles must
be the same, word for word, title included. `grouping` finds the texts whose signatures are alike.

Source: Li, Owen, Zhang, One Permutation Hashing (2012), an empty slot filled from the one before it.
"""

from __future__ import annotations

from hashlib import blake2b
from zlib import crc32

from search.analysis.native import native

SIGNATURE_BYTES = _SLOTS = 32  # of 8 bits: one slot in 256 is equal by chance
_ANCHOR = b" \xd8"  # how a word with a first letter from ا to غ begins in UTF-8: one split finds them all
_SHINGLE = 24  # bytes of a shingle after the anchor: twelve letters
_FEWEST = 8  # shingles; of fewer no share can be told


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
