"""What forms of the page send, made into what requests are: days as people write them, more words, empty fields."""

from __future__ import annotations

from datetime import date as Date
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from search.model.days import of_gregorian
from search.query.dates import DateError, read_range
from web.contract.parameters import search_parameters
from web.pages.page_query import fill_in
from web.pages.results import REPAIR
from web.settings import schema

_MOST_KEPT = 50


def tidied(given: MultiDict[str, str]) -> bool:
    """Makes the values of a form those of a request; whether they were others, so that a shorter address says them."""
    before = given.copy()
    given.setdefault("repair", REPAIR)
    fill_in(given)
    if words := given.pop("within", "").strip():
        given["q"] = narrowed(given.get("q", ""), words)
    for name, day in zip(("from", "to"), _days(given.get("from", ""), given.get("to", "")), strict=True):
        if day:
            given[name] = of_gregorian(day.isoformat())
    blank = [name for name, value in before.items(multi=True) if not value]
    empty = bool(blank) and any(parameter.name in blank for parameter in search_parameters(schema()))
    return empty or any(before.get(name) != given.get(name) for name in ("q", "from", "to", "within"))


def kept(query: bytes, wrong: str | None) -> list[tuple[str, str]]:
    """What a form may keep of a query string of which one parameter is wrong: the others, as they came."""
    known = {parameter.name for parameter in search_parameters(schema())} - {"q", "offset", "typing", "repair", wrong}
    pairs = parse_qsl(query.decode("utf-8", "replace"), errors="replace")
    return [(name, value) for name, value in pairs if name in known and value.isprintable()][:_MOST_KEPT]


def narrowed(q: str, words: str) -> str:
    """A query whose answers also hold other words.

    >>> narrowed("قمة", "كوريا"), narrowed("قمة أو لقاء", "كوريا الشمالية")
    ('قمة +كوريا', '(قمة أو لقاء) +(كوريا الشمالية)')
    """
    plain = len(words.split()) == 1 or (words.startswith('"') and words.endswith('"'))
    either = any(word in ("أو", "|", "OR") for word in q.split())
    return f"{f'({q})' if either else q} +{words if plain else f'({words})'}".strip()


def _days(first: str, last: str) -> tuple[Date | None, Date | None]:
    """The first day of one date and the last of another, None for what is no date: it stays, and is refused.

    Turned round (from 2024 to 2023) they are the outer days all the same, which the request puts in order.
    """
    (begin, until), (since, end) = _period(first), _period(last)
    turned = begin and end and begin > end
    return (until, since) if turned and until and since else (begin, end)


def _period(text: str) -> tuple[Date | None, Date | None]:
    try:
        return read_range(text)
    except DateError:
        return None, None
