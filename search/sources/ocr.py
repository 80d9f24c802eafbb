"""What OCR engines read, whatever they write it as: pages of lines of words, each with its place and a confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from search.model.document import Part
from search.model.reject import UnfitError
from search.sources.assembly import Found, assemble
from search.sources.quality import LOW
from search.sources.source import Source, SourceItem

_ARABIC = re.compile("[\u0621-\u064a]")
LEAST_CONFIDENCE = 60  # of 100, on the average; below it half of the words are wrong


class Word(NamedTuple):
    """A word, how far it stands from the left, and how sure the engine is of it, of 100."""

    text: str
    left: int | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `begins` a paragraph."""

    words: list[Word]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its number."""

    number: str
    lines: list[Line]


def document(source: Source, pages: list[Page], encoding: str) -> Iterator[SourceItem]:
    """The one document of a file; its confidence is the mean of all words. Raises `UnfitError` without words."""
    words = [word for page in pages for line in page.lines for word in line.words if word.text.strip()]
    if not words:
        raise UnfitError("no-text")
    sure = [word.confidence for word in words if word.confidence is not None]
    values: dict[str, object] = {}
    if sure:
        confidence = round(sum(sure) / len(sure))
        values["confidence"] = confidence
        if confidence < LEAST_CONFIDENCE:
            values["quality"] = LOW
            yield source.reject("unsure-ocr", warning=True, percent=confidence)
    parts = tuple(Part("", _text(page), page=page.number) for page in pages)
    if len(parts) > 1:
        yield from assemble(source, Found(parts=parts, values=values, encoding=encoding))
    else:
        yield from assemble(source, Found(text=parts[0].text, values=values, encoding=encoding))


def _text(page: Page) -> str:
    """The text of a page, a paragraph a line."""
    backwards = _is_backwards(page)
    paragraphs: list[list[str]] = [[]]
    for line in page.lines:
        if line.begins:
            paragraphs.append([])
        words = [word.text.strip() for word in line.words if word.text.strip()]
        paragraphs[-1] += reversed(words) if backwards else words
    return "\n".join(" ".join(words) for words in paragraphs if words)


def _is_backwards(page: Page) -> bool:
    """Whether the words of Arabic lines come from left to right, as some engines write them: the last is read first."""
    rising = falling = 0
    for line in page.lines:
        places = [word.left for word in line.words if word.left is not None and _ARABIC.search(word.text)]
        for one, next_one in pairwise(places):
            rising += one < next_one
            falling += one > next_one
    return rising > falling
