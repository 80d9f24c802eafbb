"""Which documents answer a query, and how the others that hold some of it are ranked: two clauses, kept apart.

The answer set is what is counted, faceted, dated, fed and exported. Every condition of a query (phrase, field, NEAR,
+word, =word, group) holds in all of it, and of the plain words as much as was asked for: all of them, of a long query
as much as its five most telling words tell. When no document holds that, as much as four of them, three, two, one.
The partial matches meet the conditions too and hold fewer words; by relevance they follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from search.engines.clauses import Bool, Clause, ConstantScore, DisjunctionMax, Leaf, MatchNone, TermSet, leaves_of
from search.model.results import Notice
from search.model.value import value

MOST_TELLING = 5  # words of which an answer must hold as much as they tell: all that nearly every keyword query has
SENTENCE = 3  # telling words beside which quotes and parentheses are those of a sentence: a headline, a question
FEW = 3  # words that are keywords: of these the answer set may stand first; of more, or a question, that ranks worse
LEAST_WEIGHT, MOST_WEIGHT = 1, 4


class Kind(Enum):
    """What a part of a query is to a document: a plain word, a quotation (of a sentence too), or a condition."""

    WORD = "word"
    QUOTATION = "quotation"
    CONDITION = "condition"


@dataclass(frozen=True)
class Part:
    """One thing of a query: what a document must hold for it, what it is scored by, whether it is no mere stop word.

    `weight` is how much it tells (1 to 4), `text` how it was typed.
    """

    match: Clause
    scored: Clause
    significant: bool = True
    kind: Kind = Kind.WORD
    weight: int = LEAST_WEIGHT
    text: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it is one word, which stands for itself wherever it is."""
        return isinstance(self.match, DisjunctionMax)

    @cached_property
    def size(self) -> int:
        """How many terms are looked up for it."""
        leaves = (*leaves_of(self.match), *leaves_of(self.scored))
        return len(leaves) + sum([len(leaf.terms) - 1 for leaf in leaves if isinstance(leaf, TermSet)])

    @property
    def sufficient(self) -> Clause:
        """What makes a match where any part does: of a phrase or a group only the whole, which then scores nothing."""
        return self.scored if self.is_word else Bool(filters=(self.match,))


@value
class Rung:
    """How much of the plain words a document must hold: words that weigh `minimum` together.

    `name` is all, most or any; of 0 none need be there. On an `opened` rung quotations count as words: no document has
    them as they are quoted.
    """

    name: str
    minimum: int
    opened: bool = False


def rungs(weights: Iterable[int], match: str, opened: bool = False) -> list[Rung]:
    """What is asked of words with these weights, strictest first; the next is for when a stricter one finds nothing.

    >>> [(rung.name, rung.minimum) for rung in rungs([1, 1, 1], "auto")]
    [('all', 3), ('most', 2), ('any', 1)]
    >>> [(rung.name, rung.minimum) for rung in rungs([4, 1, 3, 2, 2, 1, 4], "auto")]
    [('most', 15), ('most', 13), ('most', 11), ('most', 8), ('any', 1)]
    """
    telling = sorted(weights, reverse=True)
    whole = sum(telling)
    if match == "all" or len(telling) < 2:
        return [Rung("all", whole, opened)]
    if match == "any":
        return [Rung("any", LEAST_WEIGHT, opened)]
    asked = [sum(telling[:most]) for most in range(min(len(telling), MOST_TELLING), 1, -1)]
    strict = [Rung("all" if minimum == whole else "most", minimum, opened) for minimum in dict.fromkeys(asked)]
    return [*strict, Rung("any", LEAST_WEIGHT, opened)]


@dataclass(frozen=True)
class Rewritten:
    """A query as parts and clauses: what was typed side by side, what must be there in any case, what must not.

    `filters` say which documents may be found; without any part all that pass are. `together` only scores: what is
    more evidence for the words where a document has them. `own` names the rows of own tables that it is made by.
    """

    parts: tuple[Part, ...] = ()
    required: tuple[Part, ...] = ()
    excluded: tuple[Clause, ...] = ()
    notices: tuple[Notice, ...] = ()
    filters: tuple[Clause, ...] = ()
    together: tuple[Clause, ...] = ()
    own: tuple[str, ...] = ()
    _words: dict[tuple[bool, bool], tuple[Part, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @cached_property
    def sentence(self) -> bool:
        """Whether it reads as a sentence: words and quotations only, and enough telling words outside of these.

        Of a third of the headlines that quote, no article has the quotation as it stands there (news, 263 of 1,500).
        """
        telling = sum(part.significant for part in self.parts if part.kind == Kind.WORD)
        return telling >= SENTENCE and self._plain

    @property
    def _plain(self) -> bool:
        return not (self.required or self.excluded or any(part.kind == Kind.CONDITION for part in self.parts))

    def words(self, match: str, opened: bool = False) -> tuple[Part, ...]:
        """The parts that are counted: stop words only when there is nothing else, or all are asked for."""
        asked = match == "all", opened or self.sentence
        if asked not in self._words:
            self._words[asked] = self._counted(*asked)
        return self._words[asked]

    def _counted(self, every: bool, opened: bool) -> tuple[Part, ...]:
        found = tuple(p for p in self.parts if p.kind == Kind.WORD or (opened and p.kind == Kind.QUOTATION))
        significant = tuple(part for part in found if part.significant)
        return found if every or not (significant or self.conditions(opened)) else significant

    def conditions(self, opened: bool = False) -> tuple[Part, ...]:
        """The parts that every hit meets."""
        kinds = (Kind.CONDITION,) if opened or self.sentence else (Kind.CONDITION, Kind.QUOTATION)
        return (*(part for part in self.parts if part.kind in kinds), *self.required)

    def ladder(self, match: str) -> list[Rung]:
        """What is asked of a document, strictest first.

        Beside conditions none of the words need be there at last; at the very end quotations that no document has are
        opened.
        """
        strict = rungs((part.weight for part in self.words(match)), match)
        if match == "all" or not (self.words(match) and self.conditions()):
            return strict
        loose = [rung for rung in strict if rung.name != "any"] if match == "auto" else []
        opened = self.words(match, opened=True) if match == "auto" and self._plain else ()
        quoted = rungs((part.weight for part in opened), match, opened=True) if opened else []
        return [*loose, Rung("any", 0), *quoted]

    @cached_property
    def keywords(self) -> bool:
        """Whether the words are keywords: few, and no stop word among them."""
        return len(self.parts) <= FEW and all(part.significant for part in self.parts)

    def ranks_partial(self, rung: Rung) -> bool:
        """Whether there may be documents beside the answer set of a rung that hold some of the words, or like ones."""
        words, conditions = self.words("auto", rung.opened), self.conditions(rung.opened)
        return bool(words) and len(words) + len(conditions) > 1 and not (rung.name == "any" and conditions)

    def marked(self, match: str) -> list[Leaf]:
        """What is to be marked in a hit: every form of the needed words, and of a phrase its sequences; no evidence."""
        return [leaf for part in (*self.words(match), *self.conditions()) for leaf in leaves_of(part.match)]

    def answers(self, rung: Rung, match: str, filters: tuple[Clause, ...] = ()) -> Clause:
        """The clause of the answer set under one rung, scored by all parts."""
        words, conditions = self.words(match, rung.opened), self.conditions(rung.opened)
        filters = (*self.filters, *filters)
        if not (words or conditions):
            return Bool(must_not=self.excluded, filters=filters) if self.filters else MatchNone()
        asked = (*matches_of(conditions), *_holding(words, rung.minimum))
        return Bool(should=self._scored, must_not=self.excluded, filters=(*asked, *filters))

    def partial(self, rung: Rung, match: str, filters: tuple[Clause, ...] = ()) -> Clause:
        """The clause of all that may be ranked: the answer set under a rung, and documents with fewer of the words."""
        words, conditions = self.words(match, rung.opened), self.conditions(rung.opened)
        filters = (*self.filters, *filters)
        if not conditions:
            return self._any_of(words, filters)
        return Bool(should=self._scored, must_not=self.excluded, filters=(*matches_of(conditions), *filters))

    def any_word(self, rung: Rung, match: str, filters: tuple[Clause, ...] = ()) -> Clause:
        """The clause that counts `partial`: without what holds none of the words, only evidence for them."""
        words, conditions = self.words(match, rung.opened), self.conditions(rung.opened)
        asked = matches_of(conditions) or _holding(words, LEAST_WEIGHT)
        return Bool(must_not=self.excluded, filters=(*asked, *self.filters, *filters))

    @cached_property
    def _scored(self) -> tuple[Clause, ...]:
        return (*scores_of((*self.parts, *self.required)), *self.together)

    def _any_of(self, words: tuple[Part, ...], filters: tuple[Clause, ...]) -> Clause:
        any_of = Bool(should=tuple(part.sufficient for part in words), minimum=1)
        others = tuple(part.scored for part in self.parts if not (part.is_word and part in words))
        return Bool((any_of,), (*others, *self.together), self.excluded, filters)


def _holding(words: tuple[Part, ...], minimum: int) -> tuple[Clause, ...]:
    """The clauses that hold where words do that weigh so much together; a word counts as often as it weighs."""
    if not minimum:
        return ()
    if minimum >= sum(part.weight for part in words):
        return matches_of(words)
    if minimum == LEAST_WEIGHT:
        return (Bool(should=matches_of(words), minimum=1),)
    return (Bool(should=tuple(part.match for part in words for _ in range(part.weight)), minimum=minimum),)


def held(words: Iterable[Part]) -> Clause:
    """A clause whose score tells which of these words a document holds: bit n for the n-th of them."""
    return Bool(should=tuple(ConstantScore(part.match, float(1 << n)) for n, part in enumerate(words)))


def matches_of(parts: Iterable[Part]) -> tuple[Clause, ...]:
    """What must be there for each part."""
    return tuple(part.match for part in parts)


def scores_of(parts: Iterable[Part]) -> tuple[Clause, ...]:
    """What each part is scored by."""
    return tuple(part.scored for part in parts)
