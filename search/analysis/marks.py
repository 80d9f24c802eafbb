"""Do the marks a writer typed agree with the vocalised spelling of a stem?

>>> disagreements("يُخْرِج", 0, "يُخْرِج"), disagreements("يُخْرِج", 0, "يَخْرُج")
(0, 2)
"""

from __future__ import annotations

import re
from functools import lru_cache

_UNIT = re.compile("([^ً-ْٰـ])([ً-ْٰـ]*)")
VOWELS = "ًٌٍَُِْ"
SHADDA = "ّ"
TANWEEN = "ًٌٍ"


@lru_cache(256)
def units(word: str) -> list[tuple[str, str, bool]]:
    """(letter, its vowel or sukun, doubled or not) for every letter."""
    return [
        (letter, "".join(m for m in marks if m in VOWELS), SHADDA in marks) for letter, marks in _UNIT.findall(word)
    ]


def disagreements(word: str, start: int, vocalised: str) -> int:
    """How many letters of the stem that begins at letter `start` carry marks that contradict its vocalised spelling."""
    stem = units(vocalised)
    count = 0
    for i, ((_, mine, doubled), (_, theirs, double)) in enumerate(zip(units(word)[start:], stem, strict=False)):
        last = i + 1 == len(stem)
        other_vowel = not last and mine and theirs and mine != theirs
        other_shadda = i and doubled != double and (doubled or (mine and not last))
        count += bool(other_vowel or other_shadda)
    return count


def has_tanween(word: str) -> bool:
    """True for a word ending in tanween: a noun."""
    return word.rstrip("اى")[-1:] in TANWEEN if word else False
