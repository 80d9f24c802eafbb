"""The seat of hamza: which of أ إ آ ؤ ئ ء is written, by the vowels around it.

>>> plain("سُئِل"), seat("سُءِل"), seat("يَءْخُذ")
('سُءِل', ['سُئِل'], ['يَأْخُذ'])
>>> seat("قَرَء")
['قَرَأ', 'قَرَؤ']
"""

from __future__ import annotations

import re

_PLAIN = str.maketrans({"أ": "ء", "إ": "ء", "ؤ": "ء", "ئ": "ء", "آ": "ءا"})
_UNIT = re.compile("([ء-غف-ي])([ً-ْ]*)")


def plain(word: str) -> str:
    """The word with every hamza as a standing ء."""
    return word.translate(_PLAIN)


def seat(word: str) -> list[str]:
    """The spellings of a word written with standing ء; a final one also as it is written before an ending."""
    if "ء" not in word:
        return [word]
    units = [list(unit) for unit in _UNIT.findall(word)]
    spelled = _join(units)
    if units[-1][0] == "ء" and spelled[-1:] not in "ء" and not spelled.endswith(units[-1][1] or "\0"):
        return [spelled, spelled[:-1] + "ؤ"] if spelled[-1] != "ؤ" else [spelled]
    return [spelled]


def _join(units: list[list[str]]) -> str:
    out = ""
    skip = False
    for i, (letter, marks) in enumerate(units):
        if skip:
            skip = False
            continue
        if letter != "ء":
            out += letter + marks
            continue
        following = units[i + 1][0] if i + 1 < len(units) else ""
        form = _initial(marks) if i == 0 else _inner(units, i)
        if form == "أ" and (following == "ا" or (i == 0 and following == "ء" and "ْ" in units[1][1])):
            out += "آ"
            skip = True
        else:
            out += form + marks
    return out


def _initial(marks: str) -> str:
    return "إ" if "ِ" in marks else "أ"


def _inner(units: list[list[str]], i: int) -> str:
    own = units[i][1]
    before, marks = units[i - 1]
    last = i + 1 == len(units)
    weak = before in "اوي" and not marks.strip("ْ")
    if last:
        return "ء" if weak or "ْ" in marks else "ئ" if "ِ" in marks else "ؤ" if "ُ" in marks else "أ"
    if "ِ" in own or "ِ" in marks or (before == "ي" and weak):
        return "ئ"
    if "ُ" in own or "ُ" in marks:
        return "ؤ" if not (before == "و" and weak) else "ء"
    return "ء" if weak else "أ"
