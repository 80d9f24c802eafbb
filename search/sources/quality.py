"""How good a text is that was read from a file: whether it is Arabic as it is written, or what a bad reading left."""

from __future__ import annotations

import re

from search.analysis.analyzer import read_word
from search.analysis.remembered import remembered
from search.messages import Message

LOW = "low"
MOST_BROKEN = 0.005  # of the characters that are U+FFFD
LEAST_KNOWN = 0.4  # of the words that the lexicon knows
# Bits of a reading, see `search.analysis.readings`. With 16 all of 600 texts of news, hadith, Quran and Wikipedia have
# .68 of their words known or more, and 99 % of the same texts with each word written backwards .40 or less. Without a
# limit backward words have some far-fetched reading in half of the cases.
_LIKELY = 16.0
_FEW = 20  # words that judge nothing
_SAMPLE = 400  # words looked up
_WORD = re.compile("[\u0621-\u063a\u0640-\u0655\u0670\u0671]{3,}")


def judge(text: str) -> Message | None:
    """Why the quality of a text is low; None where it is not. Words that are not Arabic judge nothing."""
    if broken := many_broken(text):
        return broken
    share = known_share(text)
    if share is not None and share < LEAST_KNOWN:
        return Message("reject.few-known", {"percent": f"{100 * share:.0f}"})
    return None


def many_broken(text: str) -> Message | None:
    """What is said of a text with many characters that could not be decoded; None of others."""
    broken = text.count("\ufffd") / max(1, len(text))
    return Message("reject.many-broken", {"percent": f"{100 * broken:.1f}"}) if broken > MOST_BROKEN else None


def known_share(text: str) -> float | None:
    """The share of its Arabic words that the lexicon knows, of a sample; None where they are few.

    >>> known_share("قال الرئيس إن الحكومة ستعلن الموازنة " * 5)
    1.0
    """
    words = _WORD.findall(text)
    if len(words) < _FEW:
        return None
    step = max(1, len(words) // _SAMPLE)
    sample = words[::step]
    return sum(map(is_known, sample)) / len(sample)


def is_known(word: str) -> bool:
    """Whether the lexicon has the word, in any form, and it is a likely one."""
    return cost(word) <= _LIKELY


@remembered(2**16)
def cost(word: str) -> float:
    """Bits of the likeliest reading that the lexicon gives to a word; without end where it gives none."""
    return min((one.cost for _, readings in read_word(word) for one in readings if one.entry), default=float("inf"))
