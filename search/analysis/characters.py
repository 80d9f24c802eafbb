"""The characters of Arabic writing by what they are, as ranges for the class of a regular expression or as strings."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable

from pyarabic import araby

TATWEEL = araby.TATWEEL
# Every combining mark of Arabic, the small letters and signs of the Quran, and variation selectors.
MARKS = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\ufe00-\ufe0f"
)
# Zero-width and bidi controls: invisible, pasted from PDF and Persian text, never a boundary inside a word. The
# zero-width space is one: some editors put it between words.
CONTROLS = "\u00ad\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
# Letters of the Arabic blocks and the presentation forms (the even FE70-FE7E are marks on a space).
LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f"
    "\u0870-\u0887\u0889-\u088e\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufc5d\ufc64-\ufd3d\ufd50-\ufdf9\ufdfc\ufe80-\ufefc"
)
# Any of them opens and closes a phrase.
QUOTES = '"«»“”„‟‹›＂'
# These only in pairs, round words: they are apostrophes, feet and minutes too (O'Neil, 5″, צה״ל).
PAIRED_QUOTES = "'‘’‚‛″״"
DIGITS = {zero + value: str(value) for zero in (0x0660, 0x06F0) for value in range(10)}  # for str.translate
# Letters that are written on to the word behind them: and, so; by, like, for. For the latter two with the article: لل.
CONJUNCTIONS = "وف"
PROCLITICS = f"{CONJUNCTIONS}بكل"
BEFORE_ARTICLE = "بك"


def character_flags(classes: Iterable[tuple[int, str]]) -> bytearray:
    """For each character to U+FFFF the flags of the classes, those of regular expressions, that it is of.

    >>> character_flags([(1, "[ab]"), (2, "[bc]")])[ord("a") : ord("e")]
    bytearray(b'\\x01\\x03\\x02\\x00')
    """
    every = array("I", range(0x10000)).tobytes().decode("utf-32", "surrogatepass")
    flags = bytearray(len(every))
    for flag, characters in classes:
        flagged = bytes(byte | flag for byte in range(256))
        for match in re.finditer(f"{characters}+", every):
            run = slice(*match.span())
            flags[run] = flags[run].translate(flagged)
    return flags
