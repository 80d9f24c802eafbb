"""Looks at the stored text of documents for what the terms of an index cannot tell: nearness, marks, very letters.

The documents are those that the terms find under the filters of the search, the best first, so many as the limits
and the time allow. The answer is a clause of their ids, so every engine takes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.answering.highlighter import Highlighter
from search.engines.base import Window
from search.engines.clauses import Bool, Clause, Condition, Verified
from search.model.deadline import Deadline
from search.model.document import Document
from search.query.expand import COMPLETE
from search.storage.records import Records

_LATE = "checked-in-time"
_THOROUGH = 50  # texts without a match in which every word is analysed; see `Highlighter`


@dataclass(slots=True)
class Verifier:
    """Checks for one search; its limits are shared by all conditions of the query."""

    records: Records
    deadline: Deadline
    filters: tuple[Clause, ...] = ()
    sort: str = "relevance"
    texts: tuple[str, ...] = ("title", "text")
    characters: int = field(init=False)

    def __post_init__(self) -> None:
        self.characters = self.deadline.limits.checked_characters

    def check(self, clause: Clause, condition: Condition, text: str | None, limit: int) -> tuple[Clause, str]:
        """The documents of a clause that meet a condition, and the notice that says why not all were looked at."""
        wanted = Verified((), condition, text)
        if self.deadline.is_check_over():
            return wanted, _LATE
        texts = self.texts if text is None else (text,)
        highlighters = {name: Highlighter([wanted], name, _THOROUGH, self.deadline.is_check_over) for name in texts}
        window = Window(limit, sort=self.sort, parts=True)
        found = self.records.engine.search(Bool(must=(clause,), filters=self.filters), window)
        candidates = [match.key for match in found.matches]
        ids: list[str] = []
        looked, incomplete = 0, COMPLETE
        for stored in self.records.fetch(candidates if self.characters > 0 else []):
            if self._holds(stored.document, highlighters):
                ids.append(stored.key)
            looked += 1
            if looked == len(candidates) or self.characters <= 0:
                break
            if self.deadline.is_check_over():
                incomplete = _LATE
                break
        if looked < found.total:
            incomplete = incomplete or "checked"
        return Verified(tuple(sorted(ids)), condition, text), incomplete

    def _holds(self, document: Document, highlighters: Mapping[str, Highlighter]) -> bool:
        texts = {name: document.searched_text(name)[: self.deadline.limits.snippet_text] for name in highlighters}
        self.characters -= sum(len(text) * highlighters[name].readings for name, text in texts.items())
        return any(highlighters[name].holds(text) for name, text in texts.items())
