"""What a page of results shows: the answer, and round it every link that changes what was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from markupsafe import escape

from search.answering.plan import Plan
from search.model.display import displayable
from search.model.request import SearchRequest
from search.model.results import Page
from web.api.routes import following
from web.contract import query_string
from web.pages import answer, facets, filters, template_filters
from web.pages.filter_panel import filter_panel
from web.pages.languages import in_language
from web.pages.links import Links, link
from web.pages.offers import Offers, offers
from web.pages.page_query import page_query
from web.pages.rendering import render_template
from web.pages.texts import t
from web.pages.timeline import timeline
from web.pages.understood import understood
from web.service.addresses import here, path_to
from web.service.current_index import index
from web.settings import limits

REPAIR = "auto"  # unless the address says otherwise: a reader sees what was shown, and may take it back


def linked(asked: SearchRequest) -> SearchRequest:
    """The request as links of the page have it: what the page does and counts unasked need not be said, and a word
    was being typed only just now."""
    repair = query_string.DEFAULTS.repair if asked.repair == REPAIR else asked.repair
    return replace(asked, repair=repair, typing=False, facets=None)


def slots(plan: Plan, page: Page, examples: Callable[[], list[str]]) -> dict[str, str]:
    """What stands in the slots of `results.html`, as HTML; `examples` are for an answer without hits."""
    asked = linked(replace(plan.request, q=plan.parsed.query))  # decoded, where it was percent-encoded
    short = query_string.shortened(asked, page)
    if page.query.repaired:
        plan = index().plan(short, deadline=plan.deadline)
    links, offered, address = Links(short), offers(short, page.schema), page_query(short)
    trail, query = escape(in_language(f"?{address}")[1:]), escape(query_string.canonical(short))
    after, leaf = following(short, page), short.offset // short.limit + 1
    before = links.to("offset", max(0, short.offset - short.limit)) if short.offset and page.hits else None
    next = None if after is None else links.to("offset", after)
    chips = filters.chips(short, page.schema)
    narrows = bool(page.total or short.filters or short.ranges)
    shown = facets.facets(short, page)
    results = t("page.results", results=page.total)
    return {
        "address": escape(address),
        "settings": escape(in_language(path_to("settings.show", back=here()))),
        "title": answer.title(short.q, leaf),
        "skips": f'<a class="skip" href="#filters">{t("page.skip-to-filters")}</a>' if page.total else "",
        "asked": escape(displayable(short.q)),
        "typed": escape(displayable(asked.q)),
        "quoted": template_filters.apart(short.q),
        "described": t("page.results-in-documents", results=page.total, documents=page.index.documents),
        "trail": trail,
        "query": query,
        "around": answer.around(before, next),
        "kept": answer.hidden(facets.kept(short, facets.shown_in(shown) if narrows else ())),
        "printed": answer.printed(short.q, chips),
        "results": results,
        "counts": answer.counts(page),
        "seconds": template_filters.seconds(page.took_ms),
        "menus": answer.menus(offered, page),
        "chips": answer.chips_of(chips, filters.unfiltered(short)) if chips else "",
        "notices": _said(asked, links, plan, page),
        "hits": _hits(links, plan, page, examples),
        "below": _below(links, offered, page, before, next),
        "filters": filter_panel(short, page, shown, timeline(links, page), offered.since) if narrows else "",
    }


def _said(asked: SearchRequest, links: Links, plan: Plan, page: Page) -> str:
    """What a reader is told of how the query was read; not that a word which is still typed may be many."""
    notices = [one for one in page.query.notices if not (plan.request.typing and one.code == "expansions")]
    said = answer.notices_of(page, notices)
    if page.query.repaired:
        said += answer.repaired(links.asked.q, asked.q, link(asked, repair="off"))
    said += "".join([answer.by_author(one, page.schema) for one in page.authors])
    if page.suggestion:
        said += answer.suggested(page.suggestion, link(links.asked, q=page.suggestion.query))
    written = template_filters.written_date
    if conditions := understood(plan.parsed.tree, page.schema, written, filters.shown_value):
        said += answer.understood_as(conditions)
    return said


def _hits(links: Links, plan: Plan, page: Page, examples: Callable[[], list[str]]) -> str:
    """The hits; of an answer without any, the ways out."""
    if page.hits:
        return answer.hits_of(links, page)
    if page.total:
        return answer.past_the_end(link(links.asked))

    def total(request: SearchRequest) -> int | None:
        return index().total(request, plan.deadline)

    suggested = page.suggestion and link(links.asked, q=page.suggestion.query)
    ways = [way for way in filters.ways_out(links.asked, plan.parsed, total) if way.url != suggested]
    return render_template("nothing.html", q=links.asked.q, ways_out=ways, examples=examples()) + "\n"


def _below(links: Links, offered: Offers, page: Page, before: str | None, next: str | None) -> str:
    if not page.hits:
        return ""
    leaves = filters.leaves(links, page, limits().window)
    return (answer.leaves_of(leaves, before, next) if len(leaves) > 1 else "") + answer.below(offered, page)
