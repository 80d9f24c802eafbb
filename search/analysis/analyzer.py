"""The analyzer: tokenizer, folding and stemmer in one order, for indexing, queries and snippets alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from search.analysis import written_on
from search.analysis.compiled_stemmer import compiled_plain, compiled_terms
from search.analysis.context import in_context
from search.analysis.elongation import shorten
from search.analysis.english import english_stem
from search.analysis.folding import fold, fold_letters, fold_plain, letters, modern, whole_hamza
from search.analysis.lexicon.location import lexicon_digest
from search.analysis.particles import form_term, hides
from search.analysis.readings import Reading
from search.analysis.remembered import remembered
from search.analysis.stemmer import INDEXED, lemmas, readings
from search.analysis.stopwords import is_stop_word
from search.analysis.tables import tables_digest
from search.analysis.tokenizer import Token, tokenize

_ARABIC = re.compile("[ء-ي]+")
# The tables that decide on the terms of a word: those of the lexicon are in its own digest.
TABLES = (
    *("apart", "attached", "compounds", "confused_letters", "dagger", "enclitics", "endings", "english", "formulas"),
    *("given_names", "glued", "hamza_spellings", "letters", "marks", "open_taa", "outside", "particles", "spellings"),
    *("stopwords", "typed_letters", "uthmani", "written_on"),
)
ANALYSIS_VERSION = 7  # raise it when code, not a table, changes what a word becomes


@dataclass(frozen=True, slots=True)
class WordTerms:
    """The terms of one word, level by level.

    `lemmas` come best first: a document holds the first two (`indexed`), a query asks for all. `pos` is the part of
    speech of the likeliest reading (noun, verb, particle, name, unknown, other), '' when there is none: a number.
    """

    exact: str
    lemmas: tuple[str, ...]
    pos: str = ""

    @property
    def indexed(self) -> tuple[str, ...]:
        """The lemma terms of the word in a document."""
        return _indexed(self.exact, self.lemmas)

    @property
    def hidden(self) -> bool:
        """Whether a particle has the same exact term, so that the word is found by its lemma only: علي beside على."""
        return hides(self.exact, self.lemmas)

    @property
    def is_stop_word(self) -> bool:
        """Whether it says little of what a text is about: ولي of ولي العهد is no «and for me»."""
        return is_stop_word(self.exact, self.lemmas[0] if self.lemmas else "") and not self.hidden


@dataclass(frozen=True, slots=True)
class AnalyzedToken:
    """A token and its terms. What stands for several words (ﷺ, عبدالله) gives several, all with its offsets."""

    token: Token
    terms: WordTerms


@remembered(2**16)
def analyze_word(word: str) -> tuple[WordTerms, ...]:
    """The terms of one token's text; empty when nothing is left of it.

    >>> analyze_word("بالمدارسِ")
    (WordTerms(exact='بالمدارس', lemmas=('مدرسه',), pos='noun'),)
    """
    if plain := compiled_plain(word):
        return (WordTerms(*plain),)
    return tuple([_terms(exact, typed, spelled) for exact, typed, spelled in _words_of(word)])


def read_word(word: str) -> list[tuple[str, list[Reading]]]:
    """The exact term and the readings, best first, of each word that a token stands for.

    >>> [(exact, readings[0].lemma) for exact, readings in read_word("وعبدالله")]
    [('وعبد', 'عبد'), ('الله', 'الله')]
    """
    return [(exact, _readings(exact, typed, spelled)) for exact, typed, spelled in _words_of(word)]


@remembered(2**15)
def exact_terms(word: str) -> tuple[str, ...]:
    """The exact terms of the words that a token stands for, by which an index finds them.

    >>> exact_terms("ياأيها")
    ('يا', 'ايها')
    """
    return tuple([exact for exact, _, _ in _words_of(word)])


def _words_of(word: str) -> list[tuple[str, str, str]]:
    """Each word that a token stands for: its exact term, how it is typed in modern spelling, its letters folded."""
    if folded := fold_plain(word):
        return [(folded, word, folded)]
    typed = modern(word)
    spelled = letters(typed)
    folded = fold(word) if word.isascii() else fold_letters(letters(whole_hamza(typed)))
    exact = [one for word_of_it in folded.split() for one in _apart(shorten(word_of_it), typed).split()]
    if exact == [folded] and (spelled.removesuffix("ا") == folded.removesuffix("ا") or spelled[:-1] == folded[:-2]):
        return [(folded, typed, spelled)]
    return [(part, part, part) for part in exact]


def _apart(folded: str, typed: str) -> str:
    """A word without what is written on to it; one with a hamza in front (يأمركم) begins with no vocative."""
    return folded if "أ" in typed[:2] else written_on.part(folded)


def _readings(exact: str, typed: str, spelled: str) -> list[Reading]:
    if _ARABIC.fullmatch(exact):
        return readings(typed, spelled)
    stem = english_stem(exact)
    return [Reading(stem, "other", 0.0, "light English stem")] if stem != exact else []


def _terms(exact: str, typed: str, spelled: str) -> WordTerms:
    if compiled := compiled_terms(typed, spelled, exact):
        return WordTerms(exact, *compiled)
    found = _readings(exact, typed, spelled)
    return WordTerms(exact, lemmas(found, exact), found[0].pos if found else "")


def analyze(text: str) -> list[AnalyzedToken]:
    """The tokens of a text with their terms, in order; positions count terms.

    >>> [word.terms.exact for word in analyze("قال ﷺ")]
    ['قال', 'صلي', 'الله', 'عليه', 'وسلم']
    """
    return list(_analyze(text))


def _analyze(text: str) -> Iterator[AnalyzedToken]:
    position = 0
    for token in tokenize(in_context(text)):
        for terms in analyze_word(token.text):
            yield AnalyzedToken(Token(token.text, position, token.start, token.end), terms)
            position += 1


def joined_terms(word: str) -> tuple[str, str]:
    """The exact terms of one word and its indexed lemmas, each joined by spaces; nothing is remembered.

    >>> joined_terms("والكتب")
    ('والكتب', 'كتاب')
    """
    if plain := compiled_plain(word):
        return plain[0], " ".join(_indexed(plain[0], plain[1]))
    terms = [_terms(*one) for one in _words_of(word)]
    return " ".join([one.exact for one in terms]), " ".join([lemma for one in terms for lemma in one.indexed])


def _indexed(exact: str, lemmas: tuple[str, ...]) -> tuple[str, ...]:
    return (*lemmas[:INDEXED], form_term(exact)) if hides(exact, lemmas) else lemmas[:INDEXED]


@cache
def fingerprint() -> str:
    """The digest of the analysis: changes when anything does that decides on the terms of a word."""
    return hashlib.sha256(f"{ANALYSIS_VERSION} {lexicon_digest()} {tables_digest(*TABLES)}".encode()).hexdigest()[:16]
