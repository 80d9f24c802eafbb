"""The clauses of one word, and of words in a row: every level that may match, in every text.

A word is scored by the best of its levels and texts, and by weak evidence: a verb for its noun and the other way round
(كتابة, يكتب). Evidence makes no match for a word or two; where any word of many is enough it counts like the others,
which finds more and costs less.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis import WordTerms
from search.analysis.stopwords import WEIGHT, is_stop_word
from search.analysis.tables import read_table
from search.engines.clauses import Clause, DisjunctionMax, Term, TermPhrase
from search.model.schema import Schema, TextField

_EVIDENCE = 0.8  # of a lemma's weight: what the verb of a noun, or the noun of a verb, counts
_WEIGHTS = {"verb": 0.8, "name": 1.1, "unknown": 1.1, "": 1.1}  # by part of speech; "" has no reading: 2024, NATO
_TIE = 0.03  # of what the levels and texts beside the best one score
_VERB = "+"  # ends the lemma of a verb
_PROCLITICS = [(row["before"], row["article"]) for row in read_table("proclitics", "before", "article")]


@dataclass(frozen=True, slots=True)
class WordClauses:
    """Makes the clauses of words looked up at a level of a schema's texts, in one `text` or in all."""

    level: str
    schema: Schema

    def match(self, terms: WordTerms, text: str | None) -> DisjunctionMax:
        """The word at every level that makes a match."""
        fields = self.schema.fields_for(self.level, text)
        return DisjunctionMax(tuple(Term(f.name, term, f.boost) for f in fields for term in _terms_at(terms, f)))

    def scored(self, terms: WordTerms, text: str | None) -> DisjunctionMax:
        """The same with weak evidence, all of it lighter for a stop word."""
        weight = _weight(terms)
        twin = _twin(terms)
        clauses: list[Clause] = []
        for target in self.schema.fields_for(self.level, text):
            clauses += [Term(target.name, term, target.boost * weight) for term in _terms_at(terms, target)]
            if target.level == "lemma" and twin and twin not in terms.lemmas:
                clauses.append(Term(target.name, twin, target.boost * weight * _EVIDENCE))
        return DisjunctionMax(tuple(clauses), _TIE)

    def sequences(self, exact: tuple[str, ...], text: str | None) -> tuple[TermPhrase, ...]:
        """Exact terms in a row, the first with whatever is written on to it."""
        return tuple(
            TermPhrase(target.name, (first, *exact[1:]))
            for target in self.schema.fields_for("exact", text)
            for first in with_proclitics(exact[0])
        )


def with_proclitics(exact: str) -> tuple[str, ...]:
    """The folded word alone and with each proclitic that can stand before it.

    >>> with_proclitics("الامم")[:4]
    ('الامم', 'والامم', 'فالامم', 'بالامم')
    """
    if exact.startswith("ال"):
        return (exact, *(article + exact[2:] for _, article in _PROCLITICS))
    return (exact, *(before + exact for before, _ in _PROCLITICS))


def _weight(terms: WordTerms) -> float:
    """What a word weighs beside others: a verb tells less of what is asked for than a noun, a name or a number more."""
    if is_stop_word(terms.exact):
        return WEIGHT
    return _WEIGHTS.get(terms.pos, 1.0)


def _terms_at(terms: WordTerms, target: TextField) -> tuple[str, ...]:
    return terms.lemmas if target.level == "lemma" else (terms.exact,)


def _twin(terms: WordTerms) -> str:
    """The lemma of the verb spelled like this noun, or of the noun spelled like this verb; '' for other words."""
    lemma = terms.lemmas[0]
    if terms.pos == "noun":
        return lemma + _VERB
    return lemma.removesuffix(_VERB) if terms.pos == "verb" else ""
