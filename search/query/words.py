"""The tree of words: a query as the user typed it.

`parser` makes it, `rewrite` turns it into the tree of clauses that engines answer (`search.engines.clauses`).
`str(node)` is the query in its canonical form, and parses to the same tree again. `walk` visits the nodes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Date
from decimal import Decimal
from typing import Any

from search.analysis.folding import fold
from search.model.days import of_gregorian
from search.query.lexeme import Span
from search.query.operators import is_operator


def _aside(default: Any) -> Any:
    """A field that says where or how a node was typed; equal nodes may differ in it."""
    return field(default=default, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """What every node has: its place in the query string, None in a tree that no query string was read for."""

    span: Span | None = _aside(None)
    grouped: bool = _aside(False)  # stands in parentheses of its own

    @property
    def start(self) -> int | None:
        """Where the node begins in the query string."""
        return self.span.start if self.span else None


@dataclass(frozen=True, slots=True)
class Word(_Typed):
    """One word as typed; `literal` where quotes or an operator say that it is meant in these letters."""

    text: str
    literal: bool = _aside(False)

    def __str__(self) -> str:
        return f'"{self.text}"' if is_operator(self.text) else self.text


@dataclass(frozen=True, slots=True)
class Exact(_Typed):
    """One word in this form only: =كتاب"""

    text: str

    def __str__(self) -> str:
        # A bare و would be read as the beginning of the word behind it.
        return f"=\u0640{self.text}" if fold(self.text) == "و" else f"={self.text}"


@dataclass(frozen=True, slots=True)
class Prefix(_Typed):
    """Every word that begins so: كور*"""

    text: str

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Fuzzy(_Typed):
    """Every word that differs by so many letters at most: كتاب~1"""

    text: str
    edits: int

    def __str__(self) -> str:
        return f"{self.text}~{self.edits}"


@dataclass(frozen=True, slots=True)
class Phrase(_Typed):
    """Words one after the other: in quotes (`literal`), or in one run (كوفيد-19). `spans` are those of the words."""

    words: tuple[str, ...]
    spans: tuple[Span, ...] = _aside(())
    literal: bool = _aside(False)

    def __str__(self) -> str:
        return '"' + " ".join(self.words) + '"'


@dataclass(frozen=True, slots=True)
class Letters(_Typed):
    """Words one after the other, each in these very letters: ="أحمد" is not احمد"""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return '="' + " ".join(self.words) + '"'


@dataclass(frozen=True, slots=True)
class Root(_Typed):
    """Every word of a root: root:كتب"""

    text: str
    value_start: int | None = _aside(None)

    def __str__(self) -> str:
        return f"root:{self.text}"


@dataclass(frozen=True, slots=True)
class Tagged(_Typed):
    """Documents with a value of a tag field: source, category, author ... It only filters."""

    field: str
    value: str
    value_start: int | None = _aside(None)

    def __str__(self) -> str:
        return f'{self.field}:"{self.value}"'


@dataclass(frozen=True, slots=True)
class Dated(_Typed):
    """Documents of these days, both included; None is open. It only filters."""

    first: Date | None
    last: Date | None
    field: str = "date"

    def __str__(self) -> str:
        first, last = _written(self.first), _written(self.last)
        return f"{self.field}:{first}" if first == last else f"{self.field}:{first}..{last}"


@dataclass(frozen=True, slots=True)
class Numbered(_Typed):
    """Documents whose number lies in [first, last]; None is open. It only filters.

    `beyond`: the one end that there is does not count itself: price:>5
    """

    field: str
    first: Decimal | None
    last: Decimal | None
    beyond: bool = False

    def __str__(self) -> str:
        first, last = ("" if end is None else f"{end:f}" for end in (self.first, self.last))
        if self.beyond:
            return f"{self.field}:{'>' if first else '<'}{first or last}"
        return f"{self.field}:{first}" if first == last else f"{self.field}:{first}..{last}"


def _written(day: Date | None) -> str:
    """The date as ISO; a year that would be read as Hijri has م behind it."""
    return "" if day is None else of_gregorian(day.isoformat())


@dataclass(frozen=True, slots=True)
class Near(_Typed):
    """Each of `nodes` within so many words of the one before it, in either order: a NEAR/5 b"""

    nodes: tuple[Node, ...]
    distances: tuple[int, ...]

    def __str__(self) -> str:
        rest = (f" NEAR/{distance} {node}" for distance, node in zip(self.distances, self.nodes[1:], strict=True))
        return f"({self.nodes[0]}{''.join(rest)})"


@dataclass(frozen=True, slots=True)
class InField(_Typed):
    """A node looked up in one text only: `title` or `text`."""

    text: str
    node: Node

    def __str__(self) -> str:
        return f"{self.text}:{self.node}"


@dataclass(frozen=True, slots=True)
class AnyOf(_Typed):
    """At least one of these: a | b"""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return "(" + " | ".join(map(str, self.nodes)) + ")"


@dataclass(frozen=True, slots=True)
class Group(_Typed):
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


Filter = Tagged | Dated | Numbered
Node = Word | Exact | Prefix | Fuzzy | Phrase | Letters | Root | Filter | Near | InField | AnyOf | Group
