"""How numbers, dates and foreign text are written on the page, in its language and the reader's digits."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from unicodedata import bidirectional

from hijridate import Gregorian

from search.analysis.characters import MARKS
from search.messages import catalogue_of, message

_ARABIC_INDIC = str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫")
_MARKS = re.compile(f"[{MARKS}]")

# What most texts hold and no more: digits, signs and the blocks of those scripts. In ranges alone, it takes a sixth
# of the time of the last expression, which asks what a letter is.
_FROM_THE_RIGHT = re.compile("[\u0000-@\\[-`{-\u00a9\u0590-\u08ff\u2000-\u206f\ufb1d-\ufdff\ufe70-\ufeff]*")
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]+")  # letters, all from the right
# A letter outside the blocks of the scripts that are written from right to left; most texts here have none.
_OTHER_LETTER = re.compile(r"[^\W\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


def number(value: int | str, numerals: str = "latn") -> str:
    """The number in the digits of `numerals` (latn, arab), thousands apart; a string keeps its form."""
    text = f"{value:,}" if isinstance(value, int) else value
    return text.translate(_ARABIC_INDIC) if numerals == "arab" else text


def seconds(milliseconds: float, numerals: str = "latn", language: str = "ar") -> str:
    """A duration in seconds, to the millisecond; nothing takes less than one.

    >>> seconds(4.2), seconds(0.1), seconds(1234, language="en")
    ('0.004 ثانية', '0.001 ثانية', '1.234 seconds')
    """
    return catalogue_of(language).counted(number(f"{max(milliseconds, 1) / 1000:.3f}", numerals), "second")


@lru_cache(2**12)
def written_date(iso: str, numerals: str = "latn", language: str = "ar") -> str:
    """The date in words; what is not an ISO date comes back as it is.

    >>> written_date("2024-06-19"), written_date("2024-06-19", language="en")
    ('19 يونيو 2024', '19 June 2024')
    """
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return number(f"{day.day} {month(day.month, language)} {day.year}", numerals)


def month(number: int, language: str = "ar") -> str:
    """The name of a month."""
    return message(f"month.{number}", language)


@lru_cache(2**12)
def hijri_date(iso: str, numerals: str = "latn", language: str = "ar") -> str | None:
    """The same day in the Umm al-Qura calendar, or None outside its years (1343 to 1500).

    >>> hijri_date("2024-06-19"), hijri_date("2024-06-19", language="en")
    ('13 ذو الحجة 1445 هـ', '13 Dhu al-Hijja 1445 AH')
    """
    try:
        day = Gregorian.fromisoformat(iso).to_hijri()
    except (ValueError, OverflowError):
        return None
    name = message(f"hijri-month.{day.month}", language)
    return number(message("page.hijri", language, date=f"{day.day} {name} {day.year}"), numerals)


def direction(text: str) -> str:
    """The direction of the script that most letters belong to; `rtl` for a draw and where there are no letters.

    Unlike `dir=auto`, which sets a paragraph without letters (a date) left to right, and one in Arabic that begins with
    a Latin name too.

    >>> direction("19/06/2024"), direction("(Reuters) خبر"), direction("CNN: خبر عاجل")
    ('rtl', 'ltr', 'rtl')
    """
    if _FROM_THE_RIGHT.fullmatch(text) or 2 * len(_ARABIC.sub("", text)) <= len(text) or not _OTHER_LETTER.search(text):
        return "rtl"
    kinds = [bidirectional(character) for character in text]
    return "ltr" if kinds.count("L") > kinds.count("R") + kinds.count("AL") else "rtl"


def without_marks(text: str) -> str:
    """The text without its tashkeel and Quranic marks.

    >>> without_marks("كِتَابٌ")
    'كتاب'
    """
    return _MARKS.sub("", text)
