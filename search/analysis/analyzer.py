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

ANALYSIS_VERSION = 1  # raise it when code, not a table, changes what a word becomes


@dataclass(frozen=True, slots=True)
class WordTerms:
    """The terms of one word, level by level, and the rules that made the lemma."""

    exact: str
    lemma: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnalyzedToken:
    """A token and its terms. A ligature such as ﷺ gives several, all with its offsets."""

    token: Token
    exact: str
    lemma: str
    rules: tuple[str, ...]


@lru_cache(maxsize=2**18)
def analyze_word(word: str) -> tuple[WordTerms, ...]:
    """The terms of one token's text; empty when nothing is left of it.

    >>> analyze_word("بالمدارسِ")
    (WordTerms(exact='بالمدارس', lemma='مدارس', rules=('prefix بال',)),)
    """
    return tuple(_terms(part, word) for part in fold(word).split())


def _terms(folded: str, word: str) -> WordTerms:
    found = stem(folded, word)
    rules = [f"prefix {found.prefix}"] * bool(found.prefix) + [f"suffix {found.suffix}"] * bool(found.suffix)
    return WordTerms(folded, found.text, tuple(rules))


def analyze(text: str) -> list[AnalyzedToken]:
    """The tokens of a text with their terms, in order; positions count terms.

    >>> [word.exact for word in analyze("قال ﷺ")]
    ['قال', 'صلي', 'الله', 'عليه', 'وسلم']
    """
    return list(_analyze(text))


def _analyze(text: str) -> Iterator[AnalyzedToken]:
    position = 0
    for token in tokenize(text):
        for terms in analyze_word(token.text):
            yield AnalyzedToken(
                Token(token.text, position, token.start, token.end), terms.exact, terms.lemma, terms.rules
            )
            position += 1


def analyze_text(text: str) -> tuple[str, str]:
    """The exact terms and the lemma terms of a text, each joined by spaces: what engines index."""
    words = [terms for word in find_words(text) for terms in analyze_word(word)]
    return " ".join([terms.exact for terms in words]), " ".join([terms.lemma for terms in words])


@cache
def fingerprint() -> str:
    """The digest of the analysis: an index made with another one is refused."""
    return hashlib.sha256(f"{ANALYSIS_VERSION} {tables_digest()}".encode()).hexdigest()[:16]
