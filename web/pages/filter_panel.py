"""What narrows an answer, as HTML: boxes of the form of the page, beside the hits or, on a narrow screen, a sheet over
them.

Written by plain functions as the hits are, and as carefully: what comes from a document or a reader is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from flask import Blueprint
from markupsafe import Markup, escape

from search.model.display import displayable
from search.model.request import SearchRequest
from search.model.results import Page
from search.model.schema import DATE, YEAR
from web.pages.facets import Facet, Option
from web.pages.texts import number, t
from web.pages.timeline import Bar, Timeline

blueprint = Blueprint("filter_panel", __name__)

_WORDS = 'maxlength="400" autocomplete="off" dir="auto"'
_DAY = 'maxlength="40" autocomplete="off" dir="auto"'


def filter_panel(
    asked: SearchRequest, page: Page, facets: Sequence[Facet], timeline: Timeline | None, since: str
) -> Markup:
    """The panel of an answer; how many filters are on stands beside its name.

    `since` are the links to the last days, as HTML.
    """
    on = sum(map(len, asked.filters.values())) + len(asked.ranges)
    count = f' <span class="number">{number(on)}</span>' if on else ""
    dates = timeline or page.facets.get(YEAR) or asked.ranges.get(DATE)
    words, show = t("page.within-words"), t("page.show-results", results=page.total)
    return Markup(
        f'<details class="filters" id="filters" tabindex="-1" data-find="{t("page.find-value")}">\n'
        f"<summary>{t('page.narrow')}{count}</summary>\n"
        '<div class="sheet">\n'
        f'<fieldset class="facet">\n<legend>{t("page.within")}</legend>\n'
        f'<p><input form="search" name="within" placeholder="{words}" aria-label="{words}" {_WORDS}></p>\n'
        "</fieldset>\n"
        f"{_dates(asked, timeline, since) if dates else ''}{''.join(map(_facet, facets))}"
        f'<p class="apply"><button form="search" type="submit" data-shown="{show}">{t("page.show")}</button></p>\n'
        "</div>\n</details>\n"
    )


def _facet(facet: Facet) -> str:
    label = escape(displayable(facet.label))
    rest = ""
    if facet.folded:
        address, said = escape(facet.all or ""), t("page.all-values", field=label)
        everything = f'<p><a class="quiet" href="{address}">{said}</a></p>\n' if facet.all else ""
        rest = (
            f'<details class="rest"><summary>{t("page.and-others", others=facet.others)}</summary>\n'
            f"<ul>{boxes(facet.name, facet.folded)}</ul>\n{everything}</details>\n"
        )
    return (
        f'<fieldset class="facet">\n<legend>{label}</legend>\n'
        f"<ul>{boxes(facet.name, facet.open)}</ul>\n{rest}</fieldset>\n"
    )


@blueprint.app_template_global()
def boxes(field: str, options: Sequence[Option]) -> Markup:
    """The values of a field as boxes to tick, each an item of a list."""
    counted = ' <span class="number">{}</span></label></li>\n'.format
    boxes = [_box(field, one.value, one.label, one.chosen) + counted(number(one.count)) for one in options]
    return Markup("".join(boxes))


@lru_cache(2**10)
def _box(field: str, value: str, label: str, chosen: bool) -> str:
    """A box without its number: most answers have the same ones."""
    checked = " checked" if chosen else ""
    return (
        f'<li><label><input type="checkbox" form="search" name="{escape(field)}" value="{escape(value)}"{checked}>'
        f' <span class="name"><bdi>{escape(displayable(label))}</bdi></span>'
    )


def _dates(asked: SearchRequest, timeline: Timeline | None, since: str) -> str:
    first, last = (escape(end or "") for end in asked.ranges.get(DATE, ("", "")))
    return (
        f'<fieldset class="facet">\n<legend>{t("page.date")}</legend>\n{_chart(timeline) if timeline else ""}'
        f'<ul class="since">{since}</ul>\n<p class="days">\n'
        f"<label>{t('page.from')}"
        f' <input form="search" name="from" value="{first}" placeholder="2024-06-19" {_DAY}></label>\n'
        f"  <label>{t('page.to')}"
        f' <input form="search" name="to" value="{last}" placeholder="1445-12-30" {_DAY}></label>\n'
        f'</p>\n<p class="muted small-print">{t("page.date-forms")}</p>\n</fieldset>\n'
    )


def _chart(timeline: Timeline) -> str:
    bars = "".join(map(_bar, timeline.bars))
    up = f'<p><a class="quiet" href="{escape(timeline.up)}">{t("page.all-dates")}</a></p>\n' if timeline.up else ""
    return f'<ol class="chart">\n{bars}</ol>\n{up}'


def _bar(bar: Bar) -> str:
    said = f"{escape(bar.name)}: {t('page.results', results=bar.count)}"
    inside = (
        '\n    <svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">'
        f'<title>{said}</title><rect width="10" y="{100 - bar.height}" height="{bar.height}"/></svg>\n'
        f'    <span class="unseen">{said}</span><span class="short" aria-hidden="true">{escape(bar.short)}</span>\n    '
    )
    if not (bar.count or bar.active):
        return f"<li><span>{inside}</span></li>\n"
    current = ' aria-current="true"' if bar.active else ""
    return f'<li><a href="{escape(bar.url)}"{current}>{inside}</a></li>\n'
