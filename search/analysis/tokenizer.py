"""Text to tokens.

A token is a run of Arabic letters with their marks, a number, or a run of letters of another script. Letters and
digits do not join, but for the article: الـ75 is 75, F16 is F and 16, so that each can be found, and a query for F16
finds F-16.
«و» written apart from its word is part of the word: «و المكتبة» is one token.
Python's `\\w` excludes the marks and would make three words of كِتَابٌ; hence the classes below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from search.analysis.characters import CONTROLS, LETTERS, MARKS, TATWEEL
from search.model.value import value

INSIDE = f"{MARKS}{CONTROLS}{TATWEEL}\ufe70-\ufe7f\ufc5e-\ufc63"
_ARABIC = f"[{LETTERS}]+(?:[{INSIDE}]+[{LETTERS}]+)*[{MARKS}{TATWEEL}]*"
# «و» written apart belongs to the word after it; إن شاء الله is often written in two.
APART = f"(?:و[{MARKS}]*[ \u00a0](?=[{LETTERS}]))?"
GOD_WILLING = f"[وف]?(?:[إا]نشاء?|ماشاء?)[ ]الله(?![{LETTERS}])"
# 12,000.5, 1.250.000, 10 000 and 12,5 are one number; 19.06.2024 and 1,2,3 are three.
SPACED = r"\d{1,3}(?:[ ]000)+(?!\d)"
_NUMBER = (
    r"(?<![.\u066b\d])\d{1,3}(?:\.\d{3}){2,}(?![.\d])"
    rf"|{SPACED}|(?<![.,\u060c\u066b\d])\d+[,\u060c]\d{{1,2}}(?![.,\u060c]?\d)"
    r"|(?<![.\u066b\d])\d+(?:[,\u066c\u060c]\d{3}(?!\d))*(?:[.\u066b]\d+(?![.\u066b]?\d))?|\d+"
)
_COUNTED = f"[وفبلك]?ال{TATWEEL}?-?(?:{_NUMBER})"  # الـ20 is 20 with its article
# صلى الله عليه وسلم and its like in one character: words of their own, also where they are typed on to another.
FORMULAS = "\ufdfa\ufdfb\ufd40-\ufd4f\ufdcf\ufdfd-\ufdff"
_OTHER = rf"(?:(?![{LETTERS}{MARKS}{TATWEEL}{FORMULAS}])[^\W\d_][\u0300-\u036f{CONTROLS}]*)+(?<![{CONTROLS}])"
_EVERY = f"{GOD_WILLING}|{_COUNTED}|{APART}{_ARABIC}|{_NUMBER}|[{FORMULAS}]|{_OTHER}"
# Nearly all words are two or more ordinary letters with nothing of the rest about them: they are tried first, and what
# begins no word is stepped over (speed: benchmarks/bench_analysis.py).
_PLAIN = f"[ء-غف-ي]{{2,}}+(?![{LETTERS}{INSIDE}\\d])(?! الله|-\\d)"
WORD = re.compile(f"{_PLAIN}|(?![ \n.،])(?:{_EVERY})")

find_words = WORD.findall


def first_words(text: str, most: int, least: int = 0) -> list[str]:
    """The words that a text begins with, at most so many; none where it has fewer than `least`.

    >>> first_words("قمة هلسنكي: بوتين وترامب", 3), first_words("قمة هلسنكي", 3, 3)
    (['قمة', 'هلسنكي', 'بوتين'], [])
    """
    words = [match.group() for match in islice(WORD.finditer(text), max(most, least))]
    return words[:most] if len(words) >= least else []


@value
class Token:
    """A word of a text: as written, its place among the words, its [start, end) in code points.

    Filters change what is made of `text`, never `start` and `end`.
    """

    text: str
    position: int
    start: int
    end: int


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a text, in order.

    >>> [token.text for token in tokenize("كِتَابٌ «جديد»، 12.5% و المجلة F16")]
    ['كِتَابٌ', 'جديد', '12.5', 'و المجلة', 'F', '16']
    """
    for position, match in enumerate(WORD.finditer(text)):
        yield Token(match.group(), position, match.start(), match.end())
