"""A run without spaces: a word, a prefix, a fuzzy word, or a phrase where punctuation stands inside (كوفيد-19)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.analysis import analyze_word, tokenize
from search.query.fields import FIELDS
from search.query.notices import Report
from search.query.operators import Lexeme
from search.query.words import Fuzzy, Group, Node, Phrase, Prefix, Word

_FUZZY = re.compile(r"(.*)~(\d{0,9})")
_UNKNOWN_FIELD = re.compile(r"([^\W\d_]+):(?!//).")
_WILDCARD = re.compile(r"\*|(?<=\w)\?(?=\w)")
_SHORTEST_FUZZY, _LONGEST_OF_ONE = 4, 6  # letters of a word that may differ by one; longer ones by two


@dataclass(slots=True)
class Runs:
    """Reads runs; counts words, and those that are fuzzy, against their limits."""

    report: Report
    words: int = 0
    fuzzy: int = 0

    def run(self, lexeme: Lexeme) -> list[Node]:
        """What a run stands for: one node, or none."""
        text = lexeme.text
        words = words_of(text)
        if text.endswith("*") and len(words) == 1:
            return self._prefix(words[0], lexeme.start)
        if "~" in text and words:
            match = _FUZZY.fullmatch(text)
            if match and "~" not in match[1]:
                words = words_of(match[1])
                if len(words) == 1 and len(analyze_word(words[0])) == 1:
                    return self._fuzzy(words[0], match[2], lexeme.start)
            self.report.say("fuzzy", lexeme.start + text.index("~"))
        if words and (wildcard := _WILDCARD.search(text)):
            self.report.say("wildcard", lexeme.start + wildcard.start())
        unknown = ":" in text and self._say_field(lexeme)
        words = self.take(words, lexeme.start)
        if len(words) < 2:
            return [Word(word) for word in words]
        return [Group(tuple(Word(word) for word in words)) if unknown else Phrase(tuple(words))]

    def take(self, words: list[str], start: int) -> list[str]:
        """So many of the words as the limit leaves room for; the others are dropped, and that is said."""
        room = max(0, self.report.limits.query_words - self.words)
        self.words += len(words[:room])
        if words[room:]:
            self.report.dropped += words[room:]
            self.report.say("too-many-words", start)
        return words[:room]

    def _prefix(self, word: str, start: int) -> list[Node]:
        if sum(len(terms.exact) for terms in analyze_word(word)) < self.report.limits.prefix_letters:
            self.report.say("short-prefix", start)
            return [Word(word) for word in self.take([word], start)]
        return [Prefix(word, start) for word in self.take([word], start)]

    def _fuzzy(self, word: str, asked: str, start: int) -> list[Node]:
        """The word with as many edits as its length allows, counted in letters of its exact term."""
        letters = len(analyze_word(word)[0].exact)
        allowed = 0 if letters < _SHORTEST_FUZZY else 1 if letters <= _LONGEST_OF_ONE else 2
        edits = min(int(asked or allowed), allowed)
        if not allowed:
            self.report.say("short-fuzzy", start, word)
        elif asked and int(asked) > allowed:
            self.report.say("fuzzy-edits", start)
        self.fuzzy += edits > 0
        if self.fuzzy > self.report.limits.fuzzy_words:
            self.report.say("many-fuzzy", start)
            edits = 0
        return [Fuzzy(word, edits) if edits else Word(word) for word in self.take([word], start)]

    def _say_field(self, lexeme: Lexeme) -> bool:
        """Says that a name before a colon is no field here; whether no field has the name."""
        if lexeme.text.endswith(":") and lexeme.text[:-1].casefold() in FIELDS:
            self.report.say("field-space", lexeme.start, lexeme.text)
        elif match := _UNKNOWN_FIELD.match(lexeme.text):
            self.report.say("unknown-field", lexeme.start, match[1])
            return True
        return False


def words_of(text: str) -> list[str]:
    """The words of a text. «و» belongs to the word behind it, whatever stood between them.

    >>> words_of("قمة، و+موسكو")
    ['قمة', 'و موسكو']
    """
    words = [token.text for token in tokenize(text) if analyze_word(token.text)]
    if len(words) < 2:
        return words
    return [token.text for token in tokenize(" ".join(words))]
