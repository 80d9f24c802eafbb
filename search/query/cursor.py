"""Where the reading of a query is: the lexemes, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.query.lexeme import Lexeme, Span


@dataclass(slots=True)
class Cursor:
    """Stands before the lexeme that is read next; `at` is its number."""

    lexemes: Sequence[Lexeme]
    at: int = 0

    def peek(self) -> Lexeme | None:
        """The next lexeme; None at the end."""
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def take(self, *kinds: str) -> Lexeme | None:
        """The next lexeme, stepped over, if it is of one of these kinds; else None."""
        lexeme = self.peek()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self.at += 1
        return lexeme

    @property
    def position(self) -> int | None:
        """Where the next lexeme begins in the query string; None at the end."""
        lexeme = self.peek()
        return lexeme.start if lexeme else None

    def span_from(self, number: int) -> Span:
        """From the lexeme of a number to the last that was read."""
        return Span(self.lexemes[number].start, self.lexemes[self.at - 1].end)
