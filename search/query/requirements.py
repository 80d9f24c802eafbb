"""How many parts of a query a document must hold, and the clause that says so.

What a document must hold and what it is scored by are two things. It must hold words of the query at a level that
makes a match. It is scored by every word, stop words too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search.engines.clauses import Bool, Clause, DisjunctionMax, Leaf, MatchNone, leaves_of
from search.model.ranking import Ranking
from search.model.results import Notice

_KEYWORDS = Ranking().keywords


@dataclass(frozen=True, slots=True)
class Requirement:
    """How many of the words typed side by side must be found: `name` is all or any."""

    name: str
    minimum: int


_ANY = Requirement("any", 1)


def requirements(words: int, match: str, required: bool = False, keywords: int = _KEYWORDS) -> list[Requirement]:
    """What is required of `words` words, strictest first; the next one is for when a stricter one finds nothing.

    `auto` asks for all of so many words as `keywords`, which are meant together, and leaves more words to the ranking:
    to ask for a share of a longer query ranks questions worse. Beside words that are `required` in any case (+word)
    none of the others need be there.

    >>> [r.name for r in requirements(2, "auto")], [r.name for r in requirements(8, "auto")]
    (['all', 'any'], ['any'])
    """
    every, some = Requirement("all", words), Requirement("any", 0) if required else _ANY
    if match == "all" or words < 1 or (words == 1 and not required):
        return [every]
    return [every, some] if match == "auto" and words <= keywords else [some]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of a query: what a document must hold for it, what it is scored by, whether it is no mere stop word."""

    match: Clause
    scored: Clause
    significant: bool = True

    @property
    def is_word(self) -> bool:
        """Whether it is one word, which stands for itself wherever it is."""
        return isinstance(self.match, DisjunctionMax)

    @property
    def sufficient(self) -> Clause:
        """What makes a match where any part does: of a phrase or a group only the whole, which then scores nothing."""
        return self.scored if self.is_word else Bool(filters=(self.match,))


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The parts of a query: those typed side by side, those required in any case, and what must not be there.

    `filters` say which documents may be found; without any part all that pass are. `together` only scores. A query of
    at most `keywords` words asks for all of them.
    """

    parts: tuple[Part, ...] = ()
    required: tuple[Part, ...] = ()
    excluded: tuple[Clause, ...] = ()
    notices: tuple[Notice, ...] = ()
    filters: tuple[Clause, ...] = ()
    together: tuple[Clause, ...] = ()
    keywords: int = _KEYWORDS

    def needed(self, match: str) -> tuple[Part, ...]:
        """The parts that a requirement counts: stop words only when there is nothing else, or all are asked for."""
        significant = tuple(part for part in self.parts if part.significant)
        return self.parts if match == "all" or not (significant or self.required) else significant

    def ladder(self, match: str) -> list[Requirement]:
        """What is required, strictest first. A pair of words among stop words is a question, not two keywords."""
        words = len(self.needed(match))
        if match == "auto" and len(self.parts) > self.keywords >= words > 1:
            match = "any"
        return requirements(words, match, bool(self.required), self.keywords)

    def marked(self, match: str) -> list[Leaf]:
        """What is to be marked in a hit: every form of the needed words, and of a phrase its sequences."""
        parts = (*self.needed(match), *self.required)
        return [leaf for part in parts for leaf in leaves_of(part.scored if part.is_word else part.match)]

    def clause(self, requirement: Requirement, match: str, filters: tuple[Clause, ...] = ()) -> Clause:
        """The tree of terms under one requirement."""
        needed = self.needed(match)
        filters = (*self.filters, *filters)
        if not (needed or self.required):
            return Bool(must_not=self.excluded, filters=filters) if self.filters else MatchNone()
        if requirement == _ANY:
            any_of = Bool(should=tuple(part.sufficient for part in needed), minimum=1)
            others = tuple(part.scored for part in self.parts if not (part.is_word and part in needed))
            return Bool((any_of,), (*others, *self.together), self.excluded, filters)
        must, should = matches_of(self.required), matches_of(needed)
        if requirement.minimum >= len(should):
            holds = Bool(must=(*must, *should))
        else:
            holds = Bool(must=must, should=should, minimum=requirement.minimum)
        scored = (*scores_of((*self.parts, *self.required)), *self.together)
        return Bool(should=scored, must_not=self.excluded, filters=(holds, *filters))


def matches_of(parts: Iterable[Part]) -> tuple[Clause, ...]:
    """What must be there for each part."""
    return tuple(part.match for part in parts)


def scores_of(parts: Iterable[Part]) -> tuple[Clause, ...]:
    """What each part is scored by."""
    return tuple(part.scored for part in parts)
