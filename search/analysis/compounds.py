"""Words written in one that are several: عبدالله, نورالدين, انشاءالله, مازال.

They become the words they are, all at the place of the one that was written, as ﷺ does.
"""

from __future__ import annotations

import re

from search.analysis.tables import read_table

_RULES = [(re.compile(row["pattern"]), row["to"]) for row in read_table("compounds", "pattern", "to")]
_SHORTEST = 4
MAY_BE_SEVERAL = "عبد|الدين$|الله|زا?ل|دام|شاء|^[وف]?لا|^[وف]?اب|حمدلل"  # what every pattern has in it
_MAY_MATCH = re.compile(MAY_BE_SEVERAL)


def part(folded: str) -> str:
    """The words of a folded word, joined by spaces; most words are one.

    >>> part("وعبدالرحمن"), part("انشاءالله"), part("مازالت"), part("والدين")
    ('وعبد الرحمن', 'ان شاء الله', 'ما زالت', 'والدين')
    """
    if len(folded) >= _SHORTEST and _MAY_MATCH.search(folded):
        for pattern, to in _RULES:
            if match := pattern.fullmatch(folded):
                return match.expand(to)
    return folded
