"""Bytes to text: which encoding they are in, by a rule of our own.

A byte order mark, then UTF-8 where it fits, then UTF-16 without a mark, then whichever of the Arabic encodings makes
the likelier letters. What a page says of itself is the last of the reasons: cp1256 declared as UTF-8, and the reverse,
are what servers and old tools make. On 100 bytes of Arabic the rule is right in all samples, chardet in 0 to 8 %
(`tests/sources/test_encoding.py`).
"""

from __future__ import annotations

import codecs
import math
import re
from typing import NamedTuple

from search.model.reject import UnfitError

# How often a letter stands among a thousand of the press and of books, marks included; the rare ones are left out.
_PER_MILLE = {
    **{"ا": 125, "ل": 115, "ي": 75, "م": 60, "و": 58, "ن": 57, "ر": 45, "ت": 42, "ب": 36, "ة": 32, "ع": 31, "د": 29},
    **{"س": 26, "ف": 26, "ه": 25, "ك": 20, "ق": 21, "أ": 20, "ح": 19, "ج": 13, "ش": 11, "ص": 11, "ى": 11, "خ": 9},
    **{"ط": 9, "إ": 8, "ز": 6, "ض": 6, "ث": 6, "ذ": 5, "ئ": 5, "غ": 4, "ء": 4, "ظ": 3, "ؤ": 2, "آ": 2, "،": 10},
    **{"َ": 30, "ُ": 15, "ِ": 20, "ْ": 15, "ّ": 10, "ً": 3, "ٌ": 2, "ٍ": 2, "؟": 2, "؛": 1, "«": 2, "»": 2, "ـ": 2},
    **{"“": 2, "”": 2, "…": 2, "–": 2, "’": 1, "\xa0": 5, "é": 2, "è": 1, "à": 1, "ç": 1, "ê": 1, "٠": 1, "١": 1},
}
_UNLIKELY = -12.0
_ARABIC = ("cp1256", "iso-8859-6")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536  # bytes that are looked at to tell one encoding from another
_DAMAGE = 20  # characters of more bytes for each that is broken: a text in UTF-8 with damage, and no other encoding
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,40})""", re.ASCII | re.IGNORECASE)
_DECLARATION_BYTES = 4_096


class Decoded(NamedTuple):
    """A text, and the encoding that it was in."""

    text: str
    encoding: str


def decode(data: bytes, given: str = "") -> Decoded:
    """The text of the bytes, in the encoding that is `given` or in the one that they are in.

    What is no character of it becomes U+FFFD. Raises `UnfitError` for an encoding that there is not.

    >>> decode("كتاب العلم".encode("cp1256"))
    Decoded(text='كتاب العلم', encoding='cp1256')
    """
    encoding = checked(given) if given else detect(data)
    return Decoded(data.decode(encoding, "replace").removeprefix("\ufeff"), _shown(encoding))


def checked(name: str) -> str:
    """The name of an encoding. Raises `UnfitError` when no encoding of text is called so."""
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        raise UnfitError("unknown-encoding", encoding=name[:40]) from None


def detect(data: bytes) -> str:
    """The encoding of the bytes, or of a text of which they are the beginning."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if wide := _utf16(data[:_SAMPLE]):
        return wide
    sample = data if len(data) <= _SAMPLE else data[: max(data.rfind(b"\n", 0, _SAMPLE), _SAMPLE // 2)]
    if _is_utf8(data if sample.isascii() else sample):
        return "utf-8"
    return max((*_ARABIC, *_declared(data)), key=lambda encoding: _likelihood(_telling(data), encoding))


def _shown(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is that of a block, Arabic's 06 or Latin's 00."""
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        blocks = sample[first::2]
        if len(blocks) >= 8 and blocks.count(6) + blocks.count(0) >= 0.9 * len(blocks):
            return encoding
    return None


def _is_utf8(data: bytes) -> bool:
    """Whether they are UTF-8: all, or so much of them that the rest is damage."""
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        return sum(character > "\x7f" for character in text) - broken > _DAMAGE * broken


def _declared(data: bytes) -> tuple[str, ...]:
    """What a page says that it is in, where that encoding has all of its bytes."""
    said = _DECLARED.search(data[:_DECLARATION_BYTES])
    try:
        encoding = checked(said[1].decode()) if said else ""
        data.decode(encoding or "ascii")
    except (UnfitError, UnicodeDecodeError):
        return ()
    return (encoding,) if encoding else ()


def _telling(data: bytes) -> bytes:
    """The bytes in which encodings differ."""
    return bytes(byte for byte in data[: 4 * _SAMPLE] if byte > 0x7F)[:_SAMPLE]


def _likelihood(telling: bytes, encoding: str) -> float:
    """How likely the letters are, on the average, that the bytes are in an encoding."""
    if not telling:
        return 0.0
    text = telling.decode(encoding, "replace")
    return sum(math.log(_PER_MILLE[c] / 1000) if c in _PER_MILLE else _UNLIKELY for c in text) / len(text)
