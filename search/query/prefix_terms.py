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
_READ = 200  # terms that are looked at for what is written on to them, the most frequent first: 16 us each


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
    return prefix == _ARTICLE or _has_article(prefix)


def front_of(prefix: str, lookup: Callable[[str], Terms]) -> tuple[str, str]:
    """What is written on to the beginning of a word, and its beginning without that.

    They are و and بوت of وبوت, لل and الوز of للوز, ال and وز of الوز, "" and وزي. `lookup(prefix)` gives the words of
    an index that begin so: the likeliest readings of most of them say it, or that of the word itself where it is among
    them. Where there are none, it is what leaves the beginning of a word.
    """
    terms = lookup(prefix)
    if not terms:
        fronts = [front for row in _ROWS for front in (row["article"], row["before"]) if prefix.startswith(front)]
        parted = ((front, _without(front, prefix)) for front in fronts)
        return next(((front, bare) for front, bare in parted if _is_enough(bare) and lookup(bare)), ("", prefix))
    votes: Counter[str] = Counter()
    whole = [one for one in terms if one[0] == prefix]
    for term, count in whole or terms:
        best = readings(term)[0]
        votes[best.proclitics if best.entry and prefix.startswith(best.proclitics) else ""] += count
    front = max(votes, key=lambda front: votes[front])
    bare = _without(front, prefix)
    return (front, bare) if 2 * votes[front] > votes.total() and _is_enough(bare) else ("", prefix)


def attached(front: str, word: str) -> str:
    """A word with what is written on to it.

    >>> attached("لل", "الوزير"), attached("و", "بوتين"), attached("ال", "وزير")
    ('للوزير', 'وبوتين', 'الوزير')
    """
    return front + (word.removeprefix(_ARTICLE) if _has_article(front) else word)


def _without(front: str, prefix: str) -> str:
    rest = prefix.removeprefix(front)
    return _ARTICLE + rest if _has_article(front) else rest


def _has_article(front: str) -> bool:
    """Whether the article is part of a front, beside something else."""
    return any(front == row["article"] for row in _ROWS)


def _is_enough(bare: str) -> bool:
    return len(bare.removeprefix(_ARTICLE)) >= _LEAST


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
