"""A word to its exact term: one spelling for all the ways of typing it, without marks.

In this order, each step a table or Unicode's own:
  1. presentation forms that Unicode's NFKC would turn into a space and a mark are dropped; U+0675-0678, of which
     it would leave a high hamza, are folded
  2. NFKC: other presentation forms, decomposed hamza (ا + U+0654), full-width Latin
     formulas of piety in one character are written out
  3. the spelling of the Quran is made modern: see `uthmani`; what was written on to a word is parted (`glued.tsv`)
  4. marks, tatweel and invisible controls are stripped; letters folded (`letters.tsv`); digits to 0-9
  5. other scripts: case folding, accents stripped; numbers: see `_number`
     a final ئ is يء before that (شئ شيء)
  6. initial ءا to ا (ءامنوا), final وا to و (كتبوا كتبو); old spellings of names (`spellings.tsv`: اسحق اسحاق)
  7. words written in one that are several, and the other way round: see `compounds`
"""

from __future__ import annotations

import re
import unicodedata

from search.analysis.characters import CONTROLS, DIGITS, MARKS, TATWEEL
from search.analysis.compounds import MAY_BE_SEVERAL, part
from search.analysis.lexicon.format import ARABIC, CODE
from search.analysis.shapes import encoded
from search.analysis.tables import read_table
from search.analysis.uthmani import modern_letters

_PLAIN = re.compile("[ء-غف-ي]*")
_SHORT_HAMZA = re.compile("(?<=[^ايىآ])ئ(?=[\u064b-\u0652]*$)(?<![ايى][\u064b-\u0652]ئ)")
_DIGITS = DIGITS | {0x066B: ".", 0x066C: ",", 0x060C: ","}
_NOISE = re.compile(f"[{MARKS}{CONTROLS}{TATWEEL}]")
_LETTERS = {ord(row["from"]): row["to"] for row in read_table("letters", "from", "code", "to")}
_BEFORE_NFKC = dict.fromkeys([*range(0xFE70, 0xFE80), *range(0xFC5E, 0xFC64)]) | {
    code: to for code, to in _LETTERS.items() if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
_BEFORE_NFKC |= {ord(row["character"]): row["to"] for row in read_table("formulas", "character", "code", "to")}
_GLUED = [(re.compile(row["pattern"]), row["to"]) for row in read_table("glued", "pattern", "to")]
_GLUED_SHAPES = ("ة..", "ىال", "ًال", "ا[أإآ]ل", "^.?اال", "اهلل$")  # what every pattern has in it: see `shapes.py`
_MAY_BE_GLUED = re.compile("|".join(_GLUED_SHAPES))
_APART = re.compile(f"^(و[{MARKS}]*) (?=.)")
_ACCENTED = re.compile("[\u0080-\u05ff\u0700-\u074f\u0780-\u086f\u0900-\U0010ffff]")
_NUMBER = re.compile(r"(?:[وفبلك]?ال-?)?(\d[\d., ]*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3}){2,}|(?: 000)+)")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
_PADDED = re.compile(r"^0+(?=\d{1,2}$)")  # 05 of a date, 007; not 100; longer ones are codes
_BEFORE = [f"{first}{second}" for first in ("", "و", "ف") for second in ("", "ب", "ل", "ك", "ال", "بال", "كال", "لل")]
_SPELLINGS = {b + row["word"]: b + row["to"] for row in read_table("spellings", "word", "to") for b in _BEFORE}
_SHAPES = ("^ءا", "^يا..", "^[عه]ال..", *MAY_BE_SEVERAL)  # of folded words that may not stay as they are
_SILENT_END, _SHORTEST_SILENT = "وا", 4  # كتبوا is كتبو
_NOT_PLAIN = re.compile(rf"(.)\1\1|{_SILENT_END}$|{'|'.join(_SHAPES)}")
_SEPARATORS = str.maketrans("", "", ",. ")
_LONGEST_PADDED = 3
_NOT_LAST = "ئ"
LONGEST_TERM = 64  # letters; longer runs are encoded data, not words
LONGEST_WORD = 1024  # characters of a word that are read: to put n marks in Unicode's order may take n² steps


def fold(word: str) -> str:
    """The exact term of a word; words joined by spaces where it stands for several (ﷺ, عبدالله).

    Folding a folded word changes nothing.

    >>> fold("الشَّراكة"), fold("الکوری"), fold("١٩٦١"), fold("هٰذا"), fold("مسؤول"), fold("١٢٬٠٠٠")
    ('الشراكه', 'الكوري', '1961', 'هذا', 'مسءول', '12000')
    """
    if word.isascii():
        return _number(word.lower()[:LONGEST_TERM])
    return fold_letters(letters(whole_hamza(modern(word))))


def fold_letters(text: str) -> str:
    """The exact term of a word in modern spelling whose `letters` are folded; the second half of `fold`.

    >>> fold_letters("كتبوا"), fold_letters("عبدالله")
    ('كتبو', 'عبد الله')
    """
    if not _PLAIN.fullmatch(text):
        text = _number(text.casefold())
        if _ACCENTED.search(text):
            text = _strip_accents(text)
    if " " in text:
        text = part(text)  # انشاء الله
    return " ".join([_finish(one) for one in text.split()])


def fold_plain(word: str) -> str:
    """The exact term of a word of nothing but ordinary letters that stay as many as they are; else ''.

    Most words are so. What `fold` gives to these is the same.

    >>> fold_plain("الشراكة"), fold_plain("كَتَبَ"), fold_plain("عبدالله"), fold_plain("كتبوا")
    ('الشراكه', '', '', '')
    """
    if not _PLAIN.fullmatch(word) or word[-1:] == _NOT_LAST or _MAY_BE_GLUED.search(word):
        return ""
    folded = word.translate(_LETTERS)
    return "" if _NOT_PLAIN.search(folded) or folded in _SPELLINGS or len(folded) > LONGEST_TERM else folded


def modern(word: str) -> str:
    """The word with ordinary letters in modern spelling, its vowels and shadda still there.

    >>> modern("ٱلصَّلَوٰةَ"), modern("كتاب")
    ('الصَّلَاةَ', 'كتاب')
    """
    if _PLAIN.fullmatch(word):
        return _part_glued(word)
    text = unicodedata.normalize("NFKC", word[:LONGEST_WORD].translate(_BEFORE_NFKC))
    if " " in text:
        text = _APART.sub(r"\1", text)
    return _part_glued(modern_letters(text))


def _part_glued(text: str) -> str:
    if _MAY_BE_GLUED.search(text):
        for pattern, to in _GLUED:
            text = pattern.sub(to, text)
    return text


def whole_hamza(typed: str) -> str:
    """The word in modern spelling with يء at its end where ئ may stand for it: شئ is شيء; قارئ is قاريء to some.

    >>> whole_hamza("شئ"), whole_hamza("قارئ"), whole_hamza("سيئ"), whole_hamza("بطء")
    ('شيء', 'قاريء', 'سيئ', 'بطء')
    """
    return _SHORT_HAMZA.sub("يء", typed) if "ئ" in typed else typed


def bare(word: str) -> str:
    """The letters as typed, without marks, tatweel and invisible controls.

    >>> bare("مُدَرِّسَة")
    'مدرسة'
    """
    return word if _PLAIN.fullmatch(word) else _NOISE.sub("", word)


def letters(word: str) -> str:
    """The word without marks, every letter and digit folded; its final وا is still there.

    >>> letters("كَتَبُوا")
    'كتبوا'
    """
    if not _PLAIN.fullmatch(word):
        word = _NOISE.sub("", word).translate(_DIGITS)
    return word.translate(_LETTERS)


def _finish(word: str) -> str:
    """The last steps of one word: its ends, what it is parted into, old spellings."""
    word = word[:LONGEST_TERM]
    if word.startswith("ءا"):
        word = "ا" + word.lstrip("ءا")
    if len(word) >= _SHORTEST_SILENT and word.endswith(_SILENT_END):
        word = word[:-1]
    parted = part(word)
    if " " not in parted:
        return _SPELLINGS.get(word, word)
    return " ".join([_SPELLINGS.get(one, one) for one in parted.split()])


def _number(text: str) -> str:
    """A number in one spelling, its article left out; other words as they are.

    >>> _number("12,000.5"), _number("1.250.000"), _number("12,5"), _number("ال-20"), _number("05"), _number("0912")
    ('12000.5', '1250000', '12.5', '20', '5', '0912')
    """
    match = _NUMBER.fullmatch(text)
    if not match:
        return text
    number = match[1]
    if _THOUSANDS.fullmatch(number):
        whole, point, part_of_one = number.partition(".") if "," in number else (number, "", "")
        return whole.translate(_SEPARATORS) + point + part_of_one
    if _DECIMAL_COMMA.fullmatch(number):
        return number.replace(",", ".")
    return _PADDED.sub("", number) if len(number) <= _LONGEST_PADDED else number


def _strip_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    stripped = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", stripped)


def values() -> dict[str, object]:
    """The rules of plain words and of numbers for the compiled stemmer, by the names that it has for them."""
    ordinary = bare(ARABIC.decode(CODE, "ignore"))
    return {
        "letter": ordinary.encode(CODE),
        "folded": bytes.maketrans(ordinary.encode(CODE), letters(ordinary).encode(CODE)),
        "not_last": _NOT_LAST.encode(CODE),
        "typed_shapes": encoded(_GLUED_SHAPES),
        "folded_shapes": encoded(_SHAPES),
        "silent_end": _SILENT_END.encode(CODE),
        "shortest_silent": _SHORTEST_SILENT,
        "spellings": [spelling.encode(CODE) for spelling in _SPELLINGS],
        "longest_term": LONGEST_TERM,
        "longest_padded": _LONGEST_PADDED,
    }
