"""How numbers, counts, dates and foreign text are written on an Arabic page."""

from __future__ import annotations

from datetime import date
from unicodedata import bidirectional

MONTHS = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)

# The six plural forms of CLDR, in its order: zero, one, two, few, many, other.
NOUNS = {
    "result": ("لا نتائج", "نتيجة واحدة", "نتيجتان", "{} نتائج", "{} نتيجة", "{} نتيجة"),
    "in_document": ("لا وثائق", "وثيقة واحدة", "وثيقتين", "{} وثائق", "{} وثيقة", "{} وثيقة"),
}

_ARABIC_INDIC = str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬")


def plural_form(n: int) -> int:
    """Which of the six forms a count takes.

    >>> [plural_form(n) for n in (0, 1, 2, 3, 11, 100)]
    [0, 1, 2, 3, 4, 5]
    """
    if n <= 2:
        return n
    if 3 <= n % 100 <= 10:
        return 3
    return 4 if n % 100 >= 11 else 5


def number(value: int | str, numerals: str = "latn") -> str:
    """The number in the digits of `numerals` (latn, arab), thousands apart; a string keeps its form."""
    text = f"{value:,}" if isinstance(value, int) else value
    return text.translate(_ARABIC_INDIC) if numerals == "arab" else text


def counted(n: int, noun: str, numerals: str = "latn") -> str:
    """The noun in the number that `n` asks for.

    >>> counted(5, "result"), counted(11, "result")
    ('5 نتائج', '11 نتيجة')
    """
    return NOUNS[noun][plural_form(n)].format(number(n, numerals))


def written_date(iso: str, numerals: str = "latn") -> str:
    """The date in words; what is not an ISO date comes back as it is.

    >>> written_date("2024-06-19")
    '19 يونيو 2024'
    """
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return number(f"{day.day} {MONTHS[day.month - 1]} {day.year}", numerals)


def direction(text: str) -> str:
    """`ltr` when the first letter is of a left-to-right script, else `rtl`.

    Unlike `dir=auto`, which sets a paragraph without letters (a date) left to right.

    >>> direction("19/06/2024"), direction("(Reuters)")
    ('rtl', 'ltr')
    """
    strong = next((kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "R")
    return "ltr" if strong == "L" else "rtl"
