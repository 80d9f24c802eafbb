"""The analyzer: tokenizer, folding and stemmer in one order, for indexing, queries and snippets alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from search.analysis.folding import fold
from search.analysis.stemmer import stem
from search.analysis.tables import tables_digest
from search.analysis.tokenizer import Token, find_words, tokenize

INDEXED_LEMMAS = 2
_CACHED_WORDS = 2**20
ANALYSIS_VERSION = 1  # raise it when code, not a table, changes what a word becomes


@dataclass(frozen=True, slots=True)
class WordTerms:
    """The terms of one word, level by level.

    `lemmas` come best first: a document holds the first two (`indexed`), a query asks for all.
    `rules` says what made the first.
    """

    exact: str
    lemmas: tuple[str, ...]
    rules: tuple[str, ...] = ()

    @property
    def indexed(self) -> tuple[str, ...]:
        """The lemma terms of the word in a document."""
        return self.lemmas[:INDEXED_LEMMAS]


@dataclass(frozen=True, slots=True)
class AnalyzedToken:
    """A token and its terms. A ligature such as ﷺ gives several, all with its offsets."""

    token: Token
    terms: WordTerms


@lru_cache(maxsize=2**16)
def analyze_word(word: str) -> tuple[WordTerms, ...]:
    """The terms of one token's text; empty when nothing is left of it.

    >>> analyze_word("بالمدارسِ")
    (WordTerms(exact='بالمدارس', lemmas=('مدارس',), rules=('prefix بال',)),)
    """
    return tuple(_terms(part, word) for part in fold(word).split())


def _terms(folded: str, word: str) -> WordTerms:
    found = stem(folded, word)
    rules = [f"prefix {found.prefix}"] * bool(found.prefix) + [f"suffix {found.suffix}"] * bool(found.suffix)
    return WordTerms(folded, (found.text,), tuple(rules))


def analyze(text: str) -> list[AnalyzedToken]:
    """The tokens of a text with their terms, in order; positions count terms.

    >>> [word.terms.exact for word in analyze("قال ﷺ")]
    ['قال', 'صلي', 'الله', 'عليه', 'وسلم']
    """
    return list(_analyze(text))


def _analyze(text: str) -> Iterator[AnalyzedToken]:
    position = 0
    for token in tokenize(text):
        for terms in analyze_word(token.text):
            yield AnalyzedToken(Token(token.text, position, token.start, token.end), terms)
            position += 1


def analyze_text(text: str) -> tuple[str, str]:
    """The exact terms and the lemma terms of a text, each joined by spaces: what engines index.

    The exact terms stand one at a position. The lemmas are a bag: a word may add two, so their places mean nothing.
    """
    known = _joined_terms
    pairs = [known[word] for word in find_words(text)]
    return " ".join([exact for exact, _ in pairs]), " ".join([lemmas for _, lemmas in pairs])


class _JoinedTerms(dict[str, tuple[str, str]]):
    """Word -> its exact terms and its indexed lemmas, each joined by spaces; analysed once for each distinct word."""

    def __missing__(self, word: str) -> tuple[str, str]:
        if len(self) >= _CACHED_WORDS:
            self.clear()
        terms = analyze_word(word)
        exact, lemmas = (part.exact for part in terms), (lemma for part in terms for lemma in part.indexed)
        self[word] = joined = " ".join(exact), " ".join(lemmas)
        return joined


_joined_terms = _JoinedTerms()


@cache
def fingerprint() -> str:
    """The digest of the analysis: an index made with another one is refused."""
    return hashlib.sha256(f"{ANALYSIS_VERSION} {tables_digest()}".encode()).hexdigest()[:16]
