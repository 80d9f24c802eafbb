"""The hits of an answer as HTML, and what can be done with each: ten of them are most of a page.

Written by plain functions: with a template a page took half as long again beside its search. What comes from a
document or a reader goes through `escape`, or was escaped by the library (`title_html`, the `html` of snippets).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint
from markupsafe import Markup, escape

from search.model.display import displayable
from search.model.document import Document
from search.model.request import SearchRequest
from search.model.results import Hit, Place, Snippet
from web.api.search_response import place_link
from web.pages import reader
from web.pages.arabic import direction
from web.pages.filters import link, shown_value
from web.pages.languages import in_language
from web.pages.menus import menu
from web.pages.page_query import page_query
from web.pages.preferences import preferences
from web.pages.template_filters import apart, day, foreign, sides, web_address
from web.pages.texts import listed, t
from web.service.addresses import document_path

blueprint = Blueprint("hit_list", __name__)


@blueprint.app_template_global()
def hit_list(hits: Sequence[Hit], asked: SearchRequest, first: int) -> Markup:
    """The hits as the items of a list, numbered from `first`; `asked` is what their links keep."""
    trail = escape(in_language(f"?{page_query(asked)}"))
    written = _Hits(asked, trail, preferences().numerals, t("language.direction"))
    return Markup("".join(written.item(hit, number) for number, hit in enumerate(hits, first)))


@blueprint.app_template_global()
def citation(item: Hit | Document) -> Markup:
    """The source, category and date of a document, in a line; nothing where it has none of them."""
    shown = [foreign(shown_value(name, value)) for name in ("source", "category") if (value := item.value(name))]
    if date := item.value("date"):
        shown.append(day(date))
    inside = "".join(f"<span>{one}</span>" for one in shown)
    return Markup(f'<p class="citation" dir="{t("language.direction")}">{inside}</p>') if shown else Markup()


@dataclass(frozen=True, slots=True)
class _Hits:
    """Writes the hits of a page. What the page says stands in its own direction (`ours`) beside texts of another."""

    asked: SearchRequest
    trail: Markup  # what comes behind the path of a document
    numerals: str
    ours: str

    def item(self, hit: Hit, number: int) -> str:
        path, side = escape(document_path(hit.id)), direction(hit.title)
        opened = self._place(hit, hit.places[0]) if hit.places else f"{path}{self.trail}"
        title = hit.title_html or t("page.untitled")
        return (
            f'<li><article dir="{side}">\n'
            f'  <h2{sides(side)}><a href="{opened}"><bdi dir="{side}">{title}</bdi></a></h2>\n'
            '  <div class="line">\n'
            f"    {citation(hit)}\n{self._similar(hit)}    {self._acts(hit, path, number)}"
            "  </div>\n"
            f"{self._notes(hit)}{self._places(hit, path) if hit.places else ''.join(map(_snippet, hit.snippets))}"
            "</article></li>\n"
        )

    def _similar(self, hit: Hit) -> str:
        if not hit.similar:
            return ""
        address, said = link(self.asked, similar_to=hit.id), t("page.similar", copies=hit.similar)
        return f'    <p class="similar"><a dir="{self.ours}" href="{escape(address)}">{said}</a></p>\n'

    def _acts(self, hit: Hit, path: Markup, number: int) -> Markup:
        cited = listed(map(displayable, reader.hit_citation(hit, self.numerals)))
        part = f"?at={hit.places[0].part}" if hit.places else ""
        link_done, quote_done = t("page.link-copied"), t("page.quote-copied")
        acts = (
            f'  <li class="copies-only"><button class="copy" type="button" data-copy="{path}"'
            f' data-done="{link_done}">{t("page.copy-link")}</button></li>\n'
            f'  <li class="copies-only"><button class="copy" type="button" data-cite="{cited}"'
            f' data-of="{path}{part}" data-done="{quote_done}">{t("page.copy-quote")}</button></li>\n'
            f'  <li><label><input type="checkbox" form="chosen" name="id" value="{escape(hit.id)}">'
            f" {t('page.choose')}</label></li>\n"
        )
        return menu(t("page.acts", number=number), Markup(f"<ul>\n{_original(hit)}{acts}</ul>\n"), "", "acts")

    def _notes(self, hit: Hit) -> str:
        """Why a hit stands here that the query alone would not have put here."""
        notes = [t("page.pinned")] if hit.pinned else []
        if hit.missing:
            notes.append(t("page.missing", words=listed(map(apart, hit.missing))))
        return "".join(f'  <p class="missing"><bdi dir="{self.ours}">{note}</bdi></p>\n' for note in notes)

    def _places(self, hit: Hit, path: Markup) -> str:
        items = "".join(
            f'  <li><a dir="{self.ours}" href="{self._place(hit, place)}"><span>{_named(place)}</span></a>\n'
            f"    {_snippet(place.snippet)}</li>\n"
            for place in hit.places
        )
        more = hit.total_places - len(hit.places)
        address, said = f"{path}{self.trail}#places", t("page.more-places", places=more)
        others = f'<p class="more-places"><a dir="{self.ours}" href="{address}">{said}</a></p>\n' if more > 0 else ""
        return f'  <ul class="places-in">\n{items}</ul>\n{others}'

    def _place(self, hit: Hit, place: Place) -> Markup:
        return escape(in_language(place_link(document_path(hit.id), self.asked, place.part, place.hit)))


def _original(hit: Hit) -> str:
    url = hit.value("url")
    host = web_address(url)
    if not host:
        return ""
    said = t("page.original-at", host=Markup(f'<bdi dir="ltr">{escape(host)}</bdi>'))
    return f'<li><a href="{escape(url)}" rel="noopener noreferrer nofollow">{said}</a></li>'


def _named(place: Place) -> Markup:
    names = reader.place_of(place)
    return listed(map(foreign, names)) if names else t("page.part-numbered", part=place.part)


def _snippet(snippet: Snippet) -> str:
    return f'<p class="snippet"{sides(direction(snippet.text))}>{snippet.html}</p>'
