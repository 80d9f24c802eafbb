"""A document made ready for reading: its paragraphs with the places of the query numbered, its citation, its kin."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, islice, pairwise

import search
from search.analysis import tokenize
from search.answering.reading import Reading
from search.answering.titles import title_of
from search.model.document import Document, Part
from search.model.request import SearchRequest
from search.model.results import Hit, Place, Snippet
from search.model.schema import TAG, TEXT, Field, Schema
from web.pages import arabic, filters
from web.pages.languages import page_language
from web.pages.links import link
from web.pages.texts import text
from web.settings import site

_RUN = re.compile("<mark>[^<]*</mark>(?: <mark>[^<]*</mark>)*")
_CITED = ("url", "date", "source", "category")
_OF_THE_FILE = ("encoding", "furniture")  # for whoever runs the site
_TITLE_WORDS = 12
_TEXT_WORDS = 40  # of a text without a title, of which the most telling are searched for
_BEGINNING = 1_000
_MOST_SECTIONS = 200  # of the contents, and _AROUND on either side: some 30 KB of the page
_AROUND = 20
_MOST_PLACES = 100
_KIN = 5
_KIN_SHARE = 0.4  # of the document's own score for its title: below it, documents share a word, not a subject


WHOLE = Part("", "")  # what a document without parts is cited by


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text as HTML, and its direction; `aside` when it is furniture of a site."""

    direction: str
    html: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a document: its name for a reader, and its values, each with a link to the documents that share it."""

    label: str
    kind: str
    values: tuple[tuple[str, str | None], ...]


def entries(document: Document, schema: Schema) -> list[Entry]:
    """The fields of a document that are read beside its text; what a citation has, and texts, are not among them."""
    shown = [field for field in schema.fields if field.kind != TEXT and field.name not in (*_CITED, *_OF_THE_FILE)]
    return [
        Entry(
            site().label(field.name, page_language()) or field.label(page_language()),
            field.kind,
            tuple((filters.shown_value(field.name, value), sharing(field, value)) for value in values),
        )
        for field in shown
        if (values := document.values(field.name))
    ]


def sharing(field: Field, value: str) -> str | None:
    """The page of all documents that share a value of a field; None where a query cannot name it."""
    narrows = field.kind == TAG and field.filter and '"' not in value  # which a query would end at
    return link(SearchRequest(f'{field.name}:"{value}"')) if narrows else None


def paragraphs(
    shown_text: Snippet, current: int, before: int = 0, furniture: Collection[int] = ()
) -> tuple[list[Paragraph], int]:
    """The lines of a text and how many places are marked up to its end; `before` it there were so many.

    `furniture` has the numbers of the lines that are none of the text.
    Words that follow one another are one place; each is numbered (`hit-3`), and the `current` one is told apart.
    """
    count = before

    def number(run: re.Match[str]) -> str:
        nonlocal count
        count += 1
        here = ' class="here"' if count == current else ""
        first, rest = run[0][:5], run[0][5:].replace("<mark>", f'<mark data-hit="{count}"{here}>')
        return f'{first} id="hit-{count}" data-hit="{count}"{here}{rest}'

    lines = zip(shown_text.text.split("\n"), shown_text.html.split("\n"), strict=True)
    shown = [
        Paragraph(arabic.direction(plain), _RUN.sub(number, html), line in furniture)
        for line, (plain, html) in enumerate(lines)
        if plain.strip()
    ]
    return shown, count


Runs = list[tuple[bool, list[Paragraph]]]  # lines one after another, and whether they are furniture


def sections(
    texts: list[tuple[str, Snippet]], current: int, furniture: Collection[int] = ()
) -> tuple[list[tuple[str, Runs]], int]:
    """Texts by their headings as runs of lines, and how many places are marked in all of them.

    `furniture` has the numbers of the lines of the last that are none of it.
    """
    shown, places = [], 0
    for number, (heading, one) in enumerate(texts, 1):
        lines, places = paragraphs(one, current, places, furniture if number == len(texts) else ())
        shown.append((heading, [(aside, [*run]) for aside, run in groupby(lines, key=lambda line: line.aside)]))
    return [(heading, runs) for heading, runs in shown if runs], places


def summary(texts: list[tuple[str, Snippet]], furniture: Collection[int], most: int) -> str:
    """How texts begin, the last first, in whole words of so many characters, without the `furniture` of the last."""
    lines = texts[-1][1].text[: 2 * most].split("\n")
    own = [one.text[: 2 * most] for _, one in texts[-2::-1]]
    kept = (line for number, line in enumerate(lines) if number not in furniture)
    beginning = " ".join(" ".join((*kept, *own)).split())
    return beginning if len(beginning) <= most else f"{beginning[:most].rpartition(' ')[0] or beginning[:most]}…"


def without_marks(shown_text: Snippet) -> Snippet:
    """The same text without tashkeel; the places of its marks are not kept, its HTML has them."""
    return Snippet(arabic.without_marks(shown_text.text), arabic.without_marks(shown_text.html), ())


def citation(document: Document | Hit, numerals: str, part: Part | Place = WHOLE, language: str = "ar") -> list[str]:
    """The parts by which one cites the document, or a part of it: title, where in it, source, date.

    Each has a direction of its own.

    >>> citation(Document.of("1", "عنوان", date="2024-06-19", source="صحيفة"), "latn", Part("باب", "", "2", "٣٤"))
    ['«عنوان»', 'باب', 'ج 2', 'ص ٣٤', 'صحيفة', '19 يونيو 2024 (13 ذو الحجة 1445 هـ)']
    """
    parts = [f"«{document.title}»" if document.title else "", *place_of(part), document.value("source") or ""]
    if date := document.value("date"):
        parts.append(_both_dates(date, numerals, language))
    return [part for part in parts if part]


@lru_cache(2**10)
def _both_dates(iso: str, numerals: str, language: str) -> str:
    hijri = arabic.hijri_date(iso, numerals, language)
    return arabic.written_date(iso, numerals, language) + (f" ({hijri})" if hijri else "")


def hit_citation(hit: Hit, numerals: str) -> list[str]:
    """The parts by which one cites a hit, a work at its best place."""
    return citation(hit, numerals, hit.places[0] if hit.places else WHOLE, page_language())


def place_of(part: Part | Place) -> list[str]:
    """What a part is cited by: its label, its volume, its page, as far as it has them.

    >>> place_of(Part("باب الصلاة", "", page="12"))
    ['باب الصلاة', 'ص 12']
    """
    volume = text("page.volume", volume=part.volume) if part.volume else ""
    page = text("page.page-of-book", page=part.page) if part.page else ""
    return [one for one in (part.label, volume, page) if one]


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the contents: what a chapter, or a page, is called, its first part, and whether one reads in it."""

    names: tuple[str, ...]
    part: int
    current: bool


def contents(reading: Reading) -> list[Section]:
    """The chapters of a work, the pages of one without; of very many those round the part that is read, and some."""
    starts = [
        (number, part)
        for number, (before, part) in enumerate(pairwise((None, *reading.outline)), 1)
        if part and (before is None or _chapter(part) != _chapter(before))
    ]
    here = max((at for at, (number, _) in enumerate(starts) if number <= reading.part), default=0)
    step = -(-len(starts) // _MOST_SECTIONS)
    return [
        Section(tuple(place_of(part)), number, at == here)
        for at, (number, part) in enumerate(starts)
        if (at % step == 0 or abs(at - here) <= _AROUND) and place_of(part)
    ]


def _chapter(part: Part) -> tuple[str | None, ...]:
    return (part.label, part.volume) if part.label else ("", part.volume, part.page)


def places_around(reading: Reading) -> list[tuple[int, list[str]]]:
    """The parts with places of the query, by number, and what they are cited by; of very many those round this one."""
    at = bisect_left(reading.found, reading.part)
    first = max(0, min(at - _MOST_PLACES // 2, len(reading.found) - _MOST_PLACES))
    return [(number, place_of(reading.outline[number - 1])) for number in reading.found[first : first + _MOST_PLACES]]


def kin(index: search.Index, document: Document) -> tuple[list[Hit], list[Hit]]:
    """The near-duplicates of a document, and others on its subject.

    On its subject are those that the words of its title, or of its beginning where it has none, find nearly as surely
    as itself.
    """
    beginning = document.title or document.searched_text("text")[title_of(document).start : _BEGINNING]
    most = _TITLE_WORDS if document.title else _TEXT_WORDS
    words = [token.text.lower() for token in islice(tokenize(beginning), most)]
    asked = SearchRequest(
        " ".join(words)[: index.settings.limits.query_characters], match="any", limit=_KIN + 1, facets=(), snippets=0
    )
    copies = [hit for hit in _hits(index, replace(asked, similar_to=document.id)) if hit.id != document.id]
    found = _hits(index, asked)
    least = _KIN_SHARE * max((hit.score for hit in found), default=0)
    known = {document.id, *(hit.id for hit in copies)}
    return copies[:_KIN], [hit for hit in found if hit.id not in known and hit.score >= least][:_KIN]


def _hits(index: search.Index, asked: SearchRequest) -> tuple[Hit, ...]:
    return index.run(asked, suggests=False).hits
