"""Matches to hits: the document of each, its title and its snippets with the words that matched marked."""

from __future__ import annotations

from search.answering.highlighter import Highlighter
from search.answering.plan import Found, Plan
from search.answering.snippets import best_snippets, marked
from search.engines.base import Match
from search.model.document import Document
from search.model.results import Hit, Snippet
from search.storage.records import iterate_documents

_TITLE_WORDS = 12  # of the text, shown for a document that has no title
_TITLE_CHARACTERS = 500


def hits_of(plan: Plan, found: Found) -> tuple[Hit, ...]:
    """The hits of the matches; those that come when time is over have no snippets."""
    matches = found.result.matches
    documents = iterate_documents(plan.opened.engine, [match.id for match in matches])
    maker = _HitMaker(plan)
    return tuple(
        maker.hit(match, document, with_snippets=not plan.deadline.is_over())
        for match, document in zip(matches, documents, strict=True)
    )


def display_title(document: Document) -> str:
    """The title, or the first words of the text of a document that has none."""
    if document.title:
        return document.title[:_TITLE_CHARACTERS]
    words = document.text[: 8 * _TITLE_CHARACTERS].split(maxsplit=_TITLE_WORDS)
    return " ".join(words[:_TITLE_WORDS])[:_TITLE_CHARACTERS] + ("\u00a0…" if len(words) > _TITLE_WORDS else "")


class _HitMaker:
    """Makes the hits of one search: the words that it marks are the same in all of them."""

    def __init__(self, plan: Plan) -> None:
        request, limits = plan.request, plan.opened.limits
        leaves, is_over = plan.rewritten.marked(request.match), plan.deadline.is_over
        finders = {name: Highlighter(leaves, name, is_over=is_over) for name in plan.opened.schema.texts}
        self._titles, self._texts = finders.pop("title"), finders.pop("text")
        self._others = finders
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
