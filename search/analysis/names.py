"""Foreign names: one key for the spellings that writers give to one name.

>>> key("غورباتشوف") == key("جورباتشيف"), key("بلومبيرغ") == key("بلومبرج")
(True, True)
>>> key("محمود"), key("سلمان")
('', '')
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from search.analysis.lexicon.format import CODE
from search.analysis.tables import read_table

_WEAK = str.maketrans("غ", "ج")
_LAST = str.maketrans("ه", "ا")
_DOUBLED = re.compile(r"(.)\1+")
_WEAK_LETTERS = "اويء"
_INNER_VOWELS = re.compile(f"(?<=.)[{_WEAK_LETTERS}](?=.)")
# What Arabic words begin with, and what they end with behind so many letters at least.
_NATIVE_FRONTS = "امتي"
_NATIVE_ENDS = (("ان", 3), ("ين", 3), ("ون", 0), *((letter, 0) for letter in "اهيو"))
_NATIVE = re.compile("|".join([f"^[{_NATIVE_FRONTS}]", *(f"(?<={'.' * least}){end}$" for end, least in _NATIVE_ENDS)]))
_VOWELS = re.compile("[اويهءع]")
_LEAST_LOOSE = 3
_LEAST_CONSONANTS = 4
MARK = "ـ"


def weak(word: str) -> str:
    """The folded word with غ and ج as one letter: both write a foreign g."""
    return word.translate(_WEAK)


@lru_cache(2**13)
def key(word: str) -> str:
    """The key of a folded word shaped like a foreign name, '' when it is not.

    Arabic words seldom have four root letters.
    """
    if len(_squeeze(re.sub(f"[{_WEAK_LETTERS}]", "", _NATIVE.sub("", word)))) < _LEAST_CONSONANTS:
        return ""
    squeezed = _squeeze(_INNER_VOWELS.sub("", weak(word)))
    return squeezed[:-1] + squeezed[-1].translate(_LAST)


def _squeeze(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


@cache
def _letters() -> tuple[dict[str, str], dict[int, str]]:
    """(groups of letters, single letters) that one key letter stands for."""
    pairs = {row["letter"]: row["key"] for row in read_table("name_letters", "letter", "key")}
    return {a: b for a, b in pairs.items() if len(a) > 1}, str.maketrans(
        {a: b for a, b in pairs.items() if len(a) == 1}
    )


@lru_cache(2**13)
def loose_key(word: str) -> str:
    """A wider key of a folded word, for repairing a query that found nothing.

    Similar consonants are one, inner vowels go.

    >>> loose_key("تشيرشل") == loose_key("تشرتشل"), loose_key("بيريز") == loose_key("بيرس")
    (True, True)
    >>> loose_key("كين") == loose_key("كوهين")
    False
    """
    groups, single = _letters()
    for letters, one in groups.items():
        word = word.replace(letters, one)
    word = (word[2:] if word.startswith("ال") and len(word) > 5 else word).translate(single)
    consonants = _squeeze(_VOWELS.sub("", word))
    if len(consonants) < _LEAST_LOOSE:
        return _squeeze(word[:1] + word[1:-1].replace("ا", "") + word[-1:])
    first = word[0] if word[0] in "اوي" else ""
    return first + consonants + ("ا" if word[-1] in "اهيو" else "")


def values() -> dict[str, object]:
    """The rules of `key` and `weak` for the compiled stemmer, by the names that it has for them."""
    return {
        "name_front": _NATIVE_FRONTS.encode(CODE),
        "name_vowel": _WEAK_LETTERS.encode(CODE),
        "name_ends": [(end.encode(CODE), least) for end, least in _NATIVE_ENDS],
        "name_letters": _encoded(_WEAK),
        "name_last": _encoded(_LAST),
        "name_mark": MARK.encode(CODE),
        "least_consonants": _LEAST_CONSONANTS,
    }


def _encoded(changed: dict[int, int]) -> bytes:
    """What each encoded letter becomes."""
    one, other = ("".join(map(chr, side)).encode(CODE) for side in (changed.keys(), changed.values()))
    return bytes.maketrans(one, other)
