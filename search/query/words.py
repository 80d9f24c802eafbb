"""The tree of words: a query as the user typed it.

`parser` makes it, `rewrite` turns it into the tree of clauses that engines answer (`search.engines.clauses`).
`str(node)` is the query in its canonical form, and parses to the same tree again.
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
