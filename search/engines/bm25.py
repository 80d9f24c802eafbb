"""BM25 as Tantivy has it fixed and Lucene defaults to it: the formula, once, for every engine that scores in Python.

score = idf * (k1 + 1) * tf / (tf + k1 * (1 - b + b * length / average)),  idf = ln(1 + (N - n + 0.5) / (n + 0.5))

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), in Lucene's form.
"""

from __future__ import annotations

import math
from bisect import bisect_right

K1 = 1.2
B = 0.75


def idf(documents: int, containing: int) -> float:
    """The weight of a term that `containing` of `documents` documents hold.

    >>> round(idf(5, 5), 4), round(idf(5, 1), 4)
    (0.087, 1.3863)
    """
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))


def score(weight: float, frequency: int, length: int, average: float) -> float:
    """The score of a term of this idf in a document field of this (quantized) length."""
    return weight * (K1 + 1) * frequency / (frequency + K1 * (1 - B + B * length / average))


def _decode(code: int) -> int:
    """A length from its one-byte code: Lucene's SmallFloat.byte4ToInt (24 exact values, then 3 bits of mantissa)."""
    if code < 24:
        return code
    bits, shift = (code - 24) & 0x07, ((code - 24) >> 3) - 1
    return 24 + (bits if shift < 0 else (bits | 0x08) << shift)


LENGTHS = tuple(_decode(code) for code in range(256))


def quantize(length: int) -> int:
    """A field's length as one byte can hold it, rounded down.

    >>> quantize(10), quantize(41), quantize(1000)
    (10, 40, 984)
    """
    return LENGTHS[bisect_right(LENGTHS, length) - 1]
