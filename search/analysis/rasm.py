"""Words in the spelling of the Quran without its marks: رحمت ربك, يأيها الناس. A query has them in both spellings.

With its marks a text has them in modern spelling already (`uthmani`). Without, a word may be another as well (سنت is a
coin, يقوم he stands), so texts keep them as they are, and what stands beside a word of a query decides.
"""

from __future__ import annotations

import re
from functools import lru_cache

from search.analysis.stemmer import readings
from search.analysis.tables import read_table

_NOUNS = frozenset(row["word"] for row in read_table("open_taa", "word"))
_CALLED = {row["word"]: row["alone"] == "yes" for row in read_table("vocatives", "word", "alone")}
_CALL, _SHORT_CALL = "يا", "ي"
_IN_ONE = re.compile(f"([وف]?){_SHORT_CALL}(..+)")
_BEFORE_NOUN = re.compile("[وف]?[بلك]?")
_OPEN, _CLOSED = "ت", "ه"
_OTHER = {_OPEN: _CLOSED, _CLOSED: _OPEN}


def other_taa(exact: str) -> str:
    """The exact term of a noun with its ة written as the other spelling has it; '' of other words.

    >>> other_taa("رحمت"), other_taa("ورحمه"), other_taa("بيت")
    ('رحمه', 'ورحمت', '')
    """
    return exact[:-1] + _OTHER[exact[-1]] if exact[-1:] in _OTHER and _stem(exact) else ""


@lru_cache(2**8)
def may_be_noun(exact: str) -> bool:
    """Whether a term that `other_taa` knows may be the noun where it ends in ت: not بقيت, which is a verb.

    >>> may_be_noun("رحمت"), may_be_noun("رحمه"), may_be_noun("بقيت")
    (True, True, False)
    """
    noun = _stem(exact) + _CLOSED
    return any(reading.pos == "noun" and reading.lemma == noun for reading in readings(exact[:-1] + _OPEN))


def _stem(exact: str) -> str:
    """The letters before the ة of a noun that the Quran writes with ت as well; '' of other words."""
    whole = exact[:-1]
    return next((stem for stem in (whole, _BEFORE_NOUN.sub("", whole, count=1)) if stem in _NOUNS), "")


def call_apart(exact: str, alone: bool = False) -> tuple[str, ...]:
    """The two exact terms of a vocative that is written on to its word without its alef; () of other words.

    What the two make may be another word (يقوم); `alone` it is none.

    >>> call_apart("يايها"), call_apart("ويموسي"), call_apart("يقوم"), call_apart("يقوم", alone=True)
    (('يا', 'ايها'), ('ويا', 'موسي'), ('يا', 'قوم'), ())
    """
    match = _IN_ONE.fullmatch(exact)
    return (match[1] + _CALL, match[2]) if match and _is_called(match[2], alone) else ()


def call_in_one(first: str, second: str, alone: bool = False) -> str:
    """The exact term of a vocative and the word behind it, written in one without its alef; '' of other words.

    >>> call_in_one("يا", "ايها"), call_in_one("ويا", "موسي"), call_in_one("يا", "قوم", alone=True)
    ('يايها', 'ويموسي', '')
    """
    if first.lstrip("وف") != _CALL or not _is_called(second, alone):
        return ""
    return first[: -len(_CALL)] + _SHORT_CALL + second


def _is_called(word: str, alone: bool) -> bool:
    """Whether a word stands behind the vocative of the Quran; `alone`: what the two make in one is no other word."""
    return word in _CALLED and (_CALLED[word] or not alone)
