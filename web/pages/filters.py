"""The links that narrow, widen, order and leaf through an answer: each is the request with one thing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from search.analysis.tag_key import tag_key
from search.model.days import GREGORIAN, of_gregorian
from search.model.request import MATCHES, SearchRequest
from search.model.results import Page
from search.model.schema import DATE, YEAR, YEARS, Schema
from search.model.value_map import ValueMap
from search.query.parsed_query import ParsedQuery, unquoted
from web.contract import query_string
from web.pages.texts import page_language, text
from web.service.addresses import path_to

SORTS = ("relevance", "recent", "newest")
LADDER = ("root", "lemma", "exact", "vocalised")  # from loose to strict
_AROUND = 2  # pages offered on either side of the one shown


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to another answer; `active` when it is the one shown."""

    label: str
    url: str
    active: bool = False
    count: int | None = None


def link(asked: SearchRequest, **changes: Any) -> str:
    """The page of a request with some fields changed; back at its first hit unless `offset` is given."""
    return f"{path_to('pages.home')}?{query_string.canonical(asked, **{'offset': 0, **changes})}"


def facets(asked: SearchRequest, page: Page) -> list[tuple[str, list[Choice]]]:
    """Each facet that can narrow the answer, with its values."""
    groups = [
        (_label(name, page.schema), _years(asked, page) if name == YEAR else _values(asked, page, name))
        for name in page.facets
    ]
    return [(name, choices) for name, choices in groups if _narrows(choices, page.total)]


def strictness(asked: SearchRequest) -> list[tuple[str, list[Choice]]]:
    """How exactly a word must be met, and, of several words, how many."""
    levels = [Choice(text(f"level.{level}"), link(asked, level=level), level == asked.level) for level in LADDER]
    groups = [(text("levels"), levels)]
    if len(asked.q.split()) > 1:
        matches = [Choice(text(f"match.{match}"), link(asked, match=match), match == asked.match) for match in MATCHES]
        groups.append((text("matches"), matches))
    return groups


def orders(asked: SearchRequest, schema: Schema) -> list[Choice]:
    """The orders of the hits; those by an own field go both ways."""
    labels = {sort: text(f"sort.{sort}") for sort in SORTS}
    for field in schema.own:
        if field.sort:
            label = field.label(page_language())
            labels[f"-{field.name}"] = text(f"sort.{field.kind}.falling", field=label)
            labels[field.name] = text(f"sort.{field.kind}.rising", field=label)
    orders = [(label, replace(asked, sort=sort, offset=0)) for sort, label in labels.items()]
    return [Choice(label, link(order), order.order == asked.order) for label, order in orders]


def chips(asked: SearchRequest, schema: Schema, written_date: Callable[[str], str]) -> list[Choice]:
    """What narrows the answer now; each link takes one away."""
    found = [
        Choice(value, link(asked, filters=_toggled(asked, name, value)))
        for name, values in asked.filters.items()
        for value in values
    ]
    for name, (first, last) in asked.ranges.items():
        field = schema.by_name[name]
        before = "" if name == "date" else f"{field.label(page_language())} "
        shown = written_date if field.kind == DATE else str
        for code, end, left in (("filter.from", first, (None, last)), ("filter.to", last, (first, None))):
            if end is not None:
                label = before + text(code, end=shown(end.removesuffix(GREGORIAN)))
                found.append(Choice(label, link(asked, ranges=_with_range(asked, name, *left))))
    if asked.match != "auto":
        found.append(Choice(text(f"match.{asked.match}"), link(asked, match="auto")))
    if asked.similar_to is not None:
        found.append(Choice(text("filter.similar"), link(asked, similar_to=None)))
    elif not asked.collapse:
        found.append(Choice(text("filter.not-collapsed"), link(asked, collapse=True)))
    if asked.level != "lemma":
        found.append(Choice(text(f"level.{asked.level}"), link(asked, level="lemma")))
    return found


def unfiltered(asked: SearchRequest) -> str:
    """The same query with nothing narrowing it."""
    return link(_bare(asked))


def ways_out(asked: SearchRequest, parsed: ParsedQuery, total: Callable[[SearchRequest], int | None]) -> list[Choice]:
    """Of a request without hits, the wider ones that have some, with their number."""
    wider = _wider(asked, unquoted(parsed))
    return [Choice(name, link(request), count=count) for name, request in wider if (count := total(request))]


def leaves(asked: SearchRequest, page: Page, window: int) -> list[tuple[int, str | None]]:
    """The pages to leaf to: the first and those around the one shown, whose link is None.

    No page is offered that lies beyond the `window` or may not be there: near-duplicates leave fewer hits than the
    total says.
    """
    here = asked.offset // asked.limit
    last = min(page.total - 1, window - asked.limit) // asked.limit if page.more else here
    near = range(max(0, here - _AROUND), min(last, here + _AROUND) + 1)
    return [(n + 1, None if n == here else link(asked, offset=n * asked.limit)) for n in sorted({0, here, *near})]


def _wider(asked: SearchRequest, opened: str | None) -> Iterator[tuple[str, SearchRequest]]:
    if asked.level != "lemma":
        yield text("way.lemma"), replace(asked, level="lemma")
    if asked.match == "all":
        yield text("way.any"), replace(asked, match="any")
    if opened:
        yield text("way.unquoted"), replace(asked, q=opened)
    if replace(asked, offset=0) != _bare(asked):
        yield text("way.unfiltered"), _bare(asked)
        if opened:
            yield text("way.unquoted-unfiltered"), _bare(replace(asked, q=opened))


def _bare(asked: SearchRequest) -> SearchRequest:
    return SearchRequest(asked.q, sort=asked.sort, limit=asked.limit)


def _label(name: str, schema: Schema) -> str:
    return (YEARS if name == YEAR else schema.by_name[name]).label(page_language())


def _values(asked: SearchRequest, page: Page, name: str) -> list[Choice]:
    chosen = {tag_key(value) for value in asked.filters.get(name, ())}
    return [
        Choice(
            bucket.value,
            link(asked, filters=_toggled(asked, name, bucket.value)),
            tag_key(bucket.value) in chosen,
            bucket.count,
        )
        for bucket in page.facets[name]
    ]


def _years(asked: SearchRequest, page: Page) -> list[Choice]:
    choices = []
    for bucket in page.facets[YEAR]:
        ends = (of_gregorian(f"{bucket.value}-01-01"), of_gregorian(f"{bucket.value}-12-31"))
        active = asked.ranges.get("date") == ends
        ranges = _with_range(asked, "date", *((None, None) if active else ends))
        choices.append(Choice(bucket.value, link(asked, ranges=ranges), active, bucket.count))
    return choices


def _narrows(choices: list[Choice], total: int) -> bool:
    return any(choice.active or (choice.count or 0) < total for choice in choices)


def _toggled(asked: SearchRequest, name: str, value: str) -> ValueMap[str]:
    """The filters with a value of a field more, or without it where it is there in any spelling."""
    chosen = asked.filters.get(name, ())
    left = tuple(one for one in chosen if tag_key(one) != tag_key(value))
    return ValueMap({**asked.filters, name: left if len(left) < len(chosen) else (*chosen, value)})


def _with_range(asked: SearchRequest, name: str, first: str | None, last: str | None) -> ValueMap[str | None]:
    """The ranges with other ends of one."""
    return ValueMap({**asked.ranges, name: (first, last) if first or last else ()})
