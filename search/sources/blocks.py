"""The blocks of a text that is marked up, headings and paragraphs, and the parts of a work that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from search.model.document import Part

_FEW_HEADINGS = 2


class Block(NamedTuple):
    """A line of text; `level` is that of a heading, 0 for none. `links` is how many of its letters lead elsewhere.

    `aside`: it stands in the text and is none of it, as links to other articles are. `page`: it has no text, and
    begins a printed page of this number.
    """

    text: str
    level: int = 0
    links: int = 0
    aside: bool = False
    page: str = ""


def lines(blocks: Iterable[Block]) -> str:
    """The text of the blocks, one a line."""
    return "\n".join(block.text for block in blocks if block.text)


def chapters(blocks: list[Block]) -> tuple[Part, ...]:
    """A part for every heading with what follows it; none where there are not two headings.

    >>> [(part.label, part.text) for part in chapters([Block("أ"), Block("ب", 1), Block("قال"), Block("ج", 1)])]
    [('', 'أ'), ('ب', 'ب\\nقال'), ('ج', 'ج')]
    """
    if sum(block.level > 0 for block in blocks) < _FEW_HEADINGS:
        return ()
    return tuple(pages(blocks))


def pages(blocks: Iterable[Block], label: str = "") -> Iterator[Part]:
    """A part for every printed page, and for every chapter that begins on one; those before the first have no number.

    Of headings that follow one another the last names the chapter.

    >>> [(part.label, part.page) for part in pages([Block("أ", 1), Block("", page="2"), Block("ب"), Block("ج", 1)])]
    [('أ', None), ('أ', '2'), ('ج', '2')]
    """
    page: str | None = None
    some: list[Block] = []
    for block in blocks:
        if some and (block.page or (block.level and not some[-1].level)):
            yield Part(label, lines(some), page=page)
            some = []
        page = block.page or page
        label = block.text if block.level else label
        if block.text:
            some.append(block)
    if some:
        yield Part(label, lines(some), page=page)
