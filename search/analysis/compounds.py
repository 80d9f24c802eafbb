"""Words written in one that are several: عبدالله, نورالدين, انشاءالله, مازال.

They become the words they are, all at the place of the one that was written, as ﷺ does.
"""

from __future__ import annotations

import re

from search.analysis.tables import read_table

_RULES = [(re.compile(row["pattern"]), row["to"]) for row in read_table("compounds", "pattern", "to")]
_SHORTEST = 4
# What every pattern has in it: see `shapes.py`.
MAY_BE_SEVERAL = (
    *("عبدال", "عبدرب", "[رزءد]الدين$", "الله", "[نا ]شاء", "^[وف]?[مل]ا[ايتن]?ز", "مادام", "ابو[ظب]", "حمدلل"),
    *("^[وف]?لا[بشستي][ديكومج]", "^[وف]?ما[بقيم]", "^[وف]?فيما[بقيم]", "[ثعسينت]م[اي]?[ءي]ه$"),
    *("^[وفبلك]?ل?لا[سنطف][لهظبق]", "^[وفبلك]?ل?لام[رنحتب]", "^[وفبلك]?ل?لاا[رخن]", "^[وفبلك]?ل?لا[شعد][عقي]"),
    *("^[وفبلك]?اللا[سنماشعدطف]", "كهرو.", "جيو.", "افرو.", "سوسيو.", "بترو.", "هيدرو.", "انجلو.", "هندو."),
    *("فرانكو.", "سيكو."),
)
_MAY_MATCH = re.compile("|".join(MAY_BE_SEVERAL))


_ROWS = read_table("apart", "word", "parts")
APART = {row["word"]: row["parts"] for row in _ROWS}
_GOD = "الله"


def written_apart(exact: str) -> tuple[tuple[str, ...], ...]:
    """The exact terms of a name as it is written in two words, if it is.

    >>> written_apart("فيسبوك"), written_apart("خيرالله"), written_apart("بوتين")
    ((('فيس', 'بوك'),), (('خير', 'الله'),), ())
    """
    if exact in APART:
        return tuple(tuple(parts.split()) for parts in APART[exact].split("، "))
    first = exact.removesuffix(_GOD)
    return ((first, _GOD),) if len(exact) - len(_GOD) == len(first) > 1 else ()


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
