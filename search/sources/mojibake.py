"""Mojibake mended: a text that was written in one encoding, read in another, and saved so.

A text, or else a line of it, is mended where the way back gives Arabic without a rest: the bytes that it was read from
are a text in the encoding it was written in.
"""

from __future__ import annotations

import re

# What UTF-8's first bytes of Arabic letters (D8 to DB) become when they are read as Latin-1 or cp1256, before a second
# byte; and runs of Latin letters with accents, as cp1256 read as Latin-1 looks.
_AS_LATIN = re.compile("(?:[ØÙÚÛ][\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]){2}")
_AS_ARABIC = re.compile("[طظعغ][^\u0621-\u0652\\s]")
_ACCENTED = re.compile("[À-ÿ]{3}")
_ARABIC = re.compile("[\u0621-\u0652]")
_LEAST = 0.5  # of a mended line's letters that are Arabic
_TO_BYTE = {
    encoding: {
        **{chr(byte): byte for byte in range(256)},  # C1 controls: where an encoding has no letter
        **{bytes([byte]).decode(encoding, "ignore"): byte for byte in range(128, 256)},
    }
    for encoding in ("cp1252", "cp1256")
}


def mend(text: str) -> str:
    """The text, its lines of mojibake mended.

    >>> mend("كتاب".encode().decode("cp1252", "replace")), mend("ÇáßÊÇÈ"), mend("Ça va très bien")
    ('كتاب', 'الكتاب', 'Ça va très bien')
    """
    if not (_AS_LATIN.search(text) or _AS_ARABIC.search(text) or _ACCENTED.search(text)):
        return text
    return _mended(text) or "\n".join(_mended(line) or line for line in text.split("\n"))


def _mended(line: str) -> str | None:
    if _AS_LATIN.search(line) and (mended := _read_again(line, "cp1252", "utf-8")):
        return mended
    if _AS_ARABIC.search(line) and (mended := _read_again(line, "cp1256", "utf-8")):
        return mended
    if _ACCENTED.search(line) and (mended := _read_again(line, "cp1252", "cp1256")):
        return mended
    return None


def _read_again(line: str, wrong: str, right: str) -> str | None:
    """The line as it was written, or None where the way back does not lead to Arabic."""
    to_byte = _TO_BYTE[wrong]
    if any(character not in to_byte for character in line):
        return None
    try:
        mended = bytes(map(to_byte.__getitem__, line)).decode(right)
    except UnicodeDecodeError:
        return None
    letters = sum(character.isalpha() for character in mended)
    return mended if letters and len(_ARABIC.findall(mended)) >= _LEAST * letters else None
