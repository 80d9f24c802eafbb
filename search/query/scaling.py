"""A clause that counts for less: what it matches stays."""

from __future__ import annotations

from dataclasses import replace

from search.engines.clauses import Bool, Clause, ConstantScore, DisjunctionMax, FuzzyTerm, Term, TermPhrase, TermSet


def scaled(clause: Clause, factor: float) -> Clause:
    """The clause with every score of it multiplied.

    >>> scaled(DisjunctionMax((Term("body_lemma", "قمه", 2.0),)), 0.5)
    DisjunctionMax(clauses=(Term(field='body_lemma', text='قمه', boost=1.0),), tie=0.0)
    """
    match clause:
        case Term():
            return replace(clause, boost=clause.boost * factor)
        case TermPhrase() | TermSet() | FuzzyTerm() | ConstantScore():
            return replace(clause, score=clause.score * factor)
        case DisjunctionMax(clauses):
            return replace(clause, clauses=tuple(scaled(one, factor) for one in clauses))
        case Bool(must, should):
            return replace(
                clause,
                must=tuple(scaled(one, factor) for one in must),
                should=tuple(scaled(one, factor) for one in should),
            )
    return clause
