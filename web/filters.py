"""The links that narrow, order and leaf through an answer: each is the request with one thing changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from search.hits import Page
from search.request import SearchRequest
from web import params

SORTS = {"relevance": "الأوثق صلة", "newest": "الأحدث"}
MATCHES = {"auto": "الأنسب", "all": "كل الكلمات", "any": "أيّ كلمة منها"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to another answer; `active` when it is the one shown."""

    label: str
    url: str
    active: bool = False
    count: int | None = None


def link(asked: SearchRequest, **changes: Any) -> str:
    """The page of a request with some fields changed; back at its first hit unless `offset` is given."""
    return f"{url_for('pages.home')}?{params.canonical(asked, **{'offset': 0, **changes})}"


def facets(asked: SearchRequest, page: Page) -> list[tuple[str, list[Choice]]]:
    """Each facet that can narrow the answer, with its values; how many of the words are needed is one."""
    groups = [
        ("المصدر", _values(asked, page, "source", "sources")),
        ("التصنيف", _values(asked, page, "category", "categories")),
        ("السنة", _years(asked, page)),
    ]
    groups = [(name, choices) for name, choices in groups if _narrows(choices, page.total)]
    if len(asked.q.split()) > 1:
        matches = [Choice(name, link(asked, match=match), match == asked.match) for match, name in MATCHES.items()]
        groups.append(("الكلمات المطلوبة", matches))
    return groups


def orders(asked: SearchRequest) -> list[Choice]:
    """The orders of the hits."""
    return [Choice(name, link(asked, sort=sort), sort == asked.sort) for sort, name in SORTS.items()]


def chips(asked: SearchRequest, written_date: Any) -> list[Choice]:
    """What narrows the answer now; each link takes one away."""
    found = [Choice(value, link(asked, sources=_toggled(asked.sources, value))) for value in asked.sources]
    found += [Choice(value, link(asked, categories=_toggled(asked.categories, value))) for value in asked.categories]
    if asked.date_from:
        found.append(Choice(f"من {written_date(asked.date_from)}", link(asked, date_from=None)))
    if asked.date_to:
        found.append(Choice(f"إلى {written_date(asked.date_to)}", link(asked, date_to=None)))
    if asked.match != "auto":
        found.append(Choice(MATCHES[asked.match], link(asked, match="auto")))
    if asked.level != "lemma":
        found.append(Choice("الكلمة بلفظها", link(asked, level="lemma")))
    return found


def unfiltered(asked: SearchRequest) -> str:
    """The same query with nothing narrowing it."""
    return link(SearchRequest(asked.q, sort=asked.sort, limit=asked.limit))


def _values(asked: SearchRequest, page: Page, facet: str, field: str) -> list[Choice]:
    chosen: tuple[str, ...] = getattr(asked, field)
    choices = []
    for bucket in page.facets.get(facet, ()):
        url = link(asked, **{field: _toggled(chosen, bucket.value)})
        choices.append(Choice(bucket.value, url, bucket.value in chosen, bucket.count))
    return choices


def _years(asked: SearchRequest, page: Page) -> list[Choice]:
    choices = []
    for bucket in page.facets.get("year", ()):
        first, last = f"{bucket.value}-01-01", f"{bucket.value}-12-31"
        active = (asked.date_from, asked.date_to) == (first, last)
        changed = {"date_from": None, "date_to": None} if active else {"date_from": first, "date_to": last}
        choices.append(Choice(bucket.value, link(asked, **changed), active, bucket.count))
    return choices


def _narrows(choices: list[Choice], total: int) -> bool:
    return any(choice.active or (choice.count or 0) < total for choice in choices)


def _toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(kept for kept in values if kept != value) if value in values else (*values, value)
