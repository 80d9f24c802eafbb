"""The first matches of a clause in the order of a window; `ord`, the order of adding, decides ties."""

from __future__ import annotations

from itertools import groupby

import tantivy
from tantivy import Order

from search.engines.base import RECENT, RELEVANCE, SCORE_PLACES, VALUE, Window
from search.engines.clauses import Clause
from search.engines.recency import RAISED, raise_fresh
from search.engines.tantivy_searches import Searches

_SPARE = 30  # matches asked for beyond those wanted: near-duplicates and ties among them cost no second search

Matches = list[tuple[tantivy.DocAddress, float]]


class Ranking:
    """Ranks in one index."""

    def __init__(self, searcher: tantivy.Searcher, searches: Searches) -> None:
        self._searcher = searcher
        self._searches = searches

    def of(self, clause: Clause, wanted: int, window: Window) -> tuple[int, Matches]:
        """The total and the first matches in the order of the window, `wanted` or more where there are as many."""
        if window.sort != RECENT:
            return self._ranked(clause, wanted, window.sort)
        total, ranked = self._ranked(clause, max(wanted, RAISED), RELEVANCE)
        days = self._searcher.fast_field_values("date" + VALUE, [address for address, _ in ranked[:RAISED]])
        return total, raise_fresh(ranked, (None if day is None else int(day) for day in days), window)

    def _ranked(self, clause: Clause, wanted: int, sort: str) -> tuple[int, Matches]:
        """The total and the first `wanted`, with a few behind them that are found on the way.

        A last tie counts only where the whole of it is seen. Sorted by a field, documents without a value come last and
        have None for a key.
        """
        column = None if sort == RELEVANCE else sort.removeprefix("-") + VALUE
        order = Order.Desc if column is None or sort.startswith("-") else Order.Asc
        limit = wanted + _SPARE
        while True:
            if column is None:
                total, hits = self._searches.ranked(clause, limit)
            else:
                total, hits = self._searches.by_column(clause, limit, column, order)
            if column is None and len(hits) < total and not hits[0][0]:  # the best scores nothing: so do all
                column, order = "ord", Order.Asc
                continue
            keys = [key if column else round(key, SCORE_PLACES) for key, _ in hits]
            seen = len(keys) if len(keys) == total else keys.index(keys[-1])
            if seen >= wanted or len(keys) == total:
                break
            limit *= 4
        ties = [number for number, (_, tied) in enumerate(groupby(keys[:seen])) for _ in tied]
        orders = self._searcher.fast_field_values("ord", [address for _, address in hits[:seen]])
        ranking = sorted(range(seen), key=lambda at: (ties[at], orders[at]))[: wanted + _SPARE]
        return total, [(hits[at][1], 0.0 if column else hits[at][0]) for at in ranking]
