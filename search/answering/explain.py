"""Why a document has its score: the tree of terms again, with what each clause gave this document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from search.analysis.context import in_context
from search.analysis.documents import lead, opening
from search.analysis.tokenizer import first_words
from search.answering.highlighter import Highlighter
from search.engines.base import Engine, TermScore, Window
from search.engines.clauses import (
    AsTyped,
    Bool,
    Clause,
    ConstantScore,
    DisjunctionMax,
    DocumentSet,
    FuzzyTerm,
    Leaf,
    RangeFilter,
    TagFilter,
    Term,
    TermPhrase,
    TermSet,
    Verified,
    WithinDistance,
)
from search.messages import counted
from search.model.document import Document
from search.model.schema import OPENING, text_and_level

_ALTERNATIVES = 4  # shown of what a filter takes for enough
_FORMS = 3  # different words of the document shown for a term
_FILTERS, _EXCLUDES = ", filters", ", excludes"  # end what is said of a condition, which counts nothing


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a clause gave: `score` is None where the clause does not match the document.

    `forms` are words of the document that a term stands for, `term` its factors, `details` the clauses below.
    """

    what: str
    score: float | None
    forms: tuple[str, ...] = ()
    boost: float = 1.0
    term: TermScore | None = None
    details: tuple[Explanation, ...] = ()
    own: tuple[str, ...] = ()  # of the whole: the rows of the tables of whoever runs the service that count in it

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; the whole says first whether the document matches."""
        return {"matches": self.score is not None, **asdict(self)}

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as lines for a person, without what does not match; of no match what it has of the conditions."""
        yield from (f"{'  ' * depth}own  {row}" for row in self.own)
        if self.score is None:
            yield "does not match: the document is no hit of the query"
            conditions = (one for one in self.details if one.what.endswith((_FILTERS, _EXCLUDES)))
            yield from (f"  {'lacks' if one.score is None else 'has'}  {one.what}" for one in conditions)
            return
        forms = f"  ({'، '.join(self.forms)})" if self.forms else ""
        yield f"{'  ' * depth}{self.score:.4f}  {self.what}{forms}{self._factors()}"
        for detail in self.details:
            if detail.score is not None:
                yield from detail.lines(depth + 1)

    def _factors(self) -> str:
        if self.term is None:
            return ""
        term = self.term
        return (
            f"  = boost {self.boost:g} × BM25 {term.score:.4f}: idf {term.idf:.4f} "
            f"({term.containing} of {counted(term.documents, 'document')}), "
            f"{counted(term.frequency, 'time')} in {counted(term.length, 'word')} "
            f"({term.average_length:.0f} on average)"
        )


def explain(engine: Engine, clause: Clause, document: Document) -> Explanation:
    """The explanation of a tree of terms for one document of the engine."""
    match clause:
        case Term():
            return _term(engine, clause, document)
        case DisjunctionMax(clauses, tie):
            details = tuple(explain(engine, child, document) for child in clauses)
            scores = [detail.score for detail in details if detail.score is not None]
            ordered = tuple(sorted(details, key=lambda detail: -(detail.score or 0)))
            best = max(scores, default=None)
            score = None if best is None else best + tie * (sum(scores) - best)
            return Explanation(f"best of, and {tie:g} of each other" if tie else "best of", score, details=ordered)
        case Bool(must, should, must_not, filters):
            details = tuple(explain(engine, child, document) for child in (*must, *should))
            matches = _matches(engine, clause, document)
            total = sum(detail.score or 0 for detail in details)
            conditions = [_filter(engine, one, document) for one in filters]
            conditions += [_filter(engine, one, document, _EXCLUDES) for one in must_not]
            without = f", without {len(must_not)} excluded" if must_not else ""
            return Explanation(f"sum of{without}", total if matches else None, details=(*details, *conditions))
    if not isinstance(clause, TermSet | FuzzyTerm | TermPhrase | ConstantScore) or not clause.score:
        return _filter(engine, clause, document)
    if not _matches(engine, clause, document):
        return Explanation(_describe(clause), None)
    forms = () if isinstance(clause, ConstantScore) else _forms(clause, document)
    return Explanation(_describe(clause), clause.score, forms)


def _filter(engine: Engine, clause: Clause, document: Document, effect: str = _FILTERS) -> Explanation:
    """What must be there, or must not, and counts nothing."""
    matches = _matches(engine, clause, document)
    forms = _forms(clause, document) if matches and isinstance(clause, Verified) else ()
    return Explanation(f"{_describe(clause)}{effect}", 0.0 if matches else None, forms)


def _forms(leaf: Leaf, document: Document) -> tuple[str, ...]:
    """Words of the document that a leaf stands for."""
    texts = ("title", "text") if isinstance(leaf, Verified) else (text_and_level(leaf.field)[0],)
    forms: dict[str, None] = {}
    for name in texts:
        text = _text(document, name)
        forms |= dict.fromkeys(text[mark.start : mark.end] for mark in Highlighter([leaf], name, 1).find(text))
    return tuple(forms)[:_FORMS]


def _text(document: Document, name: str) -> str:
    if name in ("lead", OPENING):
        begins = lead if name == "lead" else opening
        return " ".join(begins(document, in_context(document.searched_text("text")), first_words))
    return document.searched_text(name)


def _term(engine: Engine, term: Term, document: Document) -> Explanation:
    found = engine.explain(term, document.id)
    what = f"{term.field}:{term.text}"
    if found is None:
        return Explanation(what, None)
    return Explanation(what, found.score * term.boost, _forms(term, document), term.boost, found)


def _matches(engine: Engine, clause: Clause, document: Document) -> bool:
    only = Bool(must=(clause,), filters=(TagFilter("id", (document.id,)),))
    return engine.search(only, Window(limit=1)).total > 0


def _alternatives(clauses: tuple[Clause, ...]) -> str:
    more = f" or {len(clauses) - _ALTERNATIVES} more" if len(clauses) > _ALTERNATIVES else ""
    return " or ".join(map(_describe, clauses[:_ALTERNATIVES])) + more


def _describe(clause: Clause) -> str:
    match clause:
        case Term(field, text):
            return f"{field}:{text}"
        case DisjunctionMax(clauses):
            return _alternatives(clauses)
        case Bool(must, should, _, filters, minimum):
            wanted = [_describe(child) for child in (*must, *filters)]
            wanted += [f"{minimum} of: {_alternatives(should)}"] if minimum > 1 else []
            wanted += [_alternatives(should)] if minimum == 1 else []
            return " and ".join(f"({one})" if len(wanted) > 1 and " or " in one else one for one in wanted)
        case TermPhrase(field, terms):
            return f'{field}:"{" ".join(terms)}"'
        case TermSet(field, terms):
            return f"{field}: one of {counted(len(terms), 'term')}, the same score for all"
        case FuzzyTerm(field, text, edits):
            return f"{field}: within {counted(edits, 'letter')} of {text}, the same score for all"
        case Verified(condition=WithinDistance(_, distances)):
            return f"words at most {', '.join(map(str, distances))} apart, read in the stored text"
        case Verified(condition=AsTyped(words, letters)):
            return f"{' '.join(words)} in these very {'letters' if letters else 'marks'}, read in the text"
        case TagFilter(field, values):
            return f"{field} is {' or '.join(values)}"
        case ConstantScore(child):
            return _describe(child)
        case DocumentSet(digests):
            return f"one of {counted(len(digests), 'near-duplicate')}"
        case RangeFilter(field):
            return f"{field} in the range"
    return type(clause).__name__
