"""All stems of a verb, from its dictionary form and the table of paradigms.

>>> [stem for kind, stem, _ in stems("قَال", "ُ")][:5]
['قَال', 'قُل', 'يَقُول', 'يَقُل', 'قُل']
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from search.analysis.lexicon.hamza import plain, seat
from search.analysis.tables import read_table

RADICALS = "فعلق"
MERGING = {"ن": "pm", "ت": "ps"}
_LETTER = "([ء-غف-هوي])"


@cache
def _paradigms() -> list[tuple[re.Pattern[str], str, list[tuple[str, str, str, float]]]]:
    """(pattern of the dictionary form, the radicals it names, its rows) for every citation form."""
    found: dict[str, list[tuple[str, str, str, float]]] = {}
    for row in read_table("verb_paradigms", "citation", "future", "class", "stem", "cost"):
        found.setdefault(row["citation"], []).append((row["future"], row["class"], row["stem"], float(row["cost"])))
    return [(*_pattern(citation), rows) for citation, rows in found.items()]


def _pattern(citation: str) -> tuple[re.Pattern[str], str]:
    order = ""
    regex = ""
    for letter in spelling(citation):
        if letter not in RADICALS:
            regex += letter
        elif letter in order:
            regex += f"\\{order.index(letter) + 1}"
        else:
            order += letter
            regex += _LETTER
    return re.compile(regex + "$"), order


def spelling(verb: str) -> str:
    """The verb with hamza as ء and without the marks that say nothing (sukun, a short vowel before its long one)."""
    verb = plain(unicodedata.normalize("NFC", verb))
    return re.sub("َ(?=ّ?[اى])|ُ(?=و$)|ْ", "", verb)


def stems(verb: str, future: str) -> list[tuple[str, str, float]]:
    """(class, vocalised stem, cost) of every stem; imperfect stems carry their ي.

    `future` is the vowel of the imperfect, or ''.
    """
    spelled = spelling(verb)
    matches = [(match, order, rows) for pattern, order, rows in _paradigms() if (match := pattern.match(spelled))]
    fewest = min((len(order) for _, order, _ in matches), default=0)
    result: dict[tuple[str, str], float] = {}
    for match, order, rows in matches:
        if len(order) == fewest:
            radicals = dict(zip(order, match.groups(), strict=True))
            for vowel, kind, stem, cost in rows:
                if not (vowel and future and vowel != future):
                    for made in _variants(kind, "".join(radicals.get(c, c) for c in stem)):
                        result[made] = min(cost, result.get(made, cost))
    return [(*made, cost) for made, cost in result.items()]


def _variants(kind: str, stem: str) -> list[tuple[str, str]]:
    """The spellings of a stem, and the stem without a final ن or ت that merges into the ending (كنّا، متّ)."""
    made = [(kind, spelled) for spelled in seat(stem)]
    if kind in ("p", "pc") and stem[-1] in MERGING:
        made.append((MERGING[stem[-1]], stem[:-1]))
    return made
