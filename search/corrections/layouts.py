"""Whether a query makes sense as keys of another keyboard layout."""

from __future__ import annotations

import re
from math import log2

from search.analysis import fold, tokenize
from search.analysis.stemmer import UNKNOWN, cost
from search.corrections.keyboard import to_arabic, to_latin
from search.corrections.statistics import IndexStatistics

_LATIN = re.compile("[A-Za-z]")
_ARABIC = re.compile("[ء-ي]")
_KNOWN, _NEVER = 3.0, 7.0  # bits beyond those of a word in one document, for a word in none
_SAVED = 4.0  # bits a word that the other layout must save
_WORD, _SURE = 4, 0.75  # letters of one that the index has, at least, unless nearly all are in such words
_LIKELIEST = 3  # readings whose words are looked for in one document
_LONG_ENOUGH = 5  # letters that are not another word by chance
_SEEN = 0.5  # of the letters, in words that the index has, one of them long enough
_LONGEST = 40  # letters of a word that was typed without a look at it; in other keys a longer one is hundreds of words
_LEFT = re.compile(
    r"""[]\[;'`\\^,.](?=\w)|(?<=\w)[]\[;'`\\]"""
)  # keys of letters on some Arabic keyboard, left as they were


def retyped(query: str, statistics: IndexStatistics) -> str | None:
    """The query as the other layout would have written it; None when it makes no more sense there."""
    if any(len(word) > _LONGEST for word in query.split()):
        return None
    typed = _bits(query, statistics)
    readings = to_arabic(query) if _LATIN.search(query) else to_latin(query)
    scored = [(_bits(reading, statistics, _SEEN), place, reading) for place, reading in enumerate(readings)]
    likely = [reading for reading in sorted(scored)[:_LIKELIEST] if typed - reading[0] > _SAVED]
    if likely:
        return max(likely, key=lambda reading: (_together(reading[2], statistics), -reading[0], -reading[1]))[2]
    return next((text for _, _, text in scored if _is_somewhere(text, statistics)), None)


def _is_somewhere(text: str, statistics: IndexStatistics) -> bool:
    """Whether words so rare that the vocabulary leaves them out stand in a document."""
    return sum(map(len, _terms(text))) >= _LONG_ENOUGH and _together(text, statistics) > 0


def _together(text: str, statistics: IndexStatistics) -> int:
    """How many documents have all words of a reading."""
    return statistics.count_all(_terms(text)) if statistics.in_time() else 0


def _terms(text: str) -> list[str]:
    return [part for token in tokenize(text) for part in fold(token.text).split()]


def _bits(text: str, statistics: IndexStatistics, seen: float = 0.0) -> float:
    """How rare the words of a text are, on average over its letters, of which the share `seen` is in words it has."""
    words = [term for term in _terms(text) if not term.isdigit()]
    letters = sum(map(len, words))
    counts = statistics.document_frequencies(words)
    never = log2(2 * statistics.documents + 2)
    known = sum(len(word) for word in words if word in counts)
    long = known >= _SURE * letters or any(len(word) >= _WORD for word in counts)
    if known < seen * letters or letters <= len(text.replace(" ", "")) / 2 or (seen and not long):
        return never + _NEVER
    left = len(_LEFT.findall(text)) if seen else 0
    bits = sum(len(word) * _word_bits(word, counts.get(word, 0), never) for word in words)
    return (bits + left * (never + _NEVER)) / (letters + left)


def _word_bits(word: str, count: int, never: float) -> float:
    if count:
        return never - log2(2 * count + 1)
    known = len(word) > 1 and _ARABIC.match(word) and cost(word) < UNKNOWN
    return never + (_KNOWN if known else _NEVER)
