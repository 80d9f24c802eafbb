"""What neighbours tell of a word: على the name, as Egypt spells it, from على 'on'; and علي 'on' from the name.

One letter is written for another, so that every word stays in its place:

>>> in_context("قال على بن أبى طالب"), in_context("القضاء على بن لادن")
('قال علي بن أبى طالب', 'القضاء على بن لادن')

No preposition stands between a name and «son of» its father. Beside a given name alone either may stand (عرض على محمد):
there the text's own spelling decides, for who writes فى for في writes على for علي. Who dots every ى (الي, حتي) means
'on' by علي.
"""

from __future__ import annotations

import re

from search.analysis.tables import read_table

_ROWS = read_table("given_names", "word", "side")
_SIDES = ("before", "behind")
_NAMES = {side: "|".join(row["word"] for row in _ROWS if row["side"] in (side, "both")) for side in _SIDES}
_LETTER = "[ء-ي\u064b-\u0652]"
_SON = f" (?:بن|ابن|إبن) (?:[أا]ب[يىو]|{_NAMES['behind']})"


def _pattern(word: str, *neighbours: str) -> re.Pattern[str]:
    """The word, with و or ف before it or not, in any of these places; it begins with the word itself for speed."""
    alone = f"(?:(?<!{_LETTER}{word})|(?<=[وف]{word})(?<!{_LETTER}[وف]{word}))"
    return re.compile(f"{word}(?!{_LETTER}){alone}(?:{'|'.join(neighbours)})")


def _after(word: str, *names: str) -> str:
    either = "|".join(f"(?<!{_LETTER}{name} {word})(?<={name} {word})" for name in names)
    return f"(?:{either})(?! ال)"  # أفضل ابن على الإطلاق


_ON, _ALI = "على", "علي"
_FATHER = ("بن", "ابن", "أبو", "ابو")
_BEFORE = _NAMES["before"].split("|")
_SURE = _pattern(_ON, f"(?={_SON})", _after(_ON, *_FATHER))
_LIKELY = _pattern(_ON, f"(?={_SON})", f"(?= (?:{_NAMES['behind']})(?!{_LETTER}))", _after(_ON, *_FATHER, *_BEFORE))
_UNNAMED = _pattern(_ALI, f"(?!{_SON}|(?: (?:{_NAMES['behind']})))(?!{_after(_ALI, *_FATHER, *_BEFORE)})")
_ALL_DOTTED = re.compile(f"[لت]ي(?!{_LETTER})(?:(?<!{_LETTER}الي)(?<=[إا]لي)|(?<!{_LETTER}حتي)(?<=حتي))")


def in_context(text: str) -> str:
    """The text, as long as it is, with على and علي written for what they mean where their neighbours tell."""
    if _ON in text:
        dotless = " فى " in text and " في " not in text
        return (_LIKELY if dotless else _SURE).sub(_ALI, text)
    if _ALI in text and _ALL_DOTTED.search(text):
        return _UNNAMED.sub(_ON, text)
    return text
