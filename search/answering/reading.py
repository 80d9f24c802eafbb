"""A document as it is read: a part of its text that a page can hold, with the words of a query marked in it.

Nearly every text is one part. A longer one is parted at the ends of paragraphs, and only the part that is looked at is
marked, so a book costs no more than an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.answering.highlighter import Highlighter
from search.answering.hits import display_title
from search.answering.snippets import marked
from search.engines.clauses import Leaf
from search.model.deadline import Deadline
from search.model.document import Document
from search.model.results import Snippet
from search.model.schema import TEXT, Schema


@dataclass(frozen=True, slots=True)
class Reading:
    """The title and a part of the text, marked; `part` is its number, from 1, of `parts`.

    `own_texts` are the texts of own fields, by name, in the order of the schema: they stand with the first part.
    `timed_out`: time ran out before every word was looked at.
    """

    title: Snippet
    text: Snippet
    own_texts: tuple[tuple[str, Snippet], ...]
    part: int
    parts: int
    timed_out: bool


def read(
    document: Document, leaves: Sequence[Leaf], schema: Schema, deadline: Deadline, part: int | None = None
) -> Reading:
    """A part of a document, marked; without a number the first in which anything is to be marked, or else the first."""
    parts = parts_of(document.text, deadline.limits.reader_text)
    finder = Highlighter(leaves, "text", 1, deadline.is_over)
    shown = min(max(part or 1, 1), len(parts)) - 1
    marks = finder.find(parts[shown])
    if not marks and leaves and part is None:
        for number, text in enumerate(parts[1:], 1):
            if deadline.is_over():
                break
            if found := finder.find(text):
                shown, marks = number, found
                break
    own = [field.name for field in schema.own if field.kind == TEXT and document.value(field.name)]
    own_texts = {name: document.searched_text(name)[: deadline.limits.reader_text] for name in own if not shown}
    title = display_title(document)
    return Reading(
        marked(title, Highlighter(leaves, "title", 1, deadline.is_over).find(title)),
        marked(parts[shown], marks),
        tuple(
            (name, marked(text, Highlighter(leaves, name, 1, deadline.is_over).find(text)))
            for name, text in own_texts.items()
        ),
        shown + 1,
        len(parts),
        deadline.cut,
    )


def parts_of(text: str, most: int) -> list[str]:
    """A text in parts of so many characters at most, which end with a paragraph, or else with a word, where they can.

    >>> parts_of("قمة اليوم\\nبين روسيا وكوريا", 14)
    ['قمة اليوم\\n', 'بين روسيا ', 'وكوريا']
    """
    parts = []
    start = 0
    while len(text) - start > most:
        end = next((at + 1 for sign in "\n " if (at := text.rfind(sign, start, start + most)) > start), start + most)
        parts.append(text[start:end])
        start = end
    return [*parts, text[start:]]
