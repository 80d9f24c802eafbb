"""The query as values, twice: what the user typed (words), and what an engine looks up (terms).

`parser` makes the first tree, `rewrite` the second; engines see only the second. `str(node)` of a word tree is
the query in its canonical form, and parses to the same tree again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Date
from typing import Any

from search.query.operators import is_operator

LAST_HIJRI_YEAR = 1500  # a year up to it is Hijri, unless it is said to be Gregorian


def _place() -> Any:
    """The place of a node in the query string, for what may have to be said of it; equal nodes may differ in it."""
    return field(default=None, compare=False, repr=False)


# ---- words: what was typed ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"' if is_operator(self.text) else self.text


@dataclass(frozen=True, slots=True)
class Exact:
    """One word in this form only: =كتاب"""

    text: str

    def __str__(self) -> str:
        return f"={self.text}"


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so: كور*"""

    text: str
    at: int | None = _place()

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Every word that differs by so many letters at most: كتاب~1"""

    text: str
    edits: int

    def __str__(self) -> str:
        return f"{self.text}~{self.edits}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return '"' + " ".join(self.words) + '"'


@dataclass(frozen=True, slots=True)
class Letters:
    """Words one after the other, each in these very letters: ="أحمد" is not احمد"""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return '="' + " ".join(self.words) + '"'


@dataclass(frozen=True, slots=True)
class Root:
    """Every word of a root: root:كتب"""

    text: str
    at: int | None = _place()

    def __str__(self) -> str:
        return f"root:{self.text}"


@dataclass(frozen=True, slots=True)
class Tagged:
    """Documents of a source or a category. It only filters."""

    field: str
    value: str
    at: int | None = _place()

    def __str__(self) -> str:
        return f'{self.field}:"{self.value}"'


@dataclass(frozen=True, slots=True)
class Dated:
    """Documents of these days, both included; None is open. It only filters."""

    first: Date | None
    last: Date | None

    def __str__(self) -> str:
        first, last = _written(self.first), _written(self.last)
        return f"date:{first}" if first == last else f"date:{first}..{last}"


def _written(day: Date | None) -> str:
    """The date as ISO; a year that would be read as Hijri has م behind it."""
    return "" if day is None else f"{day}م" if day.year <= LAST_HIJRI_YEAR else str(day)


@dataclass(frozen=True, slots=True)
class Near:
    """Each of `nodes` within so many words of the one before it, in either order: a NEAR/5 b"""

    nodes: tuple[Node, ...]
    distances: tuple[int, ...]

    def __str__(self) -> str:
        rest = (f" NEAR/{distance} {node}" for distance, node in zip(self.distances, self.nodes[1:], strict=True))
        return f"({self.nodes[0]}{''.join(rest)})"


@dataclass(frozen=True, slots=True)
class InField:
    """A node looked up in one text only: `title` or `text`."""

    text: str
    node: Node

    def __str__(self) -> str:
        return f"{self.text}:{self.node}"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these: a | b"""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return "(" + " | ".join(map(str, self.nodes)) + ")"


@dataclass(frozen=True, slots=True)
class Group:
    """Things typed side by side: `match` says how many of `nodes` are needed; all of `required`, none of `excluded`."""

    nodes: tuple[Node, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()

    def __str__(self) -> str:
        parts = [
            *map(str, self.nodes),
            *(f"+{node}" for node in self.required),
            *(f"-{node}" for node in self.excluded),
        ]
        return "(" + " ".join(parts) + ")"


Node = Word | Exact | Prefix | Fuzzy | Phrase | Letters | Root | Tagged | Dated | Near | InField | AnyOf | Group


def only_filters(node: Node) -> bool:
    """Whether a node says which documents may be found, and looks for no word in them."""
    match node:
        case Tagged() | Dated():
            return True
        case InField(_, child):
            return only_filters(child)
        case AnyOf(nodes):
            return all(map(only_filters, nodes))
        case Group(nodes, required, excluded):
            return not excluded and all(map(only_filters, (*nodes, *required)))
    return False


def parted(tree: Group) -> tuple[tuple[Node, ...], tuple[Node, ...], tuple[Node, ...]]:
    """The nodes and the required nodes of a tree without those that only filter, and these."""
    filtering = tuple(node for node in (*tree.nodes, *tree.required) if only_filters(node))
    if not filtering:
        return tree.nodes, tree.required, ()
    nodes, required = (tuple(n for n in some if n not in filtering) for some in (tree.nodes, tree.required))
    return nodes, required, filtering


# ---- terms: what is looked up ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A term in a text field, scored by BM25 times `boost`."""

    field: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Sequence:
    """Terms at consecutive positions of one text field, worth a constant score; 0 where it only filters."""

    field: str
    terms: tuple[str, ...]
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Expansion:
    """Any of many terms of one text field, each worth the same constant score."""

    field: str
    terms: tuple[str, ...]
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Similar:
    """Any term of a text field within so many edits of `text`, each worth the same constant score.

    An edit is a letter more, less or another, or two neighbours in the other order.
    """

    field: str
    text: str
    edits: int
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Close:
    """What is asked of a stored text: of each operand (the leaves of its clause) a word near one of the next."""

    operands: tuple[tuple[Leaf, ...], ...]
    distances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What is asked of a stored text: these words in a row, with the marks, or in the very letters, that were typed."""

    words: tuple[str, ...]
    letters: bool
    marks: bool


Condition = Close | Typed


@dataclass(frozen=True, slots=True)
class Checked:
    """Documents whose stored title or text (`text` says which, None is either) was seen to meet the condition.

    It only filters.
    """

    ids: tuple[str, ...]
    condition: Condition
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """Documents whose tag field has one of these values. It only filters."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Documents dated in [first, last] (day numbers; None is open). It only filters."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """These documents, by their digests. It only filters."""

    digests: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """The best score among these, and of each other one the share `tie`."""

    clauses: tuple[Clause, ...]
    tie: float = 0.0


@dataclass(frozen=True, slots=True)
class Bool:
    """All of `must` and `filters`, at least `minimum` of `should`, none of `must_not`.

    The scores of `must` and `should` add up; `filters` count nothing.
    """

    must: tuple[Clause, ...] = ()
    should: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()
    filters: tuple[Clause, ...] = ()
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document, score 0."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


Leaf = Term | Sequence | Expansion | Similar | Checked
Clause = Leaf | Tag | Days | Documents | Best | Bool | Everything | Nothing


def terms_of(clause: Clause) -> list[Leaf]:
    """The leaves of a tree that look up terms: not what is excluded, nor what filters by tag and day."""
    match clause:
        case Term() | Sequence() | Expansion() | Similar() | Checked():
            return [clause]
        case Best(clauses):
            return [leaf for child in clauses for leaf in terms_of(child)]
        case Bool(must, should):
            return [leaf for child in (*must, *should) for leaf in terms_of(child)]
    return []
