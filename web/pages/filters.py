"""The links that narrow, widen, order and leaf through an answer: each is the request with one thing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from search.analysis.tag_key import tag_key
from search.model.request import MATCHES, SearchRequest, order_of
from search.model.results import Page
from search.model.schema import DATE, Field, Schema
from search.model.value_map import ValueMap
from search.query.parsed_query import ParsedQuery, unquoted
from web.pages.languages import page_language
from web.pages.links import Links, link
from web.pages.periods import period_name
from web.pages.texts import number, text
from web.settings import site

SORTS = ("relevance", "recent", "newest", "oldest")
LIMITS = (10, 20, 50)  # hits of a page
LADDER = ("root", "lemma", "exact", "vocalised")  # from loose to strict
_AROUND = 2  # pages offered on either side of the one shown


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to another answer; `active` when it is the one shown."""

    label: str
    url: str
    active: bool = False
    count: int | None = None


def strictness(links: Links, several: bool) -> list[tuple[str, list[Choice]]]:
    """How exactly a word must be met, and, of `several` words, how many."""
    asked = links.asked
    levels = [Choice(text(f"level.{level}"), links.to("level", level), level == asked.level) for level in LADDER]
    groups = [(text("levels"), levels)]
    if several:
        matches = [Choice(text(f"match.{match}"), links.to("match", match), match == asked.match) for match in MATCHES]
        groups.append((text("matches"), matches))
    return groups


def orders(links: Links, schema: Schema) -> list[Choice]:
    """The orders of the hits; those by an own field go both ways."""
    labels = {sort: text(f"sort.{sort}") for sort in SORTS}
    for field in schema.own:
        if field.sort:
            label = field.label(page_language())
            labels[f"-{field.name}"] = text(f"sort.{field.kind}.falling", field=label)
            labels[field.name] = text(f"sort.{field.kind}.rising", field=label)
    return [
        Choice(label, links.to("sort", sort), order_of(sort) == links.asked.order) for sort, label in labels.items()
    ]


def chips(asked: SearchRequest, schema: Schema) -> list[Choice]:
    """What narrows the answer now; each link takes one away."""
    found = [
        Choice(shown_value(name, value), link(asked, filters=toggled(asked, name, value)))
        for name, values in asked.filters.items()
        for value in values
    ]
    found += [_of_range(asked, schema.by_name[name], *ends) for name, ends in asked.ranges.items()]
    if asked.match != "auto":
        found.append(Choice(text(f"match.{asked.match}"), link(asked, match="auto")))
    if asked.similar_to is not None:
        found.append(Choice(text("filter.similar"), link(asked, similar_to=None)))
    elif not asked.collapse:
        found.append(Choice(text("filter.not-collapsed"), link(asked, collapse=True)))
    if asked.level != site().level:
        found.append(Choice(text(f"level.{asked.level}"), link(asked, level=site().level)))
    return found


def shown_value(name: str, value: str) -> str:
    """What readers see of a value of a field."""
    return site().value(name, value, page_language())


def _of_range(asked: SearchRequest, field: Field, first: str | None, last: str | None) -> Choice:
    if field.kind == DATE:
        label = period_name(first, last)
    elif first and last:
        label = text("filter.between", first=first, last=last)
    else:
        label = text("filter.from" if first else "filter.to", end=first or last)
    if field.name != DATE:
        label = f"{field.label(page_language())}: {label}"
    return Choice(label, Links(asked).to_range(field.name, None, None))


def sizes(links: Links) -> list[Choice]:
    """How many hits a page may have."""
    return [Choice(number(size), links.to("limit", size), size == links.asked.limit) for size in LIMITS]


def unfiltered(asked: SearchRequest) -> str:
    """The same query with nothing narrowing it."""
    return link(_bare(asked))


def ways_out(asked: SearchRequest, parsed: ParsedQuery, total: Callable[[SearchRequest], int | None]) -> list[Choice]:
    """Of a request without hits, the wider ones that have some, with their number."""
    wider = _wider(asked, unquoted(parsed))
    return [Choice(name, link(request), count=count) for name, request in wider if (count := total(request))]


def leaves(links: Links, page: Page, window: int) -> list[tuple[int, str | None]]:
    """The pages to leaf to: the first and those around the one shown, whose link is None.

    No page is offered that lies beyond the `window` or may not be there: near-duplicates leave fewer hits than the
    total says.
    """
    asked = links.asked
    here = asked.offset // asked.limit
    last = min(page.total - 1, window - asked.limit) // asked.limit if page.more else here
    near = range(max(0, here - _AROUND), min(last, here + _AROUND) + 1)
    return [(n + 1, None if n == here else links.to("offset", n * asked.limit)) for n in sorted({0, here, *near})]


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
    return SearchRequest(asked.q, sort=asked.sort, limit=asked.limit, level=site().level)


def toggled(asked: SearchRequest, name: str, value: str) -> ValueMap[str]:
    """The filters with a value of a field more, or without it where it is there in any spelling."""
    chosen = asked.filters.get(name, ())
    left = tuple(one for one in chosen if tag_key(one) != tag_key(value))
    return ValueMap({**asked.filters, name: left if len(left) < len(chosen) else (*chosen, value)})
