"""Numbers as people write them, to a range of numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from search.model.field_values import read_number

Range = tuple[Decimal | None, Decimal | None, bool]
_COMPARED = re.compile(r"([<>]=?|[≤≥])\s*(.+)")
_BETWEEN = re.compile(r"(.*?)\s*(?:\.\.\.?|…)\s*(.*)")
_BELOW = ("<", "<=", "≤")
_BEYOND = ("<", ">")


def read_numbers(text: str) -> Range:
    """The least and the greatest number of what is written, None for an open end, and whether that end is left out.

    Raises ValueError.

    >>> read_numbers("10..20"), read_numbers(">٥"), read_numbers("<=1,000")
    ((Decimal('10'), Decimal('20'), False), (Decimal('5'), None, True), (None, Decimal('1000'), False))
    """
    if match := _COMPARED.fullmatch(text):
        end = _number(match[2])
        return (None, end, match[1] in _BEYOND) if match[1] in _BELOW else (end, None, match[1] in _BEYOND)
    if match := _BETWEEN.fullmatch(text):
        first, last = (_number(end) if end else None for end in match.groups())
        if first is None and last is None:
            raise ValueError(text)
        return first, last, False
    return _number(text), _number(text), False


def _number(text: str) -> Decimal:
    return Decimal(read_number("", text.strip().replace(",", "").replace("\u2212", "-")))
