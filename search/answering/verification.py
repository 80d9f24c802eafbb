"""Looks at the stored text of documents for what the terms of an index cannot tell: nearness, marks, very letters.

The documents are those that the terms find under the filters of the search, the best first, so many as the limits
allow. The answer is a clause of their ids, so every engine takes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.answering.highlighter import Highlighter
from search.engines.base import Engine, Window
from search.engines.clauses import Bool, Clause, Condition, Verified
from search.model.document import Document
from search.model.limits import Limits
from search.storage.records import fetch_documents

_BATCH = 100  # documents fetched at once
_THOROUGH = 50  # texts without a match in which every word is analysed; see `Highlighter`


@dataclass(slots=True)
class Verifier:
    """Checks for one search; its limits are shared by all conditions of the query."""

    engine: Engine
    limits: Limits
    filters: tuple[Clause, ...] = ()
    sort: str = "relevance"
    texts: tuple[str, ...] = ("title", "text")
    characters: int = field(init=False)

    def __post_init__(self) -> None:
        self.characters = self.limits.checked_characters

    def check(self, clause: Clause, condition: Condition, text: str | None, limit: int) -> tuple[Clause, bool]:
        """The documents of a clause that meet a condition, and whether all of its documents were looked at."""
        wanted = Verified((), condition, text)
        texts = self.texts if text is None else (text,)
        highlighters = {name: Highlighter([wanted], name, _THOROUGH) for name in texts}
        found = self.engine.search(Bool(must=(clause,), filters=self.filters), Window(limit, sort=self.sort))
        candidates = [match.id for match in found.matches]
        ids: list[str] = []
        looked = 0
        while looked < len(candidates) and self.characters > 0:
            for document in fetch_documents(self.engine, candidates[looked : looked + _BATCH]):
                looked += 1
                if self._holds(document, highlighters):
                    ids.append(document.id)
                if self.characters <= 0:
                    break
        return Verified(tuple(sorted(ids)), condition, text), looked == found.total

    def _holds(self, document: Document, highlighters: Mapping[str, Highlighter]) -> bool:
        texts = {name: document.searched_text(name)[: self.limits.snippet_text] for name in highlighters}
        self.characters -= sum(map(len, texts.values()))
        return any(highlighters[name].holds(text) for name, text in texts.items())
