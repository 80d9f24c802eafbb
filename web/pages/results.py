"""What a page of results shows: the answer, and round it every link that changes what was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from search.answering.plan import Plan
from search.model.request import SearchRequest
from search.model.results import Notice, Page
from web.api.routes import following
from web.contract import query_string
from web.pages import exports, facets, filters, template_filters
from web.pages.languages import in_language
from web.pages.page_query import page_query
from web.pages.timeline import since, timeline
from web.pages.understood import understood
from web.service.addresses import path_to
from web.service.current_index import index
from web.settings import limits

REPAIR = "auto"  # unless the address says otherwise: a reader sees what was shown, and may take it back


def linked(asked: SearchRequest) -> SearchRequest:
    """The request as links of the page have it: what the page does and counts unasked need not be said, and a word
    was being typed only just now."""
    repair = query_string.DEFAULTS.repair if asked.repair == REPAIR else asked.repair
    return replace(asked, repair=repair, typing=False, facets=None)


def context(plan: Plan, page: Page, examples: Callable[[], list[str]]) -> dict[str, Any]:
    """What the template of an answer needs; `examples` are for one without hits."""
    asked = linked(replace(plan.request, q=plan.parsed.query))  # decoded, where it was percent-encoded
    short = query_string.shortened(asked, page)
    if page.query.repaired:
        plan = index().plan(short, deadline=plan.deadline)
    shown = facets.facets(short, page)
    return {
        "q": asked.q,
        "asked": short,
        "page": page,
        "notices": _notices(page, plan.request.typing),
        "as_typed": filters.link(asked, repair="off"),
        "trail": in_language(f"?{page_query(short)}")[1:],
        "query": query_string.canonical(short),
        "here_as": f"{path_to('pages.home')}?{page_query(short)}",
        "understood": understood(plan.parsed.tree, page.schema, template_filters.written_date),
        "facets": shown,
        "kept": facets.kept(short, facets.shown_in(shown) if page.total or short.filters or short.ranges else ()),
        "timeline": timeline(short, page),
        "since": since(short),
        "chips": filters.chips(short, page.schema),
        "unfiltered": filters.unfiltered(short),
        "start_over": filters.link(short),
        "strictness": filters.strictness(short),
        "orders": filters.orders(short, page.schema),
        "advanced": in_language(f"{path_to('advanced.show')}?{page_query(short)}"),
        "sizes": filters.sizes(short),
        "exports": exports.KINDS,
        **_pages(short, page),
        **_elsewhere(short, plan, page, examples),
    }


def _notices(page: Page, typing: bool) -> list[Notice]:
    """What a reader is told of how the query was read; not that a word which is still typed may be many."""
    return [notice for notice in page.query.notices if not (typing and notice.code == "expansions")]


def _pages(asked: SearchRequest, page: Page) -> dict[str, Any]:
    before, after = max(0, asked.offset - asked.limit), following(asked, page)
    return {
        "leaf": asked.offset // asked.limit + 1,
        "leaves": filters.leaves(asked, page, limits().window),
        "previous": filters.link(asked, offset=before) if asked.offset and page.hits else None,
        "next": None if after is None else filters.link(asked, offset=after),
    }


def _elsewhere(asked: SearchRequest, plan: Plan, page: Page, examples: Callable[[], list[str]]) -> dict[str, Any]:
    """Another query that may have been meant; of one without hits, the ways out."""
    suggested = page.suggestion and filters.link(asked, q=page.suggestion.query)
    found: dict[str, Any] = {"suggested": suggested, "ways_out": [], "examples": []}
    if not page.total:

        def total(request: SearchRequest) -> int | None:
            return index().total(request, plan.deadline)

        ways = filters.ways_out(asked, plan.parsed, total)
        found |= {"ways_out": [way for way in ways if way.url != suggested], "examples": examples()}
    return found
