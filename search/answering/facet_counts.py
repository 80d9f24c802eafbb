"""What a page says of the values of its facets: each facet is counted without what narrows it itself.

So the other values stay there after the first choice, each with the number of documents that choosing it would add.
"""

from __future__ import annotations

from dataclasses import replace

from search.answering.found import Found
from search.answering.plan import Plan, make_plan
from search.engines.base import Window
from search.engines.clauses import MatchNone
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
    field = DATE if facet == YEAR else facet
    filters = {name: values for name, values in request.filters.items() if name not in (field, facet)}
    ranges = {name: ends for name, ends in request.ranges.items() if name != field}
    return replace(request, filters=ValueMap(filters), ranges=ValueMap(ranges))


def _count(plan: Plan, found: Found, name: str) -> list[tuple[str, int]]:
    """Of what meets the rung of the answer: the query is checked anew where its filters decide what is looked at."""
    wider = make_plan(plan.request, plan.opened, plan.deadline)
    clause = wider.rewritten.answers(found.rung, plan.request.match, wider.filters)
    if clause == MatchNone():
        return []
    window = Window(limit=0, facets=(name,), buckets=plan.opened.limits.facet_buckets)
    return plan.opened.engine.search(clause, window).facets[name]
