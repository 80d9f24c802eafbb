"""The spelling of the Quran to modern letters: dagger alef, standing ءا, hamza without a seat, and its marks.

What is left has the letters of modern spelling and of the marks only short vowels, tanween, sukun and shadda.

>>> modern_letters("أَمۡوَٰتٗا"), modern_letters("ٱلصَّلَوٰةَ"), modern_letters("يَٰقَوۡمِ"), modern_letters("رَحۡمَتَ")
('أَمْوَاتًا', 'الصَّلَاةَ', 'يا قَوْمِ', 'رَحْمَةَ')
>>> modern_letters("ٱلرَّحْمَٰنِ"), modern_letters("وَءَاتُوا۟"), modern_letters("يَسْـَٔلُونَ")
('الرَّحْمَنِ', 'وَآتُوا', 'يَسْأَلُونَ')
"""

from __future__ import annotations

import re

from pyarabic import araby

from search.analysis.characters import CONTROLS, MARKS, PROCLITICS, TATWEEL
from search.analysis.shapes import EncodedShape, encoded
from search.analysis.tables import read_table

DAGGER = araby.MINI_ALEF
_VOWELS = "\u064b-\u0652"
_HAMZA_ABOVE = "\u0654"
_MARKS = {ord(row["from"]): row["to"] for row in read_table("marks", "from", "code", "to")}
_SMALL = re.compile(f"[{MARKS}{CONTROLS}{TATWEEL}]")
_NOISE = re.compile(f"(?![{_VOWELS}])[{MARKS}{CONTROLS}{TATWEEL}]")
_DROPPED = frozenset(row["word"] for row in read_table("dagger", "word"))
_FOLDED = str.maketrans("أإآٱةىؤئ", "ااااهيءء")
_SEATLESS = re.compile(f"([يى]?)([{_VOWELS}]*){TATWEEL}([{_VOWELS}]*){_HAMZA_ABOVE}([{_VOWELS}]*)(ا?)")
_FINAL_DAGGER = re.compile(f"([اى])[{_VOWELS}]*{DAGGER}$")
# A و without a vowel of its own is silent (ٱلصَّلَوٰةَ، ٱلرِّبَوٰاْ); with fatha it is a consonant (أَمۡوَٰتٗا).
_WRITTEN_DAGGER = re.compile(f"و{DAGGER}ا?|[اى][{_VOWELS}]*{DAGGER}|{DAGGER}")
_SIGNS = re.compile("ا\u0652|[\u0653-\u0657\u065e\u0670\u0671\u06d6-\u06ed]")  # that only the Quran is written with
_REWRITTEN = [(re.compile(row["pattern"]), row["to"]) for row in read_table("uthmani", "pattern", "to")]
_OPEN_TAA = frozenset(row["word"] for row in read_table("open_taa", "word"))
_MAY_BE_OPEN = re.compile("(?:ا|\u064e\u0651?)ت[\u064b-\u0650]$")
_BEFORE_OPEN = re.compile("^[وف]?[بلك]?")
_STANDING = re.compile(
    f"(^(?:[وف][{_VOWELS}]*)?(?:[بلكسأ][{_VOWELS}]*)?(?:ال[{_VOWELS}]*)?)ء\u064eا|(?<![اويء{_VOWELS}])([{_VOWELS}]*)ء\u064eا"
)
_DOTLESS = re.compile(f"ِى(?=[{_VOWELS}]*$)")
_MARK = re.compile(f"[{_VOWELS}]")
# What a word of ordinary letters and vowels has in it that may not be in modern spelling: see `shapes.py`.
_SHAPES = ("ا\u0652", "\u0650ى", "[ا\u064e\u0651]ت[\u064b\u064c\u064d\u064e\u064f\u0650]$", "ء\u064eا")


def modern_letters(text: str) -> str:
    """The word in modern spelling; a word without the signs of the Quran stays as it is."""
    if _SIGNS.search(text):
        text = _rewrite(text)
    text = text.translate(_MARKS)
    if _HAMZA_ABOVE in text:
        text = _SEATLESS.sub(_seat, text)
    if DAGGER in text:
        text = _resolve_dagger(text)
    text = _DOTLESS.sub("ِي", _NOISE.sub("", text)).replace("ٱ", "ا")  # عَلِىٌّ
    if _MAY_BE_OPEN.search(text):
        text = _close_taa(text)
    return _STANDING.sub(_stand, text) if "ءَا" in text else text


def _rewrite(text: str) -> str:
    for pattern, to in _REWRITTEN:
        text = pattern.sub(to, text)
    return text


def _close_taa(text: str) -> str:
    """The word with ة where the Quran has ت; رَحِمْتُ is a verb, its ت no ending of a noun."""
    stem = _SMALL.sub("", text[: text.rindex("ت")]).translate(_FOLDED)
    nouns = {stem, _BEFORE_OPEN.sub("", stem)}
    return text if nouns.isdisjoint(_OPEN_TAA) else text[:-2] + "ة" + text[-1]


def _seat(match: re.Match[str]) -> str:
    """ـَٔ without a seat: the seat that modern spelling gives it by the vowels around it."""
    before, marks, *vowels, alef = match.groups()
    vowel = "".join(vowels)
    if "ِ" in vowel or "ِ" in marks or before:
        return f"{before}{marks}ئ{vowel}{alef}"
    if "ُ" in vowel or "ُ" in marks:
        return f"{marks}ؤ{vowel}{alef}"
    return f"{marks}آ" if alef else f"{marks}أ{vowel}"


def _stand(match: re.Match[str]) -> str:
    """ءَا to آ (وَءَاتُوا); not where its ا belongs to an ending: جُزْءَان. Without its mark ءا is رئاسة misspelt."""
    front, inside = match.groups()
    if front is None and _MARK.sub("", match.string[match.end() - 1 :]) in ("ا", "ان", "ات"):
        return match.group()
    return f"{front or inside or ''}آ"


def _resolve_dagger(text: str) -> str:
    """Every dagger alef dropped or written out, whichever modern spelling does."""
    folded = _SMALL.sub("", text).translate(_FOLDED)
    if folded in _DROPPED or (folded[:1] in PROCLITICS and folded[1:] in _DROPPED):
        return text.replace(DAGGER, "")
    text = _FINAL_DAGGER.sub(r"\1", re.sub(f"[{CONTROLS}{TATWEEL}]", "", text))  # موسىٰ
    return _WRITTEN_DAGGER.sub("ا", text)  # ٱلصلوٰة الصلاة, ٱلعٰلمين العالمين


def values() -> dict[str, list[EncodedShape]]:
    """The shapes of the spelling of the Quran for the compiled stemmer, by the name that it has for them."""
    return {"quran_shapes": encoded(_SHAPES)}
