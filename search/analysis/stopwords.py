"""Words that say little of what a text is about: they weigh little, and are required only when nothing else is typed.

They are never dropped: لا إله إلا الله, «من هو» and ألا are found like other words, and as phrases.
"""

from __future__ import annotations

from functools import cache

from search.analysis.folding import fold
from search.analysis.tables import read_table

_CONJUNCTIONS = ("", "و", "ف")


@cache
def _exact_terms() -> frozenset[str]:
    words = [fold(row["word"]) for row in read_table("stopwords", "word")]
    return frozenset(before + word for word in words for before in _CONJUNCTIONS)


def is_stop_word(exact: str) -> bool:
    """Whether the exact term is a stop word, with و or ف before it or not.

    >>> is_stop_word("وفي"), is_stop_word("كتاب")
    (True, False)
    """
    return exact in _exact_terms()
