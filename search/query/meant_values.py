"""Which values of a tag field one means who types some of their words."""

from __future__ import annotations

import re
from collections.abc import Collection

from search.analysis import tokenize
from search.analysis.folding import fold
from search.analysis.remembered import remembered
from search.analysis.tag_key import tag_key

# Keys that are their words as they are: no mark, no number, no letter alone, no اا, which folding takes for an article.
_WORDS = re.compile("(?!.*اا)[ء-غف-ي]{2,}(?: [ء-غف-ي]{2,})*")


def meant_values(value: str, keys: Collection[str]) -> list[str]:
    """The keys that have the words of a value and no other, or else those that hold them in a row, or that which it is.

    >>> meant_values("طه", ["طه حسين", "طه"]), meant_values("حُسين", ["طه حسين", "حسين مروه", "نجيب"])
    (['طه'], ['طه حسين', 'حسين مروه'])
    >>> meant_values("C++", ["c", "c++"]), meant_values("c", ["c", "c++"])
    (['c++'], ['c', 'c++'])
    """
    wanted, key = _words_of(value), tag_key(value)
    # Their words are told apart of few: keys are folded, and hold the words as they are, or «و» apart from one.
    words = [word.removeprefix("و") for word in wanted.split()]
    longest = max(words, key=len, default="")
    some = [one for one in keys if longest in one and all(word in one for word in words)]
    spelled = [(one, _words_of_key(one)) for one in some]
    found = [one for one, _ in spelled if one == key != wanted]  # C++ is not C
    found = found or [one for one, said in spelled if said == wanted]
    found = found or [one for one, said in spelled if f" {wanted} " in f" {said} "]
    return found or [key] * (key in keys)  # CO₂, whose key is co2, which read again is two words


@remembered(2**16)
def _words_of_key(key: str) -> str:
    return key if _WORDS.fullmatch(key) else _words_of(key)


def _words_of(value: str) -> str:
    return " ".join(fold(token.text) for token in tokenize(value))
