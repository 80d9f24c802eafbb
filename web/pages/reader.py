"""A document made ready for reading: its paragraphs with the places of the query numbered, its citation, its kin."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice

import search
from search.analysis import tokenize
from search.model.document import Document
from search.model.request import SearchRequest
from search.model.results import Hit, Snippet
from search.model.schema import TAG, TEXT, Field, Schema
from web.pages import arabic, filters
from web.pages.texts import page_language

_RUN = re.compile("<mark>[^<]*</mark>(?: <mark>[^<]*</mark>)*")
_CITED = ("url", "date", "source", "category")
_TITLE_WORDS = 12
_KIN = 5
_KIN_SHARE = 0.4  # of the document's own score for its title: below it, documents share a word, not a subject


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text as HTML, and its direction."""

    direction: str
    html: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a document: its name for a reader, and its values, each with a link to the documents that share it."""

    label: str
    kind: str
    values: tuple[tuple[str, str | None], ...]


def entries(document: Document, schema: Schema) -> list[Entry]:
    """The fields of a document that are read beside its text; what a citation has, and texts, are not among them."""
    shown = [field for field in schema.fields if field.kind != TEXT and field.name not in _CITED]
    return [
        Entry(field.label(page_language()), field.kind, tuple((v, _sharing(field, v)) for v in values))
        for field in shown
        if (values := document.values(field.name))
    ]


def _sharing(field: Field, value: str) -> str | None:
    narrows = field.kind == TAG and field.filter and '"' not in value  # which a query would end at
    return filters.link(SearchRequest(f'{field.name}:"{value}"')) if narrows else None


def paragraphs(text: Snippet, current: int, before: int = 0) -> tuple[list[Paragraph], int]:
    """The lines of a text and how many places are marked up to its end; `before` it there were so many.

    Words that follow one another are one place; each is numbered (`hit-3`), and the `current` one is told apart.
    """
    count = before

    def number(run: re.Match[str]) -> str:
        nonlocal count
        count += 1
        here = ' class="here"' if count == current else ""
        first, rest = run[0][:5], run[0][5:].replace("<mark>", f'<mark data-hit="{count}"{here}>')
        return f'{first} id="hit-{count}" data-hit="{count}"{here}{rest}'

    lines = zip(text.text.split("\n"), text.html.split("\n"), strict=True)
    shown = [Paragraph(arabic.direction(plain), _RUN.sub(number, html)) for plain, html in lines if plain.strip()]
    return shown, count


def sections(texts: list[tuple[str, Snippet]], current: int) -> tuple[list[tuple[str, list[Paragraph]]], int]:
    """Texts by their headings as lines, and how many places are marked in all of them."""
    shown, places = [], 0
    for heading, text in texts:
        lines, places = paragraphs(text, current, places)
        shown.append((heading, lines))
    return [(heading, lines) for heading, lines in shown if lines], places


def without_marks(text: Snippet) -> Snippet:
    """The same text without tashkeel; the places of its marks are not kept, its HTML has them."""
    return Snippet(arabic.without_marks(text.text), arabic.without_marks(text.html), ())


def citation(document: Document, numerals: str) -> list[str]:
    """The parts by which one cites the document: title, source, date; each has a direction of its own.

    >>> citation(Document.of("1", "عنوان", date="2024-06-19", source="صحيفة"), "latn")
    ['«عنوان»', 'صحيفة', '19 يونيو 2024 (13 ذو الحجة 1445 هـ)']
    """
    parts = [f"«{document.title}»" if document.title else "", document.value("source") or ""]
    if document.date:
        hijri = arabic.hijri_date(document.date, numerals)
        parts.append(arabic.written_date(document.date, numerals) + (f" ({hijri})" if hijri else ""))
    return [part for part in parts if part]


def kin(index: search.Index, document: Document) -> tuple[list[Hit], list[Hit]]:
    """The near-duplicates of a document, and others on its subject.

    On its subject are those that the words of its title find nearly as surely as itself.
    """
    words = [token.text.lower() for token in islice(tokenize(document.title), _TITLE_WORDS)]
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
