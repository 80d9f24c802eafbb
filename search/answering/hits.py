"""Matches to hits: the document of each, its title and its snippets with the words that matched marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search.answering.found import Found, missing
from search.answering.highlighter import Highlighter
from search.answering.places import best_places
from search.answering.plan import Plan
from search.answering.snippets import best_place, best_snippets, marked
from search.answering.text_words import Mark, marks_by_part
from search.answering.titles import title_of
from search.engines.base import Match
from search.engines.clauses import Clause
from search.model.document import Document, Part
from search.model.results import Hit, Place, Snippet
from search.storage.records import Stored


def hits_of(plan: Plan, found: Found) -> tuple[Hit, ...]:
    """The hits of the matches; those that come when time is over have no snippets and no places."""
    matches = found.result.matches
    # All before the first hit is made: between two hits the processor would forget the dictionary of the records.
    stored = [*plan.opened.records.fetch([match.key for match in matches])]
    maker, lacking = _HitMaker(plan, found.clause), missing(plan, found)
    return tuple(
        maker.hit(match, one, lacking.get(match.key, ()), with_snippets=not plan.deadline.is_over())
        for match, one in zip(matches, stored, strict=True)
    )


def pinned_hits(plan: Plan, found: Found, matches: Sequence[Match]) -> tuple[Hit, ...]:
    """The hits of documents that are pinned to a query, with what of it is in them marked."""
    if not matches:
        return ()
    stored = plan.opened.records.fetch([match.key for match in matches])
    maker = _HitMaker(plan, found.clause)
    return tuple(
        replace(maker.hit(match, one, (), with_snippets=not plan.deadline.is_over()), pinned=True)
        for match, one in zip(matches, stored, strict=True)
    )


class _HitMaker:
    """Makes the hits of one search: the words that it marks are the same in all of them."""

    def __init__(self, plan: Plan, clause: Clause) -> None:
        request, limits = plan.request, plan.opened.limits
        leaves, is_over = plan.rewritten.marked(request.match), plan.deadline.is_over
        self._texts = Highlighter(leaves, "text", is_over=is_over)
        others = (name for name in plan.opened.schema.texts if name != "text")
        self._others = {name: Highlighter(leaves, name, 0, is_over, self._texts) for name in others}
        self._titles = self._others.pop("title")
        self._plan = plan
        self._clause = clause
        self._snippets = limits.snippets if request.snippets is None else request.snippets
        self._characters = request.snippet_characters or limits.snippet_characters
        self._searched = limits.snippet_text

    def hit(self, match: Match, stored: Stored, lacking: tuple[str, ...], with_snippets: bool) -> Hit:
        """The hit of a match and what is stored of it: of a work in parts its places, and snippets of the best."""
        named = title_of(self._first(stored))
        title, titles = named.text, self._texts if named.end else self._titles  # by the field that has its words
        marks = titles.find(title)
        snippets: tuple[Snippet, ...] = ()
        places: tuple[Place, ...] = ()
        total = 0
        if with_snippets and self._snippets:
            best, total = self._best_parts(stored)
            document = best[0].document
            text = document.searched_text("text")
            found = self._texts.find(text[: self._searched])
            if not (found or marks):
                snippets = self._of_other_texts(document)
            if not (found or marks or snippets):
                marks = titles.find_thoroughly(title)
                found = self._texts.find_thoroughly(text[: self._searched])
            first = best[0].number == 1
            line = text.partition("\n")[0]
            said = named.end or (len(line) if line.strip() == title.strip() else 0)  # many texts say their title again
            snippets = snippets or self._behind(text, found, said if first else 0)
            places = tuple(self._place(one) for one in best) if total else ()
            if document.parts:
                places, total = self._places_inside(document, found)
        shown = marked(title, marks)
        fields = stored.document.shown_fields
        return Hit(
            match.id, shown.text, shown.html, match.score, snippets, fields, match.similar, places, total, lacking
        )

    def _behind(self, text: str, marks: list[Mark], title: int) -> tuple[Snippet, ...]:
        """The snippets of a text behind the place where the title that it begins with ends."""
        start = len(text) - len(text[title:].lstrip()) if title else 0
        return best_snippets(text, marks, self._snippets, self._characters, start)

    def _first(self, stored: Stored) -> Document:
        """What has the title of a document, or its first words."""
        if stored.number == 1 or stored.document.title:
            return stored.document
        return self._plan.opened.records.documents([stored.document.id])[0]

    def _best_parts(self, stored: Stored) -> tuple[list[Stored], int]:
        """The best parts of a document that are places, and how many there are; else the one that is stored."""
        if stored.count == 1:
            return [stored], 0
        opened, id = self._plan.opened, stored.document.id
        found = best_places(self._plan, self._clause, opened.engine.digests([id])[id], opened.limits.places)
        return [*opened.records.fetch([match.key for match in found.matches])] or [stored], found.total

    def _place(self, stored: Stored) -> Place:
        """The place that a stored part is."""
        text = stored.document.searched_text("text")
        return self._cited(
            stored.number, stored.part, text, self._texts.find(text) or self._texts.find_thoroughly(text)
        )

    def _places_inside(self, document: Document, marks: list[Mark]) -> tuple[tuple[Place, ...], int]:
        """The best places of a document that is indexed whole and has parts all the same, and how many there are."""
        by_part = dict(enumerate(marks_by_part(document, marks), 1))
        found = [number for number, held in by_part.items() if held]
        found.sort(key=lambda number: (-len({mark.term for mark in by_part[number]}), -len(by_part[number])))
        best = ((number, document.parts[number - 1]) for number in found[: self._plan.opened.limits.places])
        return tuple(self._cited(number, part, part.text, by_part[number]) for number, part in best), len(found)

    def _cited(self, number: int, part: Part, text: str, marks: list[Mark]) -> Place:
        snippet, place = best_place(text, marks, self._characters)
        return Place(number, part.label, part.volume, part.page, snippet, place)

    def _of_other_texts(self, document: Document) -> tuple[Snippet, ...]:
        """The snippets of the first own text field in which words match."""
        for name, highlighter in self._others.items():
            text = document.searched_text(name)[: self._searched]
            if marks := highlighter.find(text):
                return best_snippets(text, marks, self._snippets, self._characters)
        return ()
