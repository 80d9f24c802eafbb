"""A document as it is read: one of its parts, with the words of a query marked in it, and where else they are.

Only the part that is looked at is fetched and marked, so a book costs no more than an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.answering.found import find
from search.answering.highlighter import Highlighter
from search.answering.places import best_places, parts_found
from search.answering.plan import Plan
from search.answering.snippets import count_places, marked
from search.answering.text_words import marks_by_part
from search.answering.titles import title_of
from search.engines.clauses import Leaf
from search.model.document import Document, Part, PartKey
from search.model.results import Snippet
from search.model.schema import TEXT
from search.storage.records import Stored


@dataclass(frozen=True, slots=True)
class Reading:
    """The title and a part of the text, marked; `part` is its number, from 1, and `outline` all parts without texts.

    `document` has the fields of the whole and the text of the part. `own_texts` are the texts of own fields, by name,
    in the order of the schema: they stand with the first part. `found`: the numbers of the parts with places of the
    query; `last_before`: the number of the last place in the one before this. `furniture`: the numbers of the lines of
    the text, from 0, that are none of it. `timed_out`: time ran out before every word was looked at.
    """

    document: Document
    title: Snippet
    text: Snippet
    furniture: frozenset[int]
    own_texts: tuple[tuple[str, Snippet], ...]
    part: int
    outline: tuple[Part, ...]
    found: tuple[int, ...]
    last_before: int
    timed_out: bool

    @property
    def before(self) -> int | None:
        """The number of the part with places that comes before this one."""
        return next((number for number in reversed(self.found) if number < self.part), None)

    @property
    def after(self) -> int | None:
        """The number of the part with places that comes after this one."""
        return next((number for number in self.found if number > self.part), None)


class Reader:
    """Reads one document with one query, whose `leaves` are marked; `plan` finds its places in this document only."""

    def __init__(self, plan: Plan, leaves: Sequence[Leaf], first: Stored) -> None:
        self._plan = plan
        self._leaves = leaves
        self._first = first
        self._texts = Highlighter(leaves, "text", 1, plan.deadline.is_over)

    def read(self, part: int | None) -> Reading:
        """A part of the document; without a number the best of those with places, or else the first."""
        found, best = self._found()
        outline = self._outline()
        shown = min(max(part or best, 1), max(1, len(outline)))
        piece = self._piece(shown)
        document, limits = replace(self._first.document, text=piece.text, parts=()), self._plan.opened.limits
        own = [f.name for f in self._plan.opened.schema.own if f.kind == TEXT and document.value(f.name) and shown == 1]
        title = title_of(self._first.document)
        before = max((number for number in found if number < shown), default=None)
        return Reading(
            document,
            self._marked("text" if title.end else "title", title.text),
            marked(piece.text, self._texts.find(piece.searched_text("text"))),
            _lines_of_furniture(piece),
            tuple((name, self._marked(name, document.searched_text(name)[: limits.reader_text])) for name in own),
            shown,
            outline,
            tuple(found),
            self._count(before) if before else 0,
            self._plan.deadline.cut,
        )

    def _marked(self, name: str, text: str) -> Snippet:
        return marked(text, Highlighter(self._leaves, name, 1, self._plan.deadline.is_over).find(text))

    def _outline(self) -> tuple[Part, ...]:
        if self._first.count > 1:
            return tuple(one.part for one in self._first.outline)
        return tuple(replace(part, text="") for part in self._first.document.parts)

    def _found(self) -> tuple[list[int], int]:
        """The numbers of the parts with places, and the best of them, or 1."""
        document = self._first.document
        if not self._leaves:
            return [], 1
        if self._first.count == 1:
            by_part = marks_by_part(document, self._texts.find(document.text)) if document.parts else []
            found = [number for number, marks in enumerate(by_part, 1) if marks]
            return found, max(found, key=lambda number: len({mark.term for mark in by_part[number - 1]}), default=1)
        engine = self._plan.opened.engine
        digest = engine.digests([document.id])[document.id]
        clause = find(self._plan, self._plan.count_window).clause
        best = best_places(self._plan, clause, digest, 1).matches
        return parts_found(self._plan, clause, digest), best[0].part if best else 1

    def _piece(self, number: int) -> Document:
        """The document with the text of a part, and the furniture of that."""
        first = self._first
        if first.count > 1 and number > 1:
            key = str(PartKey(first.document.id, number))
            return next(self._plan.opened.records.fetch([key])).document
        parts = first.document.parts
        return replace(first.document, text=parts[number - 1].text, parts=()) if parts else first.document

    def _count(self, number: int) -> int:
        """How many places a part has."""
        text = self._piece(number).searched_text("text")
        return count_places(text, self._texts.find(text))


def _lines_of_furniture(document: Document) -> frozenset[int]:
    """The numbers of the lines that are furniture."""
    ranges = document.furniture
    found = []
    start = 0
    for number, line in enumerate(document.text.split("\n") if ranges else ()):
        if any(first <= start < end for first, end in ranges):
            found.append(number)
        start += len(line) + 1
    return frozenset(found)
