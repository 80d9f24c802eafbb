"""A word to its exact term: one spelling for all the ways of typing it, without marks.

In this order, each step a table or Unicode's own:
  1. presentation forms that Unicode's NFKC would turn into a space and a mark are dropped; U+0675-0678, of which
     it would leave a high hamza, are folded
  2. NFKC: other presentation forms, decomposed hamza (ا + U+0654), full-width Latin
  3. dagger alef: ا, or nothing where modern spelling has nothing (`dagger.tsv`)
  4. marks, tatweel and invisible controls are stripped; letters folded (`letters.tsv`); digits to 0-9
  5. other scripts: case folding, accents stripped
  6. initial ءا to ا (ءامنوا), final وا to و (كتبوا كتبو)
"""

from __future__ import annotations

import re
import unicodedata

from pyarabic import araby

from search.analysis.tables import read_table
from search.analysis.tokenizer import CONTROLS, MARKS, TATWEEL

DAGGER_ALEF = araby.MINI_ALEF
_DIGITS = {zero + value: str(value) for zero in (0x0660, 0x06F0) for value in range(10)} | {0x066B: ".", 0x066C: ","}
_STRIPPED = re.compile(f"[{MARKS}{CONTROLS}{TATWEEL}]")
_LETTERS = {ord(row["from"]): row["to"] for row in read_table("letters", "from", "code", "to")}
_BEFORE_NFKC = dict.fromkeys([*range(0xFE70, 0xFE80), *range(0xFC5E, 0xFC64)]) | {
    code: to for code, to in _LETTERS.items() if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
_DAGGER_DROPPED = frozenset(row["word"] for row in read_table("dagger", "word"))
_ONE_LETTER_PREFIXES = "وفبكل"
_ACCENTED = re.compile("[\u0080-\u05ff\u0700-\u074f\u0780-\u086f\u0900-\U0010ffff]")
LONGEST_TERM = 64  # letters; longer runs are encoded data, not words


def fold(word: str) -> str:
    """The exact term of a word; words joined by spaces for a ligature that stands for several (ﷺ).

    Folding a folded word changes nothing.

    >>> fold("الشَّراكة"), fold("الکوری"), fold("١٩٦١"), fold("هٰذا"), fold("مسؤول")
    ('الشراكه', 'الكوري', '1961', 'هذا', 'مسءول')
    """
    if word.isascii():
        return word.lower()[:LONGEST_TERM]
    text = unicodedata.normalize("NFKC", word.translate(_BEFORE_NFKC))
    if DAGGER_ALEF in text:
        text = _resolve_dagger(text)
    text = _fold_letters(text).casefold()
    if _ACCENTED.search(text):
        text = _strip_accents(text)
    return _fold_ends(text)[:LONGEST_TERM]


def _fold_letters(text: str) -> str:
    return _STRIPPED.sub("", text).translate(_LETTERS).translate(_DIGITS)


def _fold_ends(text: str) -> str:
    text = "ا" + text.lstrip("ءا") if text.startswith("ءا") else text
    return text[:-1] if text.endswith("وا") and len(text) > 3 else text


def _strip_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare)


def _resolve_dagger(text: str) -> str:
    """The text with every dagger alef dropped or written out, whichever modern spelling does."""
    without = text.replace(DAGGER_ALEF, "")
    folded = _fold_letters(without)
    if folded in _DAGGER_DROPPED or (folded[:1] in _ONE_LETTER_PREFIXES and folded[1:] in _DAGGER_DROPPED):
        return without
    bare = re.sub(f"[{MARKS.replace(DAGGER_ALEF, '')}{CONTROLS}{TATWEEL}]", "", text)
    bare = re.sub(f"[اى]{DAGGER_ALEF}$", lambda match: match.group()[0], bare)  # موسىٰ
    return re.sub(f"[اوى]?{DAGGER_ALEF}", "ا", bare)  # ٱلصلوٰة الصلاة, ٱلعٰلمين العالمين
