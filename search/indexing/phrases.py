"""The phrases of a vocabulary: the pairs of words standing together in a sample that are worth proposing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from search.analysis.stopwords import is_stop_word
from search.corrections.followed import needs_follower

_TELLING = 15_000
_LEAST_TOGETHER = 3  # times that two telling words must stand together in the sample to be a phrase
_FOLLOWERS = 15_000  # pairs of a particle or the first half of a name and what follows it
_ARTICLE = "ال"


class Pair(NamedTuple):
    """Two words that stand together, side by side or in one: folded, as written, how often, and in how many texts."""

    first: str
    second: str
    written: str
    times: int
    texts: int


def phrases_of(pairs: Iterable[Pair]) -> list[tuple[str, int, str]]:
    """The most frequent pairs of telling words, and those of a word with what it is looked for with.

    Each folded, with in how many texts it is and how the first of its writers wrote it.
    """
    telling: Counter[str] = Counter()
    followed: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for pair in pairs:
        bound = needs_follower(pair.first)
        if pair.second == _ARTICLE or (not bound and is_stop_word(pair.second)):
            continue
        phrase = f"{pair.first} {pair.second}"
        (followed if bound else telling)[phrase] += pair.times
        texts[phrase] += pair.texts
        written.setdefault(phrase, pair.written)
    found = [phrase for phrase, times in most_frequent(telling)[:_TELLING] if times >= _LEAST_TOGETHER]
    found += [phrase for phrase, _ in most_frequent(followed)[:_FOLLOWERS]]
    return [(phrase, texts[phrase], written[phrase]) for phrase in found]


def most_frequent(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was counted, the most frequent first, and what is equally frequent by its letters.

    >>> most_frequent({"b": 1, "c": 2, "a": 1})
    [('c', 2), ('a', 1), ('b', 1)]
    """
    ranked = sorted(sorted(counts), key=counts.__getitem__, reverse=True)  # two sorts without tuples are quicker
    return [(term, counts[term]) for term in ranked]
