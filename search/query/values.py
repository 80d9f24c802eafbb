"""The value of a field that is no text: a tag, a number, a date, a root."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.analysis import tokenize
from search.analysis.characters import PAIRED_QUOTES, QUOTES
from search.analysis.folding import fold
from search.model.schema import DATE, NUMBER
from search.query.cursor import Cursor
from search.query.dates import DateError, read_range
from search.query.lexeme import Lexeme, Span
from search.query.lexer import SIGNS
from search.query.notices import Notices
from search.query.numbers import read_numbers
from search.query.query_words import QueryWords
from search.query.words import AnyOf, Dated, Group, Node, Numbered, Root, Tagged

_QUOTES = dict.fromkeys(map(ord, QUOTES), " ")
_PAIRED = re.compile(rf"\s*[{PAIRED_QUOTES}](.*)[{PAIRED_QUOTES}]\s*")
_LONGEST_DATE = 8  # runs: من 19 يونيو 2023 إلى 5 مارس 2024


@dataclass(slots=True)
class FieldValues:
    """Reads what stands behind the name of a field."""

    query: str
    cursor: Cursor
    words: QueryWords
    notices: Notices

    def read(self, name: Lexeme) -> list[Node]:
        """What a field and its value stand for: one node, or none for a value that is not understood, which is said."""
        first = self.cursor.at - 1
        nodes = [node for piece in self._pieces(name) for node in self._value(name.text, piece)]
        if not nodes:
            return []
        span = self.cursor.span_from(first)
        return [replace(nodes[0], span=span)] if len(nodes) == 1 else [AnyOf(tuple(nodes), span=span)]

    def _pieces(self, name: Lexeme) -> list[Span]:
        """The places of the values of a field: a run, a phrase, what stands between the | of a parenthesis.

        Of a date in several runs (تاريخ:19 يونيو 2024) as many as make a date.
        """
        if self.cursor.take("("):
            return self._alternatives()
        lexeme = self.cursor.take("text", "phrase", "unclosed")
        if lexeme is None:
            self.notices.add("empty-field", name.start)
            return []
        if lexeme.kind != "text" or self.notices.fields.kinds[name.text] != DATE:
            return [lexeme.span]
        return [Span(lexeme.start, self._end_of_date(lexeme))]

    def _end_of_date(self, lexeme: Lexeme) -> int:
        ends = [lexeme.end]
        for other in self.cursor.lexemes[self.cursor.at :]:
            if other.kind != "text":
                break
            ends.append(other.end)
        runs = _runs_of_date(self.query, lexeme.start, ends)
        self.cursor.at += runs - 1
        return ends[runs - 1]

    def _alternatives(self) -> list[Span]:
        pieces: list[Span] = []
        begin, depth = self.cursor.lexemes[self.cursor.at - 1].end, 1
        end = begin
        while lexeme := self.cursor.peek():
            self.cursor.at += 1
            depth += (lexeme.kind == "(") - (lexeme.kind == ")")
            if depth == 0:
                break
            if lexeme.kind in ("|", "OR"):
                pieces.append(Span(begin, end))
                begin = lexeme.end
            end = lexeme.end
        else:
            self.notices.add("unbalanced", self.cursor.lexemes[-1].start)
        return [*pieces, Span(begin, end)]

    def _value(self, name: str, piece: Span) -> list[Node]:
        text = self.query[piece.start : piece.end].translate(_QUOTES)
        if paired := _PAIRED.fullmatch(text):
            text = paired[1]
        kind, typed = self.notices.fields.kinds[name], " ".join(text.split())
        value = typed if kind == NUMBER else typed.lstrip("".join(SIGNS))
        if not value:
            self.notices.add("empty-field", piece.start)
            return []
        match kind:
            case "date":
                return self._date(name, value, piece)
            case "number":
                return self._number(name, value, piece)
            case "root":
                return self._roots(value, piece)
        return [Tagged(name, value, piece.start, span=piece)]

    def _number(self, name: str, value: str, piece: Span) -> list[Node]:
        try:
            first, last, beyond = read_numbers(value)
        except ValueError:
            self.notices.add("number", piece.start, value, name)
            self.notices.dropped.append(value)
            return []
        if first is not None and last is not None and first > last:
            self.notices.add("date-order", piece.start, value)
            first, last = last, first
        return [Numbered(name, first, last, beyond, span=piece)]

    def _date(self, name: str, value: str, piece: Span) -> list[Node]:
        try:
            first, last = read_range(value)
        except DateError as error:
            self.notices.add(error.code, piece.start, value)
            self.notices.dropped.append(value)
            return []
        if first and last and first > last:
            self.notices.add("date-order", piece.start, value)
            first, last = last, first
        return [Dated(first, last, name, span=piece)]

    def _roots(self, value: str, piece: Span) -> list[Node]:
        """The roots that are named; letters that stand apart (ك ت ب, ك-ت-ب) are one root."""
        words = [word for token in tokenize(value) for word in fold(token.text).split()]
        if all(len(word) == 1 for word in words):
            words = ["".join(words)] if words else []
        roots = self.words.take([Root(word, piece.start, span=piece) for word in words], piece.start)
        return [*roots] if len(roots) < 2 else [Group(tuple(roots), span=piece)]


def _runs_of_date(query: str, start: int, ends: Sequence[int]) -> int:
    """How many of the runs that begin at `start` and end at `ends` make a date; 1 when none do."""
    for count in range(min(len(ends), _LONGEST_DATE), 1, -1):
        try:
            read_range(query[start : ends[count - 1]])
        except DateError as error:
            if error.code != "date":
                return count
        else:
            return count
    return 1
