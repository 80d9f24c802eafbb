"""The tree of clauses: what an engine looks up, in the field's terms. `query.rewrite` makes it from the tree of words.

A clause says which documents match and what each scores. Engines answer this tree and know nothing of query strings.
"""

from __future__ import annotations

from itertools import chain

from search.model.value import value


@value
class Term:
    """A term in a text field, scored by BM25 times `boost`."""

    field: str
    text: str
    boost: float = 1.0


@value
class TermPhrase:
    """Terms at consecutive positions of one text field, worth a constant score; 0 where it only filters."""

    field: str
    terms: tuple[str, ...]
    score: float = 0.0


@value
class TermSet:
    """Any of many terms of one text field, each worth the same constant score."""

    field: str
    terms: tuple[str, ...]
    score: float = 1.0


@value
class FuzzyTerm:
    """Any term of a text field within so many edits of `text`, each worth the same constant score.

    An edit is a letter more, less or another, or two neighbours in the other order.
    """

    field: str
    text: str
    edits: int
    score: float = 1.0


@value
class WithinDistance:
    """What is asked of a stored text: of each operand (the leaves of its clause) a word near one of the next."""

    operands: tuple[tuple[Leaf, ...], ...]
    distances: tuple[int, ...]


@value
class AsTyped:
    """What is asked of a stored text: these words in a row, with the marks, or in the very letters, that were typed."""

    words: tuple[str, ...]
    letters: bool
    marks: bool


Condition = WithinDistance | AsTyped


@value
class Verified:
    """Documents or parts, by their keys, whose stored title or text was seen to meet the condition.

    `text` says which, None is either. It only filters.
    """

    ids: tuple[str, ...]
    condition: Condition
    text: str | None = None


@value
class TagFilter:
    """Documents whose tag field has one of these values, by their keys. It only filters."""

    field: str
    keys: tuple[str, ...]


@value
class RangeFilter:
    """Documents whose number or date lies in [first, last], as engines compare it; None is open. It only filters."""

    field: str
    first: int | None = None
    last: int | None = None


@value
class DocumentSet:
    """These documents, by their digests. It only filters."""

    digests: tuple[int, ...]


@value
class DisjunctionMax:
    """The best score among these, and of each other one the share `tie`."""

    clauses: tuple[Clause, ...]
    tie: float = 0.0


@value
class ConstantScore:
    """What matches a clause, each worth the same."""

    clause: Clause
    score: float


@value
class Bool:
    """All of `must` and `filters`, at least `minimum` of `should`, none of `must_not`.

    The scores of `must` and `should` add up; `filters` count nothing.
    """

    must: tuple[Clause, ...] = ()
    should: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()
    filters: tuple[Clause, ...] = ()
    minimum: int = 0

    @property
    def is_choice(self) -> bool:
        """Whether it asks for some of `should` and for nothing else."""
        return self.minimum > 0 and not (self.must or self.must_not or self.filters)


@value
class MatchAll:
    """Every document, score 0."""


@value
class MatchNone:
    """No document."""


Leaf = Term | TermPhrase | TermSet | FuzzyTerm | Verified
Clause = Leaf | TagFilter | RangeFilter | DocumentSet | DisjunctionMax | ConstantScore | Bool | MatchAll | MatchNone

_LEAVES = (Term, TermPhrase, TermSet, FuzzyTerm, Verified)


def leaves_of(clause: Clause) -> list[Leaf]:
    """The leaves of a tree that look up terms: not what is excluded, nor what filters by tag and day."""
    match clause:
        case Term() | TermPhrase() | TermSet() | FuzzyTerm() | Verified():
            return [clause]
        case DisjunctionMax(clauses):
            below = ((child,) if isinstance(child, _LEAVES) else leaves_of(child) for child in clauses)
            return [*chain.from_iterable(below)]
        case ConstantScore(child):
            return leaves_of(child)
        case Bool(must, should):
            return [leaf for child in (*must, *should) for leaf in leaves_of(child)]
    return []


def matching(clause: Clause) -> Clause:
    """A clause with the same matches, without what only scores them: it is quicker to count by.

    The best of several stays as it is: what an engine made of it may be kept by its identity.

    >>> matching(Bool(must=(Term("text", "قمة"),), should=(Term("text", "نووية"),)))
    Bool(must=(), should=(), must_not=(), filters=(Term(field='text', text='قمة', boost=1.0),), minimum=0)
    """
    match clause:
        case ConstantScore(child):
            return matching(child)
        case Bool(must, should, must_not, filters, minimum):
            needed = tuple(matching(child) for child in (*must, *filters))
            decides = minimum or not needed
            some = tuple(matching(child) for child in should) if decides else ()
            return Bool((), some, must_not, needed, minimum)
    return clause
