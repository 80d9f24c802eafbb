"""What a page says of the values of its facets: each facet is counted without what narrows it itself.

So the other values stay there after the first choice, each with the number of documents that choosing it would add.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date as Date

from search.answering.found import Found
from search.answering.plan import Plan, make_plan
from search.engines.base import Window
from search.engines.clauses import Bool, Clause, MatchNone, RangeFilter
from search.model.days import read_day
from search.model.request import SearchRequest
from search.model.results import Bucket
from search.model.schema import DATE, YEAR
from search.model.value_map import ValueMap


def count_facets(plan: Plan, found: Found) -> dict[str, tuple[Bucket, ...]]:
    """The values of each facet of a plan; where time is over, as many as the answer has."""
    counted = dict(found.result.facets)
    for name in plan.facets:
        wider = without(plan.request, name)
        if wider != plan.request and not plan.deadline.is_soft_over():
            counted[name] = _count(replace(plan, request=wider), found, name)
    spellings = plan.opened.spellings
    return {name: spellings.buckets(name, counted.get(name, ())) for name in plan.facets}


def without(request: SearchRequest, facet: str) -> SearchRequest:
    """The request without what narrows it by the field of a facet; that of the years is the date.

    >>> without(SearchRequest("قمة", ranges={"date": ("2024-01-01", None)}), "year").ranges
    ValueMap({})
    """
    if not (request.filters or request.ranges):
        return request
    field = DATE if facet == YEAR else facet
    filters = {name: values for name, values in request.filters.items() if name not in (field, facet)}
    ranges = {name: ends for name, ends in request.ranges.items() if name != field}
    return replace(request, filters=ValueMap(filters), ranges=ValueMap(ranges))


def count_months(plan: Plan, found: Found) -> tuple[Bucket, ...]:
    """The months of the year that a browsed plan is narrowed to, each counted without its dates."""
    year = _year_of(plan.request) if plan.browsed else None
    if year is None or plan.deadline.is_soft_over():
        return ()
    clause = _wider(replace(plan, request=without(plan.request, YEAR)), found)
    counted = []
    for month in range(1, 13):
        days = (Date(year, month, day).toordinal() for day in (1, monthrange(year, month)[1]))
        inside = Bool(must=(clause,), filters=(RangeFilter(DATE, *days),))
        counted.append(Bucket(f"{year:04}-{month:02}", plan.opened.engine.search(inside, Window(limit=0)).total))
    return tuple(counted)


def _year_of(request: SearchRequest) -> int | None:
    """The year in which the dates of a request begin and end."""
    years = {end and read_day(end).year for end in request.ranges.get(DATE, (None,))}
    return years.pop() if len(years) == 1 else None


def _count(plan: Plan, found: Found, name: str) -> list[tuple[str, int]]:
    clause = _wider(plan, found)
    if clause == MatchNone():
        return []
    window = Window(limit=0, facets=(name,), buckets=plan.buckets)
    return plan.opened.engine.search(clause, window).facets[name]


def _wider(plan: Plan, found: Found) -> Clause:
    """What meets the rung of the answer: the query is checked anew where its filters decide what is looked at."""
    wider = make_plan(plan.request, plan.opened, plan.deadline)
    return wider.rewritten.answers(found.rung, plan.request.match, wider.filters)
