"""Words that a vocative or a word of the dialect is written on to: يامصر, عالطريق. The lexicon tells them from others.

>>> part("يارب"), part("ياسر"), part("عالطريق"), part("عالميه")
('يا رب', 'ياسر', 'علي الطريق', 'عالميه')
"""

from __future__ import annotations

import re

from search.analysis.stemmer import cost
from search.analysis.tables import read_table

_RULES = [(re.compile(row["pattern"]), row["to"]) for row in read_table("written_on", "pattern", "to")]
_HARDLY, _WELL = 18.0, 12.0  # bits; a word of the first is one of four million


def part(folded: str) -> str:
    """The words of a folded word, joined by spaces; most words are one."""
    for pattern, to in _RULES:
        if (match := pattern.fullmatch(folded)) and cost(match[1]) <= _WELL and cost(folded) > _HARDLY:
            return match.expand(to)
    return folded
