"""Matches to hits: the document of each, its title and its snippets with the words that matched marked."""

from __future__ import annotations

from search.answering.highlighter import Highlighter
from search.answering.plan import Found, Plan
from search.answering.snippets import best_snippets, marked
from search.engines.base import Match
from search.engines.clauses import Leaf
from search.model.document import Document
from search.model.limits import Limits
from search.model.request import SearchRequest
from search.model.results import Hit, Snippet
from search.model.schema import Schema
from search.storage.records import fetch_documents

_TITLE_WORDS = 12  # of the text, shown for a document that has no title
_TITLE_CHARACTERS = 500


def hits_of(plan: Plan, found: Found) -> tuple[tuple[Hit, ...], bool]:
    """The hits of the matches, and whether time ran out before all had snippets."""
    matches, limits = found.result.matches, plan.opened.limits
    documents = {one.id: one for one in fetch_documents(plan.opened.engine, [match.id for match in matches])}
    maker = _HitMaker(plan.rewritten.marked(plan.request.match), plan.request, limits, plan.opened.schema)
    hits = []
    timed_out = False
    for match in matches:
        timed_out = timed_out or plan.elapsed_ms > limits.hard_ms
        hits.append(maker.hit(match, documents[match.id], with_snippets=not timed_out))
    return tuple(hits), timed_out


def display_title(document: Document) -> str:
    """The title, or the first words of the text of a document that has none."""
    if document.title:
        return document.title[:_TITLE_CHARACTERS]
    words = document.text[: 8 * _TITLE_CHARACTERS].split(maxsplit=_TITLE_WORDS)
    return " ".join(words[:_TITLE_WORDS])[:_TITLE_CHARACTERS] + ("\u00a0…" if len(words) > _TITLE_WORDS else "")


class _HitMaker:
    """Makes the hits of one search: the words that it marks are the same in all of them."""

    def __init__(self, leaves: list[Leaf], request: SearchRequest, limits: Limits, schema: Schema) -> None:
        self._titles, self._texts = Highlighter(leaves, "title"), Highlighter(leaves, "text")
        self._others = {name: Highlighter(leaves, name) for name in schema.texts if name not in ("title", "text")}
        self._snippets = limits.snippets if request.snippets is None else request.snippets
        self._characters = request.snippet_characters or limits.snippet_characters
        self._searched = limits.snippet_text

    def hit(self, match: Match, document: Document, with_snippets: bool) -> Hit:
        """The hit of a match and its document."""
        title = display_title(document)
        marks = self._titles.find(title)
        snippets: tuple[Snippet, ...] = ()
        if with_snippets and self._snippets:
            text = document.text[: self._searched]
            found = self._texts.find(text)
            if not (found or marks):
                snippets = self._of_other_texts(document)
            if not (found or marks or snippets):
                marks, found = self._titles.find_thoroughly(title), self._texts.find_thoroughly(text)
            snippets = snippets or best_snippets(document.text, found, self._snippets, self._characters)
        shown = marked(title, marks)
        return Hit(match.id, shown.text, shown.html, match.score, snippets, document.fields, match.similar)

    def _of_other_texts(self, document: Document) -> tuple[Snippet, ...]:
        """The snippets of the first own text field in which words match."""
        for name, highlighter in self._others.items():
            text = document.searched_text(name)[: self._searched]
            if marks := highlighter.find(text):
                return best_snippets(text, marks, self._snippets, self._characters)
        return ()
