"""Broken plurals by their shape, for the nouns whose plural no dictionary names.

>>> [plural for plural, cost in plurals("محكمه")]
['محاكم', 'محاكم']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from search.analysis.tables import read_table

_RADICALS = "فعلق"
_LETTER = "([ء-غف-هوي])"
_LAST = "([ء-غف-نوي])"  # a final ه is ة


@cache
def _shapes() -> list[tuple[re.Pattern[str], str, str, float]]:
    """(pattern of the singular, its radicals in order, shape of the plural, cost)."""
    return [
        (*_pattern(row["singular"]), row["plural"], float(row["cost"]))
        for row in read_table("plural_shapes", "singular", "plural", "cost")
    ]


def _pattern(shape: str) -> tuple[re.Pattern[str], str]:
    regex, order = "", ""
    for letter in shape:
        if letter not in _RADICALS:
            regex += letter
        elif letter in order:
            regex += f"\\{order.index(letter) + 1}"
        else:
            regex += _LETTER if letter != "ق" else _LAST
            order += letter
    return re.compile(regex), order


def plurals(singular: str) -> Iterator[tuple[str, float]]:
    """(folded plural, cost in bits) for every shape that a folded singular may take."""
    for pattern, order, shape, cost in _shapes():
        if match := pattern.fullmatch(singular):
            radicals = dict(zip(order, match.groups(), strict=True))
            yield "".join(radicals.get(letter, letter) for letter in shape), cost
