"""The dates of an answer as a chart: years, or as many at a time as fit, then the months of a year; each is a link."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from functools import lru_cache

from search.model.days import of_gregorian, read_day
from search.model.request import SearchRequest
from search.model.results import Page
from search.model.schema import DATE, YEAR
from web.pages.filters import Choice
from web.pages.languages import page_language
from web.pages.links import Links
from web.pages.periods import period_name
from web.pages.preferences import preferences
from web.pages.texts import number, text

_BARS = 10  # of years: so many labels of four digits fit beside the hits; months are twelve
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)  # years of a bar
_LEAST = 4  # percent of the height that the smallest bar has, so that it is seen
SINCE = (("day", 1), ("week", 7), ("month", 30), ("year", 365))


@dataclass(frozen=True, slots=True)
class Bar:
    """A period: what stands below its bar, its whole name, its link, how high the bar is, whether it is chosen."""

    short: str
    name: str
    url: str
    count: int
    height: int
    active: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars in the order of time; `up` leads to all years."""

    bars: list[Bar]
    up: str | None


@dataclass(frozen=True, slots=True)
class _Period:
    first: Date
    last: Date
    short: str
    count: int


def timeline(links: Links, page: Page) -> Timeline | None:
    """The chart of an answer; None where all documents are of one period."""
    asked = links.asked
    periods = _months(page) or _years(asked, page)
    narrowed = DATE in asked.ranges
    if not narrowed and sum(period.count > 0 for period in periods) < 2:
        return None
    most = max((period.count for period in periods), default=0) or 1
    bars = [_bar(links, period, most) for period in periods]
    return Timeline(bars, links.to_range(DATE, None, None) if narrowed else None)


def since(links: Links) -> list[Choice]:
    """The last day, week, month and year, as links."""
    found, today, chosen = [], Date.today(), links.asked.ranges.get(DATE)
    for name, days in SINCE:
        first = (today - timedelta(days)).isoformat()
        active = chosen == (first, None)
        found.append(Choice(text(f"since.{name}"), links.to_range(DATE, None if active else first, None), active))
    return found


def _months(page: Page) -> list[_Period]:
    found = []
    for bucket in page.months:
        year, month = map(int, bucket.value.split("-"))
        last = Date(year, month, monthrange(year, month)[1])
        found.append(_Period(last.replace(day=1), last, number(month), bucket.count))
    return found


def _years(asked: SearchRequest, page: Page) -> list[_Period]:
    """So many years a bar that all fit; of those only that the dates are narrowed to, where they are several."""
    counts = {int(bucket.value): bucket.count for bucket in page.facets.get(YEAR, ())}
    chosen = _chosen_years(asked)
    if chosen and any(year in counts for year in chosen):
        counts = {year: count for year, count in counts.items() if year in chosen}
    return list(_binned(counts)) if counts else []


def _chosen_years(asked: SearchRequest) -> range:
    first, last = asked.ranges.get(DATE, (None, None))
    return range(read_day(first).year, read_day(last).year + 1) if first and last else range(0)


def _binned(counts: dict[int, int]) -> Iterator[_Period]:
    first, last = min(counts), max(counts)
    step = next(step for step in _STEPS if last // step - first // step < _BARS or step == _STEPS[-1])
    for start in range(first - first % step, last + 1, step):
        years = range(max(1, start), start + step)
        count = sum(counts.get(year, 0) for year in years)
        yield _Period(Date(years[0], 1, 1), Date(years[-1], 12, 31), number(str(years[0])), count)


def _bar(links: Links, period: _Period, most: int) -> Bar:
    ends, name = _named(period.first, period.last, page_language(), preferences().numerals)
    active = links.asked.ranges.get(DATE) == ends
    address = links.to_range(DATE, *((None, None) if active else ends))
    height = max(_LEAST, round(100 * period.count / most)) if period.count else 0
    return Bar(period.short, name, address, period.count, height, active)


@lru_cache(2**10)
def _named(first: Date, last: Date, language: str, numerals: str) -> tuple[tuple[str, str], str]:
    """The days of a period as requests have them, and what it is called on this page, in its language and numerals."""
    ends = of_gregorian(first.isoformat()), of_gregorian(last.isoformat())
    return ends, period_name(*ends)
