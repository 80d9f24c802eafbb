"""What stands round the hits of an answer, as HTML: the parts of `results.html` that are those of one answer.

Written by plain functions as the hits are, and as carefully: what comes from a document or a reader is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from search.answering.authors import AUTHOR
from search.model.display import displayable
from search.model.results import Bucket, Notice, Page, Suggestion
from search.model.schema import Schema
from web.pages import filters, reader
from web.pages.facets import label_of
from web.pages.filters import Choice
from web.pages.hit_list import hit_list
from web.pages.languages import default_language, page_language
from web.pages.links import Links
from web.pages.offers import Offers
from web.pages.template_filters import apart, foreign, set_apart
from web.pages.texts import listed, number, site_name, t
from web.service.addresses import path_to

_TITLE = 160  # characters of a query in the title of its page
_LEEWAY = 5  # that may be more, as in templates


def title(q: str, leaf: int) -> Markup:
    """The title of the page."""
    shown = displayable(q)
    if len(shown) > _TITLE + _LEEWAY:
        shown = f"{shown[: _TITLE - 1].rsplit(' ', 1)[0]}…"
    return t("page.titled-page" if leaf > 1 else "page.titled", title=shown, number=leaf, name=site_name())


def around(previous: str | None, following: str | None) -> str:
    """Where the pages before and behind are."""
    back = f'<link rel="prev" href="{escape(previous)}">' if previous else ""
    return back + (f'<link rel="next" href="{escape(following)}">' if following else "")


def hidden(kept: Sequence[tuple[str, str]]) -> str:
    """What a form keeps of a request."""
    return "".join([f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in kept])


def counts(page: Page) -> str:
    """How many places and partial matches there are beside the results."""
    places = f" {t('page.in-places', places=page.total_places)}" if page.total_places > page.total else ""
    partial = f' <span class="muted">· {t("page.partial", partial=page.total_partial)}</span>'
    return places + (partial if page.total_partial else "")


def printed(q: str, chips: Sequence[Choice]) -> Markup:
    """What was asked, for paper."""
    if not chips:
        return t("page.printed-plain", q=apart(q))
    return t("page.printed", q=apart(q), narrowed=listed(apart(chip.label) for chip in chips))


def menus(offered: Offers, page: Page) -> str:
    """How the answer is ordered and matched, and what may be taken away."""
    ordered = page.total + page.total_partial > 1
    shown = (offered.orders if ordered else "", offered.matching, offered.files if page.total else "")
    return "".join([f"  {one}\n" for one in shown if one])


def chips_of(chips: Sequence[Choice], unfiltered: str) -> str:
    """What narrows the answer, each a link that takes it away."""
    items = "".join(
        f'  <li><a class="chip" href="{escape(chip.url)}"><span class="unseen">{t("page.remove")} </span>'
        f'<bdi>{escape(displayable(chip.label))}</bdi><span class="cross" aria-hidden="true"></span></a></li>\n'
        for chip in chips
    )
    clear = f'<li><a class="quiet" href="{escape(unfiltered)}">{t("page.clear")}</a></li>' if len(chips) > 1 else ""
    return f'<ul class="chips" aria-label="{t("page.narrowed-by")}">\n{items}{clear}</ul>\n'


def notices_of(page: Page, notices: Sequence[Notice]) -> str:
    """What the reader is told of how the query was read."""
    found = [f'<p class="notice">{t("page.timed-out")}</p>'] if page.timed_out else []
    found += [f'<p class="notice">{set_apart(notice.text(page_language()))}</p>' for notice in notices]
    if page.query.dropped and all(notice.code != "passage" for notice in page.query.notices):
        found.append(f'<p class="notice">{t("page.dropped", words=listed(map(apart, page.query.dropped)))}</p>')
    return "".join(found)


def repaired(q: str, typed: str, as_typed: str) -> str:
    """That another query is answered than was typed."""
    offer = f'<a href="{escape(as_typed)}">{t("page.as-typed", q=apart(typed))}</a>'
    return f'  <p class="suggestion">{t("page.repaired", q=apart(q))} {offer}</p>\n'


def suggested(suggestion: Suggestion, address: str) -> str:
    """Another query that may have been meant."""
    return (
        f'  <p class="suggestion">{t("page.wider" if suggestion.reason == "relaxed" else "page.meant")}\n'
        f'    <a href="{escape(address)}"><bdi>{escape(displayable(suggestion.query))}</bdi></a>\n'
        f'    <span class="muted">({t("page.results", results=suggestion.total)})</span></p>\n'
    )


def by_author(author: Bucket, schema: Schema) -> str:
    """The documents of an author whose name was typed."""
    address = reader.sharing(schema.by_name[AUTHOR], author.value)
    if address is None:
        return ""
    return (
        f'  <p class="suggestion">{escape(label_of(AUTHOR, schema))}:'
        f' <a href="{escape(address)}">{foreign(filters.shown_value(AUTHOR, author.value))}</a>'
        f' <span class="muted">({t("page.results", results=author.count)})</span></p>\n'
    )


def understood_as(conditions: Sequence[str]) -> str:
    """The query as it was read."""
    side = t("language.direction")
    said = '<span aria-hidden="true"> ·</span>'.join(
        f' <bdi dir="{side}">{escape(displayable(condition))}</bdi>' for condition in conditions
    )
    return f'  <p class="understood muted">{t("page.understood")}{said}</p>\n'


def hits_of(links: Links, page: Page) -> str:
    """The hits: those of the answer set, and behind them those that hold only some of the words."""
    whole = len(page.hits) if page.partial_from is None else page.partial_from
    found, start = "", links.asked.offset + 1
    for hits, is_partial in ((page.hits[:whole], False), (page.hits[whole:], True)):
        if hits:
            first = start + (whole if is_partial else 0)
            found += f'<p class="partly" id="partly">{t("page.partly")}</p>' if is_partial else ""
            found += f'  <ol class="hits" start="{first}">\n{hit_list(hits, links.asked, first)}\n  </ol>\n'
    return found


def past_the_end(start_over: str) -> str:
    """That there are no hits so far behind."""
    link = f'<a href="{escape(start_over)}">{t("page.first-results")}</a>'
    return f'  <p class="notice">{t("page.past-the-end")} {link}</p>\n'


def leaves_of(leaves: Sequence[tuple[int, str | None]], previous: str | None, following: str | None) -> str:
    """The pages to leaf to."""
    items, last = "", 0
    for leaf, url in leaves:
        gap = '<li aria-hidden="true">…</li>' if last and leaf > last + 1 else ""
        items += f"{gap}      <li>{_leaf(leaf, url)}</li>\n"
        last = leaf
    back = f'<a class="step" rel="prev" href="{escape(previous)}">{t("page.previous")}</a>' if previous else ""
    on = f'<a class="step" rel="next" href="{escape(following)}">{t("page.next")}</a>' if following else ""
    label = t("page.pages")
    return f'  <nav class="leaf" aria-label="{label}">\n{back}    <ol>\n{items}    </ol>\n{on}  </nav>\n'


def _leaf(leaf: int, url: str | None) -> str:
    if url:
        return f'<a href="{escape(url)}" aria-label="{t("page.page", number=leaf)}">{number(leaf)}</a>'
    return f'<span aria-current="page"><span class="unseen">{t("page.page", number="")}</span>{number(leaf)}</span>'


def below(offered: Offers, page: Page) -> str:
    """What can be done with hits that were chosen, and how many a page may have."""
    language, sizes = page_language(), ""
    kept = f'<input type="hidden" name="lang" value="{language}">' if language != default_language() else ""
    if page.total > filters.LIMITS[0]:
        label = t("page.sizes")
        sizes = f'<nav class="sizes" aria-label="{label}"><span class="muted">{label}</span>{offered.sizes}</nav>'
    return (
        f'  <div class="below">\n    <form id="chosen" action="{path_to("chosen.show")}" method="get">\n{kept}'
        f'      <button type="submit" data-counted="{t("page.show-chosen-counted", chosen="{}")}">'
        f"{t('page.show-chosen')}</button>\n    </form>\n{sizes}  </div>\n"
    )
