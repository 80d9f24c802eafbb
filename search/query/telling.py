"""How much a word of a query tells: the rarer it is in the index, the more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log10

from search.engines.clauses import Clause, Term, TermPhrase, TermSet, leaves_of
from search.query.answer_set import LEAST_WEIGHT, MOST_WEIGHT

Containing = Callable[[str, Sequence[str]], list[int]]  # field, terms -> in how many documents each is


def unknown(name: str, terms: Sequence[str]) -> list[int]:
    """For who has no index: every term is as rare as any other."""
    return [0] * len(terms)


def weight_of(match: Clause, containing: Containing, documents: int) -> int:
    """1 for what more than a tenth of the documents have, 2 for up to a tenth, 3 for a hundredth, 4 for a thousandth.

    Of a word its most frequent term counts, of words in a row the rarest. What no document has tells most: it may be a
    name misspelled, and nothing else of the query can stand for it.
    """
    leaves = leaves_of(match)
    found = [containing(leaf.field, [leaf.text])[0] for leaf in leaves if isinstance(leaf, Term)]
    found += [min(containing(leaf.field, leaf.terms)) for leaf in leaves if isinstance(leaf, TermPhrase)]
    found += [max(containing(leaf.field, leaf.terms), default=0) for leaf in leaves if isinstance(leaf, TermSet)]
    most = max(found, default=0)
    return weight_of_share(most, documents) if most else MOST_WEIGHT


def weight_of_share(containing: int, documents: int) -> int:
    """The weight of what so many of the documents have.

    >>> [weight_of_share(n, 40_000) for n in (20_000, 4_000, 400, 40, 1)]
    [1, 2, 3, 4, 4]
    """
    return min(MOST_WEIGHT, LEAST_WEIGHT + int(log10(documents / containing) + 1e-9))
