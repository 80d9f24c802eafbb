"""Words that say little of what a text is about: they weigh little, and are required only when nothing else is typed.

They are never dropped: لا إله إلا الله, «من هو» and ألا are found like other words, and as phrases.
"""

from __future__ import annotations

from functools import cache

from search.analysis.folding import fold
from search.analysis.tables import read_table

_CONJUNCTIONS = ("و", "ف")


@cache
def _exact_terms() -> frozenset[str]:
    return frozenset(fold(row["word"]) for row in read_table("stopwords", "word"))


def is_stop_word(exact: str, lemma: str = "") -> bool:
    """Whether the exact term is a stop word, with و or ف before it or not.

    No letter stands before it where the word is its own likeliest lemma.

    >>> is_stop_word("وفي"), is_stop_word("كتاب"), is_stop_word("ولي", "ولي")
    (True, False, False)
    """
    words = _exact_terms()
    return exact in words or (exact[:1] in _CONJUNCTIONS and exact[1:] in words and lemma != exact)
