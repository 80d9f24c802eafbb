"""What forms of the page send, made into what requests are: days as people write them, more words, empty fields."""

from __future__ import annotations

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
    for name, end in (("from", 0), ("to", -1)):
        if given.get(name):
            given[name] = _day(given[name], end)
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


def _day(text: str, end: int) -> str:
    """The first or last day of what is written, as a parameter has it; what is no date stays, and is refused."""
    try:
        day = read_range(text)[end]
    except DateError:
        return text
    return of_gregorian(day.isoformat()) if day else text
