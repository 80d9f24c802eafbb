"""What is made of a clause, kept by the clause itself: those of a word are the very same from query to query."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from search.engines.clauses import Bool, Clause, DisjunctionMax

_MOST = 4_000  # words and phrases: a page asks for each of its words some four times

_Asked = TypeVar("_Asked", DisjunctionMax, Bool)
_Made = TypeVar("_Made")


class Kept(Generic[_Made]):
    """What was made of the last clauses that were asked for.

    >>> from search.engines.clauses import Term
    >>> word, kept = DisjunctionMax((Term("text", "قمة"),)), Kept[int]()
    >>> kept.of(word, lambda word: len(word.clauses)), kept.of(word, lambda word: 0)
    (1, 1)
    """

    def __init__(self) -> None:
        # By the id of the clause, which is kept beside.
        self._made: OrderedDict[int, tuple[Clause, _Made]] = OrderedDict()

    def of(self, clause: _Asked, make: Callable[[_Asked], _Made]) -> _Made:
        """What is kept of a clause, or is made of it now."""
        made = self._made.pop(id(clause), None) or (clause, make(clause))
        if len(self._made) >= _MOST:
            self._made.popitem(last=False)
        self._made[id(clause)] = made
        return made[1]
