"""Dates as files state them: ISO, those of mail and feeds, those of PDF, and as people write them."""

from __future__ import annotations

import re
from datetime import date as Date
from email.utils import parsedate_to_datetime

from search.sources.headline import find_date

_COMPACT = re.compile(r"(?:D:)?((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)|(?:D:)?((?:19|20)\d\d)(\d\d)(\d\d)\d{4,6}")
_MAIL = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d")


def stated_date(text: str | None) -> str | None:
    """The day in ISO, or None.

    >>> stated_date("2024-06-19T22:00:00+03:00"), stated_date("Wed, 19 Jun 2024 10:00:00 GMT")
    ('2024-06-19', '2024-06-19')
    >>> stated_date("D:20240619120000Z")
    '2024-06-19'
    """
    text = (text or "").strip()[:80]
    if _MAIL.match(text):
        try:
            return parsedate_to_datetime(text).date().isoformat()
        except ValueError:
            return None
    if compact := _COMPACT.match(text):
        year, month, day = (one for one in compact.groups() if one)
        try:
            return Date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            return None
    return find_date([text])
