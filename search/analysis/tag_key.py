"""The key of a tag value: spellings that are one to a reader have one key."""

from __future__ import annotations

import re

from search.analysis.characters import CONTROLS, MARKS
from search.analysis.folding import fold
from search.analysis.remembered import remembered
from search.analysis.tokenizer import WORD

_INVISIBLE = re.compile(f"[{CONTROLS}{MARKS}]")


@remembered(2**14)
def tag_key(value: str) -> str:
    """The value with its words folded, without marks and controls, its spaces single; punctuation stays: C++ is not C.

    >>> {tag_key(value) for value in ("الأهرام", "الاهرام", "الأهـــرامُ", " الأهرام\u200f ")}
    {'الاهرام'}
    >>> tag_key("رويترز  (لندن)"), tag_key("C++"), tag_key("؟")
    ('رويترز (لندن)', 'c++', '؟')
    """
    folded = WORD.sub(lambda word: fold(word.group()), value)
    return " ".join(_INVISIBLE.sub("", folded).split()).casefold() or value
