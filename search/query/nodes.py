"""The query as values, twice: what the user typed (words), and what an engine looks up (terms).

`parser` makes the first tree, `rewrite` the second; engines see only the second. `str(node)` of a word tree is
the query in its canonical form, and parses to the same tree again.
"""

from __future__ import annotations

from dataclasses import dataclass

OPERATORS = ("OR", "AND", "NOT")

# ---- words: what was typed ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"' if self.text in OPERATORS else self.text


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so: كور*"""

    text: str

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return '"' + " ".join(self.words) + '"'


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


Node = Word | Prefix | Phrase | InField | AnyOf | Group

# ---- terms: what is looked up ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A term in a text field, scored by BM25 times `boost`."""

    field: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Sequence:
    """Terms at consecutive positions of one text field. It only filters: its score is 0."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """Any of many terms of one text field, each worth the same constant score."""

    field: str
    terms: tuple[str, ...]
    score: float = 1.0


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
class Best:
    """The best score among these."""

    clauses: tuple[Clause, ...]


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


Clause = Term | Sequence | Expansion | Tag | Days | Best | Bool | Everything | Nothing


Leaf = Term | Sequence | Expansion


def terms_of(clause: Clause) -> list[Leaf]:
    """The leaves of a tree that look up terms: not what is excluded, nor what filters by tag and day."""
    match clause:
        case Term() | Sequence() | Expansion():
            return [clause]
        case Best(clauses):
            return [leaf for child in clauses for leaf in terms_of(child)]
        case Bool(must, should):
            return [leaf for child in (*must, *should) for leaf in terms_of(child)]
    return []
