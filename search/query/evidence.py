"""What is more evidence that a document is about the words of a query: it only scores, it makes no match.

Names are evidence where their words stand side by side. Keywords (a few words without a stop word) are meant as one
thing, so they are too; and so is a document that begins with them, and one that has them in the form they were typed
in. Each is measured: benchmarks/ablation.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from search.analysis import WordTerms, analyze_word
from search.analysis.particles import form_term
from search.engines.clauses import Clause, DisjunctionMax, TermPhrase, TermSet
from search.model.ranking import Ranking
from search.model.schema import Schema
from search.query.neighbours import NAMES
from search.query.word_clauses import with_proclitics
from search.query.words import Node, Word

_OPENING = "opening_lemma"
# Of the first ten articles for علي one still had only علية, again and again; with twice the score none has.
_HIDDEN = 2
_KEPT = 2**10  # words whose clauses are kept
_PAIR = 2  # telling words that are meant as one thing in a question too: ما هي عاصمة روسيا


class Evidence:
    """Makes the clauses of evidence for words typed side by side."""

    def __init__(self, schema: Schema, ranking: Ranking) -> None:
        self.schema = schema
        self.ranking = ranking
        self._word = lru_cache(_KEPT)(self._of_word)

    def of(self, nodes: tuple[Node, ...]) -> Iterator[Clause]:
        """The clauses of a query's nodes."""
        found = [significant(node) for node in nodes]
        words = [word for word in found if word]
        keywords = sum(isinstance(node, Word) for node in nodes) == len(words) <= self.ranking.keywords
        yield from islice(self._pairs(found, keywords), self.ranking.adjacent_pairs)
        if keywords:
            for word in words:
                yield from self._word(word)

    def _pairs(self, words: list[WordTerms | None], keywords: bool) -> Iterator[Clause]:
        few = keywords or sum(word is not None for word in words) <= _PAIR
        score = self.ranking.together if keywords else self.ranking.adjacent
        for first, second in pairwise(words if score else ()):
            if first and second and (few or first.pos in NAMES or second.pos in NAMES):
                yield DisjunctionMax(
                    tuple(
                        TermPhrase(field.name, (first.exact, second.exact), score)
                        for field in self.schema.fields_for("exact")
                    )
                )

    def _of_word(self, word: WordTerms) -> tuple[Clause, ...]:
        found: list[Clause] = []
        if self.ranking.opening:
            found.append(TermSet(_OPENING, word.lemmas, self.ranking.opening))
        if self.ranking.form:
            level, score = "exact", self.ranking.form
            forms = (*with_proclitics(word.exact), *with_proclitics(_definite(word.exact)))
            if word.hidden:  # every على has the letters of علي
                level, score, forms = "lemma", _HIDDEN * score, (form_term(word.exact),)
            fields, terms = self.schema.fields_for(level), tuple(dict.fromkeys(forms))
            found.append(DisjunctionMax(tuple(TermSet(field.name, terms, score) for field in fields)))
        return tuple(found)


def significant(node: Node) -> WordTerms | None:
    """The terms of a node that is one word, and not a stop word."""
    terms = analyze_word(node.text) if isinstance(node, Word) else ()
    return terms[0] if len(terms) == 1 and not terms[0].is_stop_word else None


def _definite(exact: str) -> str:
    return exact if exact.startswith("ال") else "ال" + exact
