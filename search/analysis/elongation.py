"""Letters written several times for emphasis: جداااا, مبرووووك.

A letter that stands three times or more is written once or twice, whichever the lexicon likes better; else once.
"""

from __future__ import annotations

import re

from search.analysis.folding import fold
from search.analysis.stemmer import UNKNOWN, cost

_LONG = re.compile(r"([ء-ي])\1{2,}")


def shorten(folded: str) -> str:
    """The folded word without its emphasis; a word that the lexicon has stays as it is.

    >>> shorten("جداااا"), shorten("مبرووووك"), shorten("اللللغه"), shorten("كتاب")
    ('جدا', 'مبروك', 'اللغه', 'كتاب')
    """
    if not _LONG.search(folded) or cost(folded) < UNKNOWN:
        return folded
    return fold(min(_LONG.sub(r"\1", folded), _LONG.sub(r"\1\1", folded), key=cost))
