"""The parts of a work as a source gives them: a list of objects with a text and what one cites it by."""

from __future__ import annotations

from typing import Any

from search.model.document import Part
from search.model.field_values import read_values
from search.model.reject import UnfitError
from search.model.schema import TAG, TEXT, Field

PART_KEYS = ("label", "volume", "page", "text")
MOST_PARTS = 50_000  # the longest printed books in Arabic have some 36,000 pages
_FIELDS = {name: Field(name, TEXT if name == "text" else TAG, name, name) for name in PART_KEYS}


def read_parts(given: Any, text: str = "") -> tuple[Part, ...]:
    """The parts that a source gives, those without text left out; a `text` beside them that they do not have is first.

    `{"label"?, "volume"?, "page"?, "text"}` is one of them. Raises `UnfitError`, naming the part by its number from 1.

    >>> read_parts([{"label": "باب الصلاة", "volume": 1, "page": "12", "text": "قال"}, {"page": 13, "text": " "}])
    (Part(label='باب الصلاة', text='قال', volume='1', page='12'),)
    >>> read_parts([{"text": "قال"}], "تقديم")
    (Part(label='', text='تقديم', volume=None, page=None), Part(label='', text='قال', volume=None, page=None))
    """
    if given is None or given != given:  # NaN, as in `read_values`
        return ()
    if not isinstance(given, list):
        raise UnfitError("parts-no-list")
    if len(given) > MOST_PARTS:
        raise UnfitError("many-parts", most=MOST_PARTS)
    parts = tuple(part for number, one in enumerate(given, 1) if (part := _read_part(one, number)).text)
    if text and _letters(text) != "".join(_letters(part.text) for part in parts):
        return (Part("", text), *parts)
    return parts


def _read_part(given: Any, number: int) -> Part:
    if not isinstance(given, dict):
        raise UnfitError("part-no-object", number=number)
    try:
        values = {name: "".join(read_values(_FIELDS[name], given.get(name))) for name in PART_KEYS}
    except UnfitError as error:
        raise UnfitError("bad-part", number=number, reason=error.reason) from None
    return Part(values["label"], values["text"], values["volume"] or None, values["page"] or None)


def _letters(text: str) -> str:
    return "".join(text.split())
