"""How much a word of a query tells: the rarer it is in the index, the more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from math import log10

from search.engines.clauses import Clause, Term, TermPhrase, TermSet, leaves_of
from search.query.answer_set import LEAST_WEIGHT, MOST_WEIGHT

_Counted = Term | TermPhrase | TermSet
Containing = Callable[[str, Sequence[str]], list[int]]  # field, terms -> in how many documents each is


def unknown(name: str, terms: Sequence[str]) -> list[int]:
    """For who has no index: every term is as rare as any other."""
    return [0] * len(terms)


def weights_of(matches: Sequence[Clause], containing: Containing, documents: int) -> list[int]:
    """1 for what more than a tenth of the documents have, 2 for up to a tenth, 3 for a hundredth, 4 for a thousandth.

    Of a word its most frequent term counts, of words in a row the rarest. What no document has tells most: it may be a
    name misspelled, and nothing else of the query can stand for it. The index is asked once for each field, as it may
    be far away.
    """
    leaves = [[leaf for leaf in leaves_of(match) if isinstance(leaf, _Counted)] for match in matches]
    asked: dict[str, dict[str, int]] = {}
    for leaf in chain.from_iterable(leaves):
        terms = asked.setdefault(leaf.field, {})
        for term in _terms(leaf):
            terms[term] = 0
    counts = {field: dict(zip(terms, containing(field, tuple(terms)), strict=True)) for field, terms in asked.items()}
    return [_weight((_count(leaf, counts[leaf.field]) for leaf in some), documents) for some in leaves]


def _terms(leaf: _Counted) -> tuple[str, ...]:
    return (leaf.text,) if isinstance(leaf, Term) else leaf.terms


def _count(leaf: _Counted, counts: Mapping[str, int]) -> int:
    if isinstance(leaf, Term):
        return counts[leaf.text]
    found = [counts[term] for term in leaf.terms]
    return min(found) if isinstance(leaf, TermPhrase) else max(found, default=0)


def _weight(found: Iterable[int], documents: int) -> int:
    most = max(found, default=0)
    return weight_of_share(most, documents) if most else MOST_WEIGHT


def weight_of_share(containing: int, documents: int) -> int:
    """The weight of what so many of the documents have.

    >>> [weight_of_share(n, 40_000) for n in (20_000, 4_000, 400, 40, 1)]
    [1, 2, 3, 4, 4]
    """
    return min(MOST_WEIGHT, LEAST_WEIGHT + int(log10(documents / containing) + 1e-9))
