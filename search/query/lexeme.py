"""A piece of a query string, and its place there."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A place in the query string: [start, end) in code points."""

    start: int
    end: int


class Lexeme(NamedTuple):
    """A piece of a query string: a kind, its text, and the place of the piece.

    Kinds: text (a run without spaces), phrase, unclosed, field, exact (=), slop (~5 after a phrase), sign (+ -), the
    operators AND OR NOT NEAR (the text of NEAR is its distance or empty), and ( ) | themselves.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The place of the piece."""
        return Span(self.start, self.end)
