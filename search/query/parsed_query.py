"""What a query string was read as."""

from __future__ import annotations

from dataclasses import dataclass

from search.model.results import Notice
from search.query.words import Group


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The query string, its tree, the words that were dropped for being too many, and what the user should be told.

    `passage`: it is a pasted text, and the tree holds only some of its words.
    """

    query: str
    tree: Group
    dropped: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    passage: bool = False

    def __str__(self) -> str:
        return str(self.tree)[1:-1]
