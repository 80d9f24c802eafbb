"""What a period of time is called on the page."""

from __future__ import annotations

from calendar import monthrange
from datetime import date as Date

from search.model.days import read_day
from web.pages import arabic
from web.pages.languages import page_language
from web.pages.preferences import preferences
from web.pages.texts import number, text


def period_name(first: str | None, last: str | None) -> str:
    """What the dates of a request are called: one year, one month, one day, or where they begin and end."""
    ends = [end and read_day(end) for end in (first, last)]
    begin, end = ends
    if not (begin and end):
        only = begin or end
        return text("filter.from" if begin else "filter.to", end=_written(only)) if only else ""
    if begin == end:
        return _written(begin)
    whole = begin.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if whole and (begin.month, end.month) == (1, 12):
        return number(str(begin.year) if begin.year == end.year else f"{begin.year}–{end.year}")
    if whole and (begin.year, begin.month) == (end.year, end.month):
        return f"{arabic.month(begin.month, page_language())} {number(str(begin.year))}"
    return text("filter.between", first=_written(begin), last=_written(end))


def _written(day: Date) -> str:
    return arabic.written_date(day.isoformat(), preferences().numerals, page_language())
