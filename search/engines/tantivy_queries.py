"""The queries of Tantivy for the tree of clauses.

A phrase query scores by its own idf, so phrases stand under a constant score of 0 (measured with tantivy-py 0.27).

Of the terms that a word may be found by half are in no document (of eight words 75 of 154, in 40,003 news articles):
they are left out, as each costs three look-ups in every search, and so are phrases with such a term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import tantivy
from tantivy import Occur, Query

from search.engines.base import VALUE
from search.engines.clauses import (
    Bool,
    Clause,
    ConstantScore,
    DisjunctionMax,
    DocumentSet,
    FuzzyTerm,
    MatchAll,
    MatchNone,
    RangeFilter,
    TagFilter,
    Term,
    TermPhrase,
    TermSet,
    Verified,
)
from search.engines.kept import Kept

_LISTED = 64  # terms that are looked up one by one: a set of them is compared with all terms of the field


class Queries:
    """Makes the queries of one index; threads may share it."""

    def __init__(self, files: tantivy.Schema, documents: Callable[[str, str], int]) -> None:
        self._files = files
        self.documents = documents  # field, term -> how many parts have it
        self._made = Kept[Query]()
        self._parts = Kept[list[Query]]()

    def of(self, clause: Clause) -> Query:
        """The query of a clause."""
        match clause:
            case DisjunctionMax():
                return self._made.of(clause, self._best_of)
            case ConstantScore(child, score):
                return Query.const_score_query(self.of(child), score)
            case Bool(must=(), should=(TermPhrase(), *_)):
                return self._made.of(clause, self._bool)
            case Bool():
                return self._bool(clause)
            case Term(field, text, boost):
                return self._term(field, text, boost)
            case TermPhrase(field, terms, score):
                return Query.const_score_query(self._sequence(field, terms), score)
            case TermSet(field, terms, score):
                return Query.const_score_query(self.any_of(field, terms), score)
            case FuzzyTerm(field, text, edits, score):
                return Query.const_score_query(Query.fuzzy_term_query(self._files, field, text, edits), score)
            case Verified(ids):
                return filtering(self.any_of("id", ids))
            case TagFilter(field, keys):
                return filtering(self.any_of(field, keys))
            case RangeFilter(field, first, last):
                return filtering(self._range(field, first, last))
            case DocumentSet(digests):
                return self.one_of(digests)
            case MatchAll():
                return filtering(Query.all_query())
            case MatchNone():
                return Query.empty_query()

    def any_of(self, field: str, terms: Sequence[str]) -> Query:
        """What has any of these terms, whatever that scores."""
        if len(terms) > _LISTED:
            return Query.term_set_query(self._files, field, list(terms))
        there = [term for term in terms if self.documents(field, term)]
        return any_query([Query.term_query(self._files, field, term, "basic") for term in there])

    def one_of(self, digests: Iterable[int]) -> Query:
        """The documents with these digests."""
        # Not a set of terms, which costs a map of all documents: a group is small.
        return filtering(any_query([Query.term_query(self._files, "digest", digest) for digest in digests]))

    def matched(self, clause: Clause) -> Query:
        """What matches a clause, each with the score 0."""
        if not isinstance(clause, Bool) or clause.minimum != 1 or not clause.is_choice:
            return filtering(self.of(clause))
        # Any of several words: one union of all terms; one of the unions of each word takes Tantivy half as long again.
        return filtering(any_query([query for word in clause.should for query in self._choices(word)]))

    def _choices(self, word: Clause) -> list[Query]:
        """What a word is found by, one by one."""
        return self._parts.of(word, self._there) if isinstance(word, DisjunctionMax) else [self.of(word)]

    def _there(self, clause: DisjunctionMax) -> list[Query]:
        found = []
        for child in clause.clauses:
            if isinstance(child, Term):  # nearly all are, and half of them are in no document
                if self.documents(child.field, child.text):
                    found.append(self._term(child.field, child.text, child.boost))
            elif self._may_be_there(child):
                found.append(self.of(child))
        return found

    def _term(self, field: str, text: str, boost: float) -> Query:
        query = Query.term_query(self._files, field, text, "freq")
        return query if boost == 1 else Query.boost_query(query, boost)

    def _best_of(self, clause: DisjunctionMax) -> Query:
        there = self._parts.of(clause, self._there)
        return Query.disjunction_max_query(there, clause.tie) if there else Query.empty_query()

    def _may_be_there(self, clause: Clause) -> bool:
        match clause:
            case Term(field, text):
                return self.documents(field, text) > 0
            case TermPhrase(field, terms):
                return all(self.documents(field, term) for term in terms)
        return True

    def _sequence(self, field: str, terms: tuple[str, ...]) -> Query:
        if len(terms) == 1:
            return Query.term_query(self._files, field, terms[0], "basic")
        return Query.phrase_query(self._files, field, list(terms))

    def _range(self, field: str, first: int | None, last: int | None) -> Query:
        if first is last is None:
            return Query.exists_query(field + VALUE)
        return Query.range_query(self._files, field + VALUE, tantivy.FieldType.Integer, first, last)

    def _bool(self, clause: Bool) -> Query:
        parts = [(Occur.Must, self.of(child)) for child in clause.must]
        parts += [(Occur.Must, self.matched(child)) for child in clause.filters]
        should = [child for child in clause.should if clause.minimum > 1 or self._may_be_there(child)]
        parts += [(Occur.Should, self.of(child)) for child in should or clause.should[:1]]
        parts += [(Occur.MustNot, self.of(child)) for child in clause.must_not]
        return Query.boolean_query(parts, clause.minimum or None)


def filtering(query: Query) -> Query:
    """The same matches, each with the score 0."""
    return Query.const_score_query(query, 0.0)


def any_query(queries: Sequence[Query]) -> Query:
    """What matches any of these."""
    return Query.boolean_query([(Occur.Should, one) for one in queries]) if queries else Query.empty_query()


def all_of(*parts: Query) -> Query:
    """What matches all of these."""
    return Query.boolean_query([(Occur.Must, part) for part in parts])
