"""Days as parameters give them: ISO dates, of which a year up to 1500 is Hijri, as in a query."""

from __future__ import annotations

import re
from datetime import date as Date

from hijridate import Hijri

LAST_HIJRI_YEAR = 1500  # a year up to it is Hijri, unless it is said to be Gregorian
GREGORIAN = "م"  # behind a year or a day that would be read as Hijri
_DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})(م?)")  # fromisoformat also takes weeks and dates without hyphens


def is_hijri(value: str) -> bool:
    """Whether a value is written as a day of a Hijri year, of the calendar or not."""
    match = _DAY.fullmatch(value)
    return match is not None and not match[4] and int(match[1]) <= LAST_HIJRI_YEAR


def as_gregorian(value: str) -> str:
    """The value, a Hijri day as the Gregorian one in ISO; what is no day stays as it is.

    >>> as_gregorian("1439-09-01"), as_gregorian("1439-09-01م"), as_gregorian("1200-01-01")
    ('2018-05-16', '1439-09-01م', '1200-01-01')
    """
    if not is_hijri(value):
        return value
    try:
        return Hijri.fromisoformat(value).to_gregorian().isoformat()
    except (ValueError, OverflowError):  # no such month or day; not from 1343 to 1500, which is as far as is known
        return value


def of_gregorian(iso: str) -> str:
    """How a Gregorian day in ISO is written as a parameter.

    >>> of_gregorian("2018-05-16"), of_gregorian("1200-01-01")
    ('2018-05-16', '1200-01-01م')
    """
    return iso + GREGORIAN if is_hijri(iso) else iso


def read_day(value: str) -> Date:
    """The Gregorian day of a value. Raises ValueError.

    >>> read_day("2018-05-16"), read_day("1439-09-01م")
    (datetime.date(2018, 5, 16), datetime.date(1439, 9, 1))
    """
    if is_hijri(value) or not _DAY.fullmatch(value):
        raise ValueError(value)
    return Date.fromisoformat(value.removesuffix(GREGORIAN))
