"""The help page: what may be typed, each way with an example that is tried on this index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock

from flask import Blueprint, render_template

from search.model.deadline import Deadline
from search.model.request import SearchRequest
from web.pages.links import link
from web.service.current_index import index
from web.settings import limits

blueprint = Blueprint("help", __name__)
_COUNTING = Lock()  # of many who ask at once for what nobody has counted yet, one counts and the others do not wait


@dataclass(frozen=True, slots=True)
class Example:
    """One way to ask: the name of what it finds, and a query that shows it."""

    name: str
    q: str
    level: str = "lemma"


# `help.NAME` of the catalogue, of a group and of an example.
EXAMPLES: dict[str, tuple[Example, ...]] = {
    "words": (
        Example("word", "رئيس"),
        Example("two-words", "كوريا الشمالية"),
        Example("question", "متى زار بوتين كوريا الشمالية"),
    ),
    "phrases": (
        Example("phrase", '"كوريا الشمالية"'),
        Example("near", "بوتين قرب/5 كيم"),
    ),
    "combining": (
        Example("without", "روسيا -الصين"),
        Example("required", "اتفاقية +روسيا"),
        Example("either", "(روسيا أو الصين) رئيس"),
        Example("phrase-without", '"كوريا الشمالية" بدون "كوريا الجنوبية"'),
    ),
    "parts": (
        Example("prefix", "كور*"),
        Example("fuzzy", "بوتيم~"),
    ),
    "levels": (
        Example("root", "جذر:رأس"),
        Example("exact", "=رئيس"),
        Example("letters", '="إن"'),
        Example("vocalised", "أنّ", "vocalised"),
    ),
    "fields": (
        Example("in-title", "عنوان:بوتين"),
        Example("date", "بوتين تاريخ:حزيران 2024"),
        Example("range", "بوتين تاريخ:من 2023 إلى 2024"),
        Example("hijri", "بوتين تاريخ:1445"),
    ),
}


@blueprint.get("/help")
def show() -> str:
    """The page; each example says how many documents it finds here, where that is known or there is time to count."""
    counts = _COUNTING.acquire(blocking=False)
    try:
        deadline = Deadline(limits() if counts else replace(limits(), soft_ms=0))
        groups = [(name, [_try(example, deadline) for example in group]) for name, group in EXAMPLES.items()]
    finally:
        if counts:
            _COUNTING.release()
    return render_template("help.html", groups=groups)


def _try(example: Example, deadline: Deadline) -> tuple[Example, str, int | None]:
    asked = SearchRequest(example.q, level=example.level)
    return example, link(asked), index().total(asked, deadline)
