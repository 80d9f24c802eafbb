"""Completions of what is being typed: words, frequent phrases, titles.

The vocabulary proposes, the engine counts: whatever no document has (any more) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis import fold, tokenize
from search.analysis.stopwords import is_stop_word
from search.engines.base import Engine, Window
from search.engines.clauses import Bool, DisjunctionMax, Term, TermSet
from search.model.document import Document
from search.model.schema import Schema
from search.storage.records import fetch_documents
from search.storage.vocabulary import Vocabulary

_LEAST_LETTERS = 2
_MOST_LETTERS = 100
_MOST_WORDS = 8
_SPARE = 4  # proposed beyond what is wanted: stop words and what no document has go
_ENDINGS = 20  # words that the last one of a title may become
_TITLES = 3
_TITLE = "title_exact"
_TITLE_LETTERS = 160


@dataclass(frozen=True, slots=True)
class Completion:
    """What a query may become; `kind` is word, phrase or title, `documents` how many hold it as it stands."""

    text: str
    kind: str
    documents: int

    def to_dict(self) -> dict[str, str | int]:
        """The JSON form."""
        return {"text": self.text, "kind": self.kind, "documents": self.documents}


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What was typed: the words as written and folded; the last one is complete when a space follows."""

    words: tuple[str, ...]
    terms: tuple[str, ...]
    ended: bool

    @classmethod
    def of(cls, text: str) -> _Beginning:
        words = tuple(token.text for token in tokenize(text[:_MOST_LETTERS]))
        terms = tuple(term for word in words for term in fold(word).split())
        return cls(words, terms, text[-1:].isspace())


def complete(prefix: str, limit: int, engine: Engine, vocabulary: Vocabulary, schema: Schema) -> tuple[Completion, ...]:
    """The likeliest completions, words and phrases by frequency, then titles; none before the second letter."""
    typed = _Beginning.of(prefix)
    if sum(map(len, typed.terms)) < _LEAST_LETTERS or len(typed.terms) > _MOST_WORDS:
        return ()
    titles = list(_titles(typed, engine, vocabulary))[: max(1, min(_TITLES, limit))]
    found: dict[str, Completion] = {}
    for text, documents in _proposed(typed, limit + _SPARE, vocabulary):
        if len(found) == limit - len(titles):
            break
        if text not in found and (counted := documents or _count(text, engine, schema)):
            found[text] = Completion(text, "phrase" if " " in text else "word", counted)
    return (*found.values(), *titles)[:limit]


def _proposed(typed: _Beginning, limit: int, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """Texts that begin so, by their last two words or else by the last alone, and in how many documents they are.

    A phrase of a fresh vocabulary was seen in a document; of everything else the number is 0, to be counted.
    """
    if len(typed.words) < len(typed.terms):  # عبدالله
        return
    *before, last = typed.terms
    found = []
    if before:
        found = vocabulary.completions(f"{before[-1]} {last}{' ' * typed.ended}", limit)
        for one in found:
            yield (
                " ".join((*typed.words[:-2], one.shown)),
                one.documents if len(before) == 1 and vocabulary.fresh else 0,
            )
    if found or (before and typed.ended):
        return
    for one in vocabulary.completions(last + " " * typed.ended, limit):
        phrase = " " in one.term
        if not (is_stop_word(one.term) or (phrase and before)):
            text = " ".join((*typed.words[:-1], one.shown))
            yield text, one.documents if phrase and vocabulary.fresh else 0


def _count(text: str, engine: Engine, schema: Schema) -> int:
    terms = [term for token in tokenize(text) for term in fold(token.text).split()]
    words = (DisjunctionMax(tuple(Term(field.name, term) for field in schema.fields_for("exact"))) for term in terms)
    return engine.search(Bool(must=tuple(words)), Window(limit=0)).total


def _titles(typed: _Beginning, engine: Engine, vocabulary: Vocabulary) -> Iterator[Completion]:
    """Titles that hold what was typed, word by word."""
    *before, last = typed.terms
    endings = [one.term for one in vocabulary.completions(last, _ENDINGS) if " " not in one.term]
    ending = TermSet(_TITLE, tuple(dict.fromkeys((last, *endings))))
    clause = Bool(must=(*(Term(_TITLE, term) for term in before), ending))
    matches = engine.search(clause, Window(limit=_TITLES)).matches
    wanted = " ".join(typed.terms)
    for document in fetch_documents(engine, [match.key for match in matches]):
        if len(document.title) <= _TITLE_LETTERS and wanted in _folded(document):
            yield Completion(document.title, "title", 1)


def _folded(document: Document) -> str:
    return " ".join(fold(token.text) for token in tokenize(document.title))
