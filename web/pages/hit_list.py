"""The hits of an answer as HTML, and what can be done with each: ten of them are most of a page.

Written by plain functions, which take less than a template (benchmarks/bench_serve.py). What comes from a document or a
reader goes through `escape`, or was escaped by the library (`title_html`, the `html` of snippets).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from flask import Blueprint
from markupsafe import Markup, escape

from search.answering.authors import AUTHOR
from search.messages import catalogue_of
from search.model.display import displayable
from search.model.document import Document
from search.model.request import SearchRequest
from search.model.results import Hit, Place, Snippet
from web.api.search_response import place_link
from web.pages import reader
from web.pages.arabic import direction
from web.pages.facets import label_of
from web.pages.languages import in_language, page_language
from web.pages.links import link
from web.pages.menus import unfolding
from web.pages.page_query import page_query
from web.pages.preferences import preferences
from web.pages.template_filters import apart, day_in, foreign, sides, web_address
from web.pages.texts import listed, t
from web.service.addresses import document_path, id_in_path, path_before_id
from web.settings import schema, site

blueprint = Blueprint("hit_list", __name__)
_AUTHORS = 3  # of a hit that are named


def hit_list(hits: Sequence[Hit], asked: SearchRequest, first: int) -> Markup:
    """The hits as the items of a list, numbered from `first`; `asked` is what their links keep."""
    written = _Hits(asked)
    return Markup("".join([written.item(hit, number) for number, hit in enumerate(hits, first)]))


@blueprint.app_template_global()
def citation(item: Hit | Document) -> Markup:
    """The source, category and date of a document, in a line; nothing where it has none of them."""
    return Markup(_Spoken().citation(item))


class _Spoken:
    """What is the same for all documents of a page, looked up once: how it speaks to its reader.

    What the page says stands in its own direction (`ours`) beside texts of another.
    """

    def __init__(self) -> None:
        self.language, self.ours = page_language(), t("language.direction")
        self.numerals, self.calendar = preferences().numerals, preferences().calendar
        self._value, self._named = site().value, dict[tuple[str, str], Markup]()

    def citation(self, item: Hit | Document, inside: str = "") -> str:
        """The source, category and date, behind what stands before them."""
        for name in ("source", "category"):
            if value := item.value(name):
                shown = self._named.get((name, value)) or self._name(name, value)
                inside += f"<span>{shown}</span>"
        if date := item.value("date"):
            inside += f"<span>{day_in(date, self.numerals, self.calendar, self.language)}</span>"
        return f'<p class="citation" dir="{self.ours}">{inside}</p>' if inside else ""

    def _name(self, name: str, value: str) -> Markup:
        shown = self._named[name, value] = foreign(self._value(name, value, self.language))
        return shown


class _Hits(_Spoken):
    """Writes the hits of a page."""

    def __init__(self, asked: SearchRequest) -> None:
        super().__init__()
        self.asked = asked
        self.before = escape(path_before_id())
        self.trail = escape(in_language(f"?{page_query(asked)}"))  # behind the path of a document
        self.sides = {side: sides(side) for side in ("rtl", "ltr")}
        self.separator = catalogue_of(self.language).separator
        self.untitled, self.choose = t("page.untitled"), t("page.choose")
        self.copy_link, self.link_copied = t("page.copy-link"), t("page.link-copied")
        self.copy_quote, self.quote_copied = t("page.copy-quote"), t("page.quote-copied")
        self.by = escape(label_of(AUTHOR, schema()))

    def item(self, hit: Hit, number: int) -> str:
        """One hit."""
        id, side = id_in_path(hit.id), direction(hit.title)  # percent-encoded, so there is nothing to escape
        path = f"{self.before}{id}"
        opened = self._place(hit, hit.places[0]) if hit.places else f"{path}{self.trail}"
        shown = self._places(hit, path) if hit.places else "".join([self._snippet(one) for one in hit.snippets])
        title = hit.title_html or self.untitled
        return (
            f'<li><article dir="{side}">\n'
            f'  <h2{self.sides[side]}><a href="{opened}"><bdi dir="{side}">{title}</bdi></a></h2>\n'
            '  <div class="line">\n'
            f"    {self.citation(hit, self._authors(hit))}\n{self._similar(hit)}    {self._acts(hit, path, number)}"
            "  </div>\n"
            f"{self._notes(hit)}{shown}"
            "</article></li>\n"
        )

    def _authors(self, hit: Hit) -> str:
        """The first authors, under the name of their field."""
        names = hit.fields.get(AUTHOR, ())
        if not names:
            return ""
        shown = listed([self._named.get((AUTHOR, name)) or self._name(AUTHOR, name) for name in names[:_AUTHORS]])
        return f"<span>{self.by}: {shown}{'…' if len(names) > _AUTHORS else ''}</span>"

    def _similar(self, hit: Hit) -> str:
        if not hit.similar:
            return ""
        address, said = link(self.asked, similar_to=hit.id), t("page.similar", copies=hit.similar)
        return f'    <p class="similar"><a dir="{self.ours}" href="{escape(address)}">{said}</a></p>\n'

    def _acts(self, hit: Hit, path: str, number: int) -> str:
        place = hit.places[0] if hit.places else reader.WHOLE
        cited = escape(displayable(self.separator.join(reader.citation(hit, self.numerals, place, self.language))))
        part = f"?at={hit.places[0].part}" if hit.places else ""
        acts = (
            f'<ul>\n{_original(hit)}  <li class="copies-only"><button class="copy" type="button" data-copy="{path}"'
            f' data-done="{self.link_copied}">{self.copy_link}</button></li>\n'
            f'  <li class="copies-only"><button class="copy" type="button" data-cite="{cited}"'
            f' data-of="{path}{part}" data-done="{self.quote_copied}">{self.copy_quote}</button></li>\n'
            f'  <li><label><input type="checkbox" form="chosen" name="id" value="{escape(hit.id)}">'
            f" {self.choose}</label></li>\n</ul>\n"
        )
        return unfolding(_acts_of(number, self.language, self.numerals), acts, "acts", self.ours)

    def _notes(self, hit: Hit) -> str:
        """Why a hit stands here that the query alone would not have put here."""
        notes = [t("page.pinned")] if hit.pinned else []
        if hit.missing:
            notes.append(t("page.missing", words=listed(map(apart, hit.missing))))
        return "".join(f'  <p class="missing"><bdi dir="{self.ours}">{note}</bdi></p>\n' for note in notes)

    def _snippet(self, snippet: Snippet) -> str:
        return f'<p class="snippet"{self.sides[direction(snippet.text)]}>{snippet.html}</p>'

    def _places(self, hit: Hit, path: str) -> str:
        items = "".join(
            f'  <li><a dir="{self.ours}" href="{self._place(hit, place)}"><span>{_named(place)}</span></a>\n'
            f"    {self._snippet(place.snippet)}</li>\n"
            for place in hit.places
        )
        more = hit.total_places - len(hit.places)
        address, said = f"{path}{self.trail}#places", t("page.more-places", places=more)
        others = f'<p class="more-places"><a dir="{self.ours}" href="{address}">{said}</a></p>\n' if more > 0 else ""
        return f'  <ul class="places-in">\n{items}</ul>\n{others}'

    def _place(self, hit: Hit, place: Place) -> Markup:
        return escape(in_language(place_link(document_path(hit.id), self.asked, place.part, place.hit)))


@lru_cache(2**10)
def _acts_of(number: int, language: str, numerals: str) -> str:
    """What the menu of a hit is called."""
    return f"<span>{t('page.acts', number=number)}</span>"


def _original(hit: Hit) -> str:
    url = hit.value("url")
    host = url and web_address(url)
    if not host:
        return ""
    said = t("page.original-at", host=Markup(f'<bdi dir="ltr">{escape(host)}</bdi>'))
    return f'<li><a href="{escape(url)}" rel="noopener noreferrer nofollow">{said}</a></li>'


def _named(place: Place) -> Markup:
    names = reader.place_of(place)
    return listed(map(foreign, names)) if names else t("page.part-numbered", part=place.part)
