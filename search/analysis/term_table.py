"""Texts to their terms by a table of words met before, and the texts of each term counted: the hot loop of indexing.

`TermTable` and `TermCounts` are those of `native/` where it was built, else those below. Both give the same
(tests/analysis/test_native.py); what a word becomes is told by one function, whichever runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Protocol

from search.analysis.characters import LETTERS, MARKS, TATWEEL, character_flags
from search.analysis.known_words import KnownWords, record, words_in
from search.analysis.native import native
from search.analysis.remembered import LONGEST_REMEMBERED
from search.analysis.tokenizer import FORMULAS, INSIDE, WORD, find_words, first_words

if TYPE_CHECKING:
    from search.analysis.native._native import Stemmer

Joined = tuple[str, str]  # exact terms and indexed lemmas, each joined by spaces
Analyse = Callable[[str], Joined]


class Counts(Protocol):
    """In how many texts each exact term is."""

    def __len__(self) -> int:
        """How many terms were met, about."""

    def next_text(self) -> None:
        """What is joined from now on is of another text."""

    def take(self) -> dict[str, int]:
        """In how many texts each term was met since this was asked last."""


class Table(Protocol):
    """Words with their joined terms; one that is not there is analysed, and kept where it is not too long."""

    def __len__(self) -> int:
        """How many words are kept, about."""

    def get(self, word: str) -> Joined | None:
        """The terms of a word that is kept, or known."""

    def remember(self, records: bytes) -> None:
        """Keeps words with their terms, see `known_words.record`; one that is there stays as it is."""

    def take_news(self) -> bytes:
        """The records of the words that were analysed and kept since this was asked last."""

    def join(self, text: str, counts: Counts | None = None) -> Joined:
        """The terms of a text, word by word; each exact term counts one more, once a text."""

    def first(self, text: str, most: int, least: int) -> str:
        """The joined lemma terms of the first words of a text, at most so many; '' where it has fewer than `least`."""


def new_table(analyse: Analyse, known: KnownWords, stemmer: Callable[[], Stemmer | None]) -> Table:
    """An empty table; what it has not met it looks for among the words that are known, and has analysed what is new.

    Of a plain word the compiled stemmer gives what `analyse` would.
    """
    if native:
        return native.TermTable(analyse, WORD.match, character_classes(), known.content, stemmer())
    return PlainTermTable(analyse, known)


def new_counts() -> Counts:
    """Counts of nothing."""
    return native.TermCounts() if native else PlainTermCounts()


@cache
def character_classes() -> bytes:
    """What the compiled tokenizer has to know of each character to U+FFFF: a byte of flags.

    1 is a letter, 2 may stand between the letters of a word, 4 at its end, 8 is a digit, 16 begins a word of any kind.
    """
    begins = (16, f"[{LETTERS}{FORMULAS}]"), (16, r"[^\W_]")
    flags = character_flags(((1, f"[{LETTERS}]"), (2, f"[{INSIDE}]"), (4, f"[{MARKS}{TATWEEL}]"), (8, r"\d"), *begins))
    flags[0xFFFF] = 8 + 16  # stands for all beyond: the regular expression looks at what has one, or has it behind
    return bytes(flags)


class PlainTermCounts:
    """`Counts` in Python."""

    def __init__(self) -> None:
        self._before: Counter[str] = Counter()
        self._text: set[str] = set()

    def __len__(self) -> int:
        return len(self._before)

    def add(self, exact: tuple[str, ...]) -> None:
        """Counts the exact terms of the words of a text."""
        self._text.update(exact)
        self._text.discard("")  # a word without terms

    def next_text(self) -> None:
        self._before.update(self._text)
        self._text = set()

    def take(self) -> dict[str, int]:
        self.next_text()
        taken, self._before = self._before, Counter()
        return taken


class PlainTermTable:
    """`Table` in Python."""

    def __init__(self, analyse: Analyse, known: KnownWords) -> None:
        self._words = _Words(analyse, known)

    def __len__(self) -> int:
        return len(self._words)

    def get(self, word: str) -> Joined | None:
        return self._words.get(word) or self._words.known.find(word)

    def remember(self, records: bytes) -> None:
        for word, exact, lemmas in words_in(records):
            self._words.setdefault(word, (exact, lemmas))

    def take_news(self) -> bytes:
        taken, self._words.news = bytes(self._words.news), bytearray()
        return taken

    def join(self, text: str, counts: Counts | None = None) -> Joined:
        if not (words := find_words(text)):
            return "", ""
        exact, lemmas = zip(*map(self._words.__getitem__, words), strict=False)
        joined = " ".join(exact)
        if counts is not None:
            assert isinstance(counts, PlainTermCounts)
            # Their strings are hashed already, unless a word stands for several terms.
            counts.add(exact if joined.count(" ") < len(exact) else tuple(joined.split()))
        return joined, " ".join(lemmas)

    def first(self, text: str, most: int, least: int) -> str:
        return " ".join([self._words[word][1] for word in first_words(text, most, least)])


class _Words(dict[str, Joined]):
    def __init__(self, analyse: Analyse, known: KnownWords) -> None:
        self._analyse = analyse
        self.known = known
        self.news = bytearray()

    def __missing__(self, word: str) -> Joined:
        if found := self.known.find(word):
            self[word] = found
            return found
        joined = self._analyse(word)
        if len(word) <= LONGEST_REMEMBERED:
            self[word] = joined
            self.news += record(word, *joined)
        return joined
