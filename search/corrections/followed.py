"""Words that are looked for with what follows them only: particles, and the first halves of names."""

from __future__ import annotations

from functools import cache

from search.analysis import fold
from search.analysis.characters import PROCLITICS
from search.analysis.stopwords import is_stop_word
from search.corrections.tables import read


def needs_follower(term: str) -> bool:
    """Whether a folded word says little without the one behind it.

    >>> [needs_follower(term) for term in ("لم", "ابو", "وابو", "رءيس")]
    [True, True, True, False]
    """
    return is_stop_word(term) or term in _halves() or (term[:1] in PROCLITICS and term[1:] in _halves())


@cache
def _halves() -> frozenset[str]:
    return frozenset(fold(word) for row in read("name_halves", "words") for word in row["words"].split())
