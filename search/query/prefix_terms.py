"""The terms that a prefix stands for: those that begin so, and those that do behind what is written on to a word.

وزير* finds وزيرة, الوزير, بالوزير and للوزيرين. What may be written on is in `proclitics.tsv`; whether it is, the
likeliest reading of the term says: بن* does not find لبنان.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from search.analysis.stemmer import readings
from search.analysis.tables import read_table

Terms = list[tuple[str, int]]
_ARTICLE = "ال"
_ROWS = read_table("proclitics", "before", "article")
_LEAST = 2  # letters of a word behind its front
_READ = 200  # terms that are looked at for what is written on to them, the most frequent first: 60 us each


def prefix_terms(prefix: str, lookup: Callable[[str, int], Terms], limit: int) -> Terms:
    """The most frequent terms, at most so many, with how many documents have each.

    `lookup(prefix, limit)` gives the terms of an index that begin so.
    """
    plain = dict(lookup(prefix, limit))
    attached: dict[str, int] = {}
    fronts: dict[str, set[str]] = {}
    for front, rest in _fronts(prefix):
        for term, count in lookup(front + rest, limit):
            if term not in plain:
                attached[term] = count
                fronts.setdefault(term, set()).add(front)
    likely = sorted(attached, key=lambda term: (-attached[term], term))[:_READ]
    found = plain | {term: attached[term] for term in likely if _is_attached(term, fronts[term], plain)}
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:limit]


def is_front(prefix: str) -> bool:
    """Whether a prefix is nothing but an article, with or without what is written on to it: half of all words.

    >>> [prefix for prefix in ("ال", "بال", "للو", "لل", "في") if is_front(prefix)]
    ['ال', 'بال', 'لل']
    """
    return prefix == _ARTICLE or any(prefix == row["article"] for row in _ROWS)


def without_front(prefix: str, lookup: Callable[[str], Terms]) -> str:
    """The beginning of a word without what is written on to it: بوت of وبوت, الوز of للوز, وز of الوز; وزي stays.

    `lookup(prefix)` gives the words of an index that begin so: the likeliest readings of most of them say what that is.
    Where there are none, it is what leaves the beginning of a word.
    """
    terms = lookup(prefix)
    if not terms:
        return next((bare for bare in _bare(prefix) if lookup(bare)), prefix)
    votes: Counter[str] = Counter()
    for term, count in terms:
        best = readings(term)[0]
        votes[best.proclitics if best.entry and prefix.startswith(best.proclitics) else ""] += count
    front = max(votes, key=lambda front: votes[front])
    bare = _without(front, prefix)
    return bare if 2 * votes[front] > votes.total() and _is_enough(bare) else prefix


def _bare(prefix: str) -> Iterator[str]:
    """The prefix without each front that it may have."""
    fronts = [front for row in _ROWS for front in (row["article"], row["before"])]
    bare = (_without(front, prefix) for front in fronts if prefix.startswith(front))
    return filter(_is_enough, bare)


def _is_enough(bare: str) -> bool:
    return len(bare.removeprefix(_ARTICLE)) >= _LEAST


def _without(front: str, prefix: str) -> str:
    rest = prefix.removeprefix(front)
    return _ARTICLE + rest if any(front == row["article"] for row in _ROWS) else rest


def _fronts(prefix: str) -> Iterator[tuple[str, str]]:
    """What may stand before a prefix, and what follows it: an article of the prefix becomes part of it (للوزير)."""
    bare = prefix.removeprefix(_ARTICLE)
    yield from ((row["before"], prefix) for row in _ROWS)
    yield from ((row["article"], bare) for row in _ROWS)
    if bare == prefix:
        yield _ARTICLE, prefix


def _is_attached(term: str, fronts: set[str], plain: dict[str, int]) -> bool:
    """Whether one of the fronts is written on to the term; of a word outside the lexicon, what the index has tells."""
    best = readings(term)[0]
    return best.proclitics in fronts if best.entry else any(term.removeprefix(front) in plain for front in fronts)
