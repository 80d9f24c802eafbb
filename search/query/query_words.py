"""A run without spaces: a word, a prefix, a fuzzy word, or a phrase where punctuation stands inside (كوفيد-19).

What a word of a query is, is decided here and nowhere else: `words_of`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TypeVar

from search.analysis import analyze_word, tokenize
from search.query.lexeme import Lexeme, Span
from search.query.notices import Notices
from search.query.words import Fuzzy, Group, Node, Phrase, Prefix, Root, Word

_FUZZY = re.compile(r"(.*)~(\d{0,9})")
_UNKNOWN_FIELD = re.compile(r"([^\W\d_]+):(?!//).")
_WILDCARD = re.compile(r"\*|(?<=\w)\?(?=\w)")
_SHORTEST_FUZZY, _LONGEST_OF_ONE = 4, 6  # letters of a word that may differ by one; longer ones by two


_Taken = TypeVar("_Taken", Word, Root)


@dataclass(slots=True)
class QueryWords:
    """Reads runs; counts words, and those that are fuzzy, against their limits."""

    notices: Notices
    words: int = 0
    fuzzy: int = 0

    def run(self, lexeme: Lexeme, literal: bool = False) -> list[Node]:
        """What a run stands for: one node, or none; `literal` as in `Word`."""
        text = lexeme.text
        words = words_of(text, lexeme.start, literal)
        if text.endswith("*") and len(words) == 1:
            return self._prefix(words[0], lexeme)
        if "~" in text and words:
            match = _FUZZY.fullmatch(text)
            if match and "~" not in match[1]:
                words = words_of(match[1], lexeme.start, literal)
                if len(words) == 1 and len(analyze_word(words[0].text)) == 1:
                    return self._fuzzy(words[0], match[2], lexeme)
            self.notices.add("fuzzy", lexeme.start + text.index("~"))
        if words and (wildcard := _WILDCARD.search(text)):
            self.notices.add("wildcard", lexeme.start + wildcard.start())
        unknown = ":" in text and self._say_field(lexeme)
        words = self.take(words, lexeme.start)
        if unknown and len(words) > 1:
            return [Group(tuple(words), span=span_of(words))]
        return as_phrase(words, literal, span_of(words)) if words else []

    def take(self, words: Sequence[_Taken], start: int) -> list[_Taken]:
        """So many of the words as the limit leaves room for; the others are dropped, and that is said."""
        room = max(0, self.notices.limits.query_words - self.words)
        self.words += len(words[:room])
        if words[room:]:
            self.notices.dropped += [word.text for word in words[room:]]
            self.notices.add("too-many-words", start)
        return list(words[:room])

    def _prefix(self, word: Word, lexeme: Lexeme) -> list[Node]:
        if sum(len(terms.exact) for terms in analyze_word(word.text)) < self.notices.limits.prefix_letters:
            self.notices.add("short-prefix", lexeme.start)
            return [replace(word, literal=True) for word in self.take([word], lexeme.start)]
        return [Prefix(word.text, span=lexeme.span) for word in self.take([word], lexeme.start)]

    def _fuzzy(self, word: Word, asked: str, lexeme: Lexeme) -> list[Node]:
        """The word with as many edits as its length allows, counted in letters of its exact term."""
        letters = len(analyze_word(word.text)[0].exact)
        allowed = 0 if letters < _SHORTEST_FUZZY else 1 if letters <= _LONGEST_OF_ONE else 2
        edits = min(int(asked or allowed), allowed)
        if not allowed:
            self.notices.add("short-fuzzy", lexeme.start, word.text)
        elif asked and int(asked) > allowed:
            self.notices.add("fuzzy-edits", lexeme.start)
        self.fuzzy += edits > 0
        if self.fuzzy > self.notices.limits.fuzzy_words:
            self.notices.add("many-fuzzy", lexeme.start)
            edits = 0
        node = Fuzzy(word.text, edits, span=lexeme.span) if edits else replace(word, literal=True)
        return [node for _ in self.take([word], lexeme.start)]

    def _say_field(self, lexeme: Lexeme) -> bool:
        """Says that a name before a colon is no field here; whether no field has the name."""
        if lexeme.text.endswith(":") and self.notices.fields.find(lexeme.text[:-1]):
            self.notices.add("field-space", lexeme.start, lexeme.text)
        elif match := _UNKNOWN_FIELD.match(lexeme.text):
            self.notices.add("unknown-field", lexeme.start, match[1])
            return True
        return False


def words_of(text: str, start: int = 0, literal: bool = False) -> list[Word]:
    """The words of a text that begins at `start` of the query.

    «و» belongs to the word behind it, whatever stood between them.

    >>> [(word.text, tuple(word.span)) for word in words_of("قمة، و+موسكو")]
    [('قمة', (0, 3)), ('و موسكو', (5, 12))]
    """
    tokens = [token for token in tokenize(text) if analyze_word(token.text)]
    if len(tokens) < 2:
        return [Word(one.text, literal, span=Span(start + one.start, start + one.end)) for one in tokens]
    places = [0, *accumulate(len(token.text) + 1 for token in tokens)]  # of the tokens with a space between them

    def typed(place: int) -> int:
        number = bisect_right(places, place) - 1
        return start + tokens[number].start + place - places[number]

    joined = tokenize(" ".join(token.text for token in tokens))
    return [Word(one.text, literal, span=Span(typed(one.start), typed(one.end - 1) + 1)) for one in joined]


def span_of(nodes: Sequence[Node]) -> Span | None:
    """From the first of some nodes to the last; None when they have no place."""
    spans = [node.span for node in nodes if node.span]
    return Span(spans[0].start, spans[-1].end) if spans else None


def as_phrase(words: Sequence[Word], literal: bool, span: Span | None) -> list[Node]:
    """Words one after the other as one node, none for no word."""
    if len(words) < 2:
        return [word if word.span == span else replace(word, span=span) for word in words]
    spans = tuple(word.span for word in words if word.span)
    return [Phrase(tuple(word.text for word in words), spans, literal, span=span)]
