"""The facets of an answer as lists of boxes to tick: several values of a field, any of them, in several fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from search.analysis.tag_key import tag_key
from search.model.request import SearchRequest
from search.model.results import Bucket, Page
from search.model.schema import DATE, YEAR, Schema
from search.model.value_map import ValueMap
from web.pages.languages import in_language, page_language
from web.pages.page_query import page_query
from web.service.addresses import path_to
from web.settings import site

_OPEN = 7  # values that stand open
_LISTED = 30  # and, with those folded below them, on the page of results; all of them on a page of their own


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet: as requests and as readers have it, and how many documents there are with it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: the values that stand open, the `others` folded below them, and where all are, if these are not all."""

    name: str
    label: str
    open: Sequence[Option]
    folded: Sequence[Option]
    others: int = 0
    all: str | None = None


def counted(schema: Schema) -> tuple[str, ...]:
    """The facets that a page counts: those that the site names, and those of the schema."""
    return tuple(dict.fromkeys((*site().facets, *schema.default_facets)))


def facets(asked: SearchRequest, page: Page) -> list[Facet]:
    """The facets that can narrow the answer, in the order of the site; the years are in the timeline."""
    order = [name for name in site().facets if name in page.facets]
    names = dict.fromkeys((*order, *page.facets))
    return [_facet(asked, page, name) for name in names if name != YEAR and _narrows(asked, page, name)]


def options(asked: SearchRequest, name: str, buckets: Sequence[Bucket]) -> list[Option]:
    """All values of a facet, those that the site names first; a chosen one that is nowhere comes last."""
    here, language = site(), page_language()
    chosen = {tag_key(value): value for value in asked.filters.get(name, ())}
    found = [
        Option(
            bucket.value,
            here.value(name, bucket.value, language),
            bucket.count,
            bool(chosen) and tag_key(bucket.value) in chosen,
        )
        for bucket in buckets
    ]
    named = {value: place for place, value in enumerate(here.values.get(name, ()))}
    found.sort(key=lambda option: named.get(option.value, len(named)))
    there = {tag_key(option.value) for option in found} if chosen else ()
    nowhere = [value for key, value in chosen.items() if key not in there]
    return [*found, *(Option(value, here.value(name, value, language), 0, chosen=True) for value in nowhere)]


def label_of(name: str, schema: Schema) -> str:
    """What a facet is called."""
    return site().label(name, page_language()) or schema.facet(name).label(page_language())


def kept(asked: SearchRequest, shown: Sequence[str]) -> list[tuple[str, str]]:
    """What the form of the page has to keep of a request beside its words: not the fields that are `shown` in it."""
    filters = ValueMap({name: values for name, values in asked.filters.items() if name not in shown})
    ranges = ValueMap({name: ends for name, ends in asked.ranges.items() if name not in shown})
    changes: dict[str, Any] = {"filters": filters, "ranges": ranges, "offset": 0, "similar_to": None, "repair": "offer"}
    return parse_qsl(page_query(asked, q="", **changes))


def shown_in(found: Sequence[Facet]) -> list[str]:
    """The fields of a request that the form shows: those of its facets and the date."""
    return [DATE, *(facet.name for facet in found)]


def _facet(asked: SearchRequest, page: Page, name: str) -> Facet:
    found = options(asked, name, page.facets[name])
    folded = found[_OPEN:_LISTED]
    if len(folded) == 1:  # what folds it away would take its place
        return Facet(name, label_of(name, page.schema), found, ())
    opened = [*found[:_OPEN], *(option for option in found[_OPEN:] if option.chosen)]
    return Facet(
        name,
        label_of(name, page.schema),
        opened,
        [option for option in folded if not option.chosen],
        len(found) - len(opened),
        _all_of(asked, name) if len(found) > _LISTED else None,
    )


def _all_of(asked: SearchRequest, name: str) -> str:
    return in_language(f"{path_to('values.show', name=name)}?{page_query(asked, offset=0)}")


def _narrows(asked: SearchRequest, page: Page, name: str) -> bool:
    return name in asked.filters or any(bucket.count < page.total for bucket in page.facets[name])
