"""Do the marks a writer typed agree with the vocalised spelling of a stem?

>>> disagreements("يُخْرِج", 0, "يُخْرِج"), disagreements("يُخْرِج", 0, "يَخْرُج")
(0, 2)
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from search.analysis.folding import LONGEST_WORD, bare, modern
from search.analysis.lexicon.format import ARABIC, CODE

_UNIT = re.compile("([^ً-ْٰـ])([ً-ْٰـ]*)")
VOWELS = "ًٌٍَُِْ"
SHADDA = "ّ"
TANWEEN = "ًٌٍ"
SILENT = "اى"  # letters that stand behind the tanween


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
    return word.rstrip(SILENT)[-1:] in TANWEEN if word else False


_LONG = {"َ": "اى", "ُ": "و", "ِ": "ي"}  # a short vowel is often left out before its long one
_SUKUN = "ْ"


def has_marks(word: str) -> bool:
    """Whether any vowel, sukun or shadda is typed."""
    return any(mark in word for mark in VOWELS + SHADDA)


def carries(word: str, typed: str) -> bool:
    """Whether a word of a text has the marks that are typed for it; marks that are not typed may be any.

    >>> carries("كَتَبَ", "كَتَب"), carries("كُتُب", "كَتَب"), carries("كتب", "كَتَب"), carries("كِتاب", "كِتَاب")
    (True, False, False, True)
    """
    theirs, wanted = units(modern(word)), units(modern(typed))
    following = [letter for letter, _, _ in wanted[1:]] + [""]
    for at, (_, vowel, doubled) in enumerate(wanted):
        own, double = theirs[at][1:] if at < len(theirs) else ("", False)
        silent = vowel == _SUKUN or (vowel != "" and following[at] in _LONG.get(vowel, "-") and following[at] != "")
        if (doubled and not double) or (vowel != own and vowel and not (silent and not own)):
            return False
    return True


def spelling(word: str) -> str:
    """The very letters of a word: what is no letter taken out, hamza and dots as typed.

    >>> spelling("أَحْـمَد"), spelling("و المكتبة")
    ('أحمد', 'والمكتبة')
    """
    return "".join(bare(unicodedata.normalize("NFKC", word[:LONGEST_WORD])).split())


def values() -> dict[str, object]:
    """The marks that stand in the lexicon for the compiled stemmer, by the names that it has for them."""
    sets = {
        "mark": "".join(one for one in ARABIC.decode(CODE, "ignore") if not units(one)),
        "vowel": VOWELS,
        "doubling": SHADDA,
        "tanween": TANWEEN,
        "silent": SILENT,
    }
    return {name: of_set.encode(CODE) for name, of_set in sets.items()}
