"""Dates as people write them, to a range of days.

A year, a month or a day, Gregorian or Hijri (Umm al-Qura, 1343 to 1500), with month names of the Levant, Egypt and the
Maghreb, and ranges of them. A year up to 1500 is Hijri unless م stands behind it.

>>> [str(day) for day in read_range("رمضان 1445")], [str(day) for day in read_range("من 2023 إلى حزيران 2024")]
(['2024-03-11', '2024-04-09'], ['2023-01-01', '2024-06-30'])
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, timedelta
from datetime import date as Date

from hijridate import Hijri

from search.analysis.characters import TATWEEL
from search.analysis.folding import fold
from search.analysis.months import HIJRI_MONTHS, MONTHS
from search.model.days import LAST_HIJRI_YEAR

Range = tuple[Date | None, Date | None]
_BETWEEN = re.compile(r"(?:من|منذ|from)\s+(.+?)\s+(?:[إا]لى|حتى|to|until)\s+(.+)|(?:ما )?بين\s+(.+?)\s+و\s*(.+)")
_TWO = re.compile(r"(.*?)\s*(?:\.\.\.?|…|\s[-–—]\s|–|—|\s(?:[إا]لى|حتى|to|until)\s)\s*(.*)|(\d{4})-(\d{4})")
_OPEN = re.compile(r"(من|منذ|بعد|from|since|after|[إا]لى|حتى|قبل|to|until|before)\s+(.+)")
_COMPARED = re.compile(r"([<>]=?|[≤≥])\s*(.+)")
_SIGNS = {">": "after", ">=": "since", "≥": "since", "<": "before", "<=": "until", "≤": "until"}
_SINCE = ("من", "منذ", "from", "since")
_AFTER = ("بعد", "after")
_BEFORE = ("قبل", "before")
_PART = re.compile(r"\d+|[^\W\d_]+")
_OTHER = re.compile(r"[^\s/\-.،,()]")  # آب (أغسطس)
_NOISE = frozenset(map(fold, ("شهر", "سنة", "عام", "يوم", "لعام", "لسنة", "year")))
_HIJRI_ERA = frozenset(map(fold, ("هـ", "هجري", "هجرية", "ah")))
_GREGORIAN_ERA = frozenset(map(fold, ("م", "ميلادي", "ميلادية", "ad", "ce")))
_MONTHS = {name: (False, number) for name, number in MONTHS.items()} | {
    name: (True, number) for name, number in HIJRI_MONTHS.items()
}


class DateError(ValueError):
    """Not a date; `code` is that of the notice which says why."""

    def __init__(self, code: str = "date") -> None:
        super().__init__(code)
        self.code = code


def read_range(text: str) -> Range:
    """The first and the last day of what is written, both included; None is an open end. Raises `DateError`.

    A range that ends before it begins comes as it is written: its last day, then its first.
    """
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text).strip().lower()
    for pattern in (_BETWEEN, _TWO):
        if match := pattern.fullmatch(text):
            first, last = (group for group in match.groups() if group is not None)
            return _between(first, last)
    if match := _COMPARED.fullmatch(text):
        return _open(_SIGNS[match[1]], *_period(match[2]))
    if match := _OPEN.fullmatch(text):
        return _open(match[1], *_period(match[2]))
    return _period(text)


def _between(first: str, last: str) -> Range:
    if not first and not last:
        raise DateError
    if not first:
        return None, _period(last)[1]
    if not last:
        return _period(first)[0], None
    begin, end = _beginning(first, last), _period(last)
    return (begin[0], end[1]) if begin[0] <= end[1] else (begin[1], end[0])


def _beginning(first: str, last: str) -> tuple[Date, Date]:
    """The first date of a range; what it leaves out (the month, the year) is taken from the last."""
    parts = _PART.findall(last)
    for missing in [[], *(parts[skipped:] for skipped in range(1, len(parts)))]:
        try:
            return _period(" ".join([first, *missing]))
        except DateError as error:
            if error.code != "date":
                raise
    raise DateError


def _open(word: str, first: Date, last: Date) -> Range:
    if word in _SINCE:
        return first, None
    try:
        if word in _AFTER:
            return last + timedelta(1), None
        return None, first - timedelta(1) if word in _BEFORE else last
    except OverflowError as error:
        raise DateError from error


def _period(text: str) -> tuple[Date, Date]:
    """The first and the last day of one date: a year, a month or a day."""
    if _OTHER.search(_PART.sub("", text.replace(TATWEEL, ""))):
        raise DateError
    parts = _PART.findall(text)
    numbers = [part for part in parts if part.isdigit()]
    words = [word for part in parts if not part.isdigit() for word in fold(part).split()]
    eras = {word in _HIJRI_ERA for word in words if word in _HIJRI_ERA | _GREGORIAN_ERA}
    named = _named_month([word for word in words if word not in _NOISE | _HIJRI_ERA | _GREGORIAN_ERA])
    if named:
        eras.add(named[0])
    if len(eras) > 1:
        raise DateError
    year, month, day = _in_order(numbers, named[1] if named else None)
    hijri = eras.pop() if eras else year <= LAST_HIJRI_YEAR
    if hijri and named and year > LAST_HIJRI_YEAR:
        year = _hijri_year(year, named[1])
    return _days(_hijri if hijri else _gregorian, year, month, day)


def _named_month(words: list[str]) -> tuple[bool, int] | None:
    """(whether Hijri, number) of the month that all of the words name: «حزيران يونيو» is one month."""
    found = set()
    while words:
        size = 2 if " ".join(words[:2]) in _MONTHS else 1
        found.add(_MONTHS.get(" ".join(words[:size])))
        words = words[size:]
    if len(found) > 1 or None in found:
        raise DateError
    return found.pop() if found else None


def _in_order(numbers: list[str], named: int | None) -> tuple[int, int | None, int | None]:
    """Year, month and day of the numbers: the year is the one of four digits and stands first or last."""
    if not 1 <= len(numbers) <= 3 - (named is not None) or any(len(number) > 4 for number in numbers):
        raise DateError
    years = [number for number in numbers if len(number) == 4]
    if len(years) != 1 or years[0] not in (numbers[0], numbers[-1]):
        raise DateError
    others = [int(number) for number in numbers if number != years[0]]
    if years[0] == numbers[-1]:
        others.reverse()  # 19-6-2024
    if named:
        return int(years[0]), named, others[0] if others else None
    month, day = [*others, None, None][:2]
    return int(years[0]), month, day


_Month = Callable[[int, int], tuple[Date, int]]  # year, month -> its first day and its length


def _days(month_of: _Month, year: int, month: int | None, day: int | None) -> tuple[Date, Date]:
    first, length = month_of(year, month or 1)
    if day is not None:
        if not 1 <= day <= length:
            raise DateError
        return first + timedelta(day - 1), first + timedelta(day - 1)
    if month is None:
        last, length = month_of(year, 12)
        return first, last + timedelta(length - 1)
    return first, first + timedelta(length - 1)


def _hijri_year(year: int, month: int) -> int:
    """The Hijri year whose month begins in a Gregorian year: رمضان 2024."""
    first = (year - 622) * 33 // 32
    begins = {hijri: _hijri(hijri, month)[0].year for hijri in (first - 1, first, first + 1)}
    return next((hijri for hijri in begins if begins[hijri] == year), 0)


def _gregorian(year: int, month: int) -> tuple[Date, int]:
    if not (1 <= year <= MAXYEAR and 1 <= month <= 12):
        raise DateError
    return Date(year, month, 1), monthrange(year, month)[1]


def _hijri(year: int, month: int) -> tuple[Date, int]:
    try:
        first = Hijri(year, month, 1)
        return Date.fromordinal(first.to_gregorian().toordinal()), first.month_length()
    except OverflowError as error:
        raise DateError("hijri-range") from error
    except ValueError as error:
        raise DateError from error
