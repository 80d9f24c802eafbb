"""A query that was copied out of an address, percent-encoded, as what it stands for."""

from __future__ import annotations

import re
from unicodedata import category
from urllib.parse import unquote

_HEX = "[0-9A-Fa-f]{2}"
_RUN = re.compile(f"(?:%{_HEX})+")
_TWICE = re.compile(f"%25(?={_HEX})")
_NO_TEXT = ("Cc", "Co", "Cn")  # controls, private letters, and what Unicode has not
_BEYOND_ASCII = re.compile("%(?:25)?[89A-Fa-f][0-9A-Fa-f]")


def decoded(query: str) -> str:
    """The query with its percent-encoded parts decoded, where they are clearly that; else as it is.

    That is clear of bytes which are text in UTF-8, beyond ASCII: 50%25 and 100%AB stay. What was encoded twice is
    decoded twice, and in an address without a space + is one.

    >>> decoded("%D9%82%D9%85%D8%A9+%D9%85%D9%88%D8%B3%D9%83%D9%88"), decoded("%25D9%2582%25D9%2585%25D8%25A9")
    ('قمة موسكو', 'قمة')
    >>> decoded("نمو 50%25 %D8 قمة%20"), decoded("-%D9%82%D9%85%D8%A9 +%22%D8%A3%22")
    ('نمو 50%25 %D8 قمة%20', '-قمة +"أ"')
    """
    if not _BEYOND_ASCII.search(query):
        return query
    once = _TWICE.sub("%", query)
    runs = {run: text for run in _RUN.findall(once) if (text := _text(run)) is not None}
    if all(text.isascii() for text in runs.values()):
        return query
    if query.isascii() and not any(map(str.isspace, query)):
        once = once.replace("+", " ")
    return _RUN.sub(lambda run: runs.get(run[0], run[0]), once)


def _text(run: str) -> str | None:
    """What the bytes of a run stand for; None where they are no text."""
    try:
        text = unquote(run, errors="strict")
    except UnicodeDecodeError:
        return None
    return None if any(letter == "\ufffd" or category(letter) in _NO_TEXT for letter in text) else text
