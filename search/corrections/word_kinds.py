"""What kind of word a folded word is."""

from __future__ import annotations

from functools import lru_cache

from search.analysis import fold, tokenize
from search.analysis.stemmer import UNKNOWN, cost, readings
from search.analysis.stopwords import is_stop_word

_LIKELY = 2  # readings of a word, the likeliest first
_LONGEST_PAIR = 5  # letters of two stop words in one


@lru_cache(2**13)
def is_known(term: str) -> bool:
    """Whether the lexicon has a reading for every part of a folded word."""
    return all(cost(part) < UNKNOWN for part in term.split())


@lru_cache(2**13)
def is_name(term: str) -> bool:
    """Whether a folded word may be a name: the lexicon has it as one, or does not have it.

    >>> is_name("محمد"), is_name("بوتين"), is_name("قفزت")
    (True, True, False)
    """
    found = readings(term)
    return any(reading.pos in ("name", "unknown") for reading in found[:_LIKELY]) or cost(term) >= UNKNOWN


def is_pair_of_stop_words(term: str) -> bool:
    """Whether a folded word is two stop words in one: ماهو."""
    parts = ((term[:i], term[i:]) for i in range(2, len(term) - 1))
    return len(term) <= _LONGEST_PAIR and any(is_stop_word(first) and is_stop_word(second) for first, second in parts)


@lru_cache(2**12)
def fold_all(text: str) -> str:
    """Every word of a text folded.

    >>> fold_all("كوريا الشماليّة")
    'كوريا الشماليه'
    """
    return " ".join(fold(token.text) for token in tokenize(text))
