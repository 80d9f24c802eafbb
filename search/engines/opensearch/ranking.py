"""The first matches of a query in an order, as the cluster tells them: ties and near-duplicates in their places."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from search.engines.base import BY_SCORE, RECENT, RELEVANCE, SCORE_PLACES, VALUE, Window
from search.engines.groups import group_of
from search.engines.opensearch.counting import wanted_counts
from search.engines.opensearch.index import RECORD
from search.engines.opensearch.query import Queries, Query, any_of, excluding, telling
from search.engines.opensearch.questions import Question, Questions
from search.engines.recency import RAISED, raise_fresh

_SPARE = 10  # matches asked for beyond those wanted: near-duplicates among them cost no second search
_LAST = 2**62  # after every place in the order of adding
_COLUMNS = ["id", "digest", "date" + VALUE]


class Hit(NamedTuple):
    """A match as the cluster tells it; its record, and which words it holds, where they were asked for."""

    key: str
    score: float
    order: int
    digest: int
    day: int | None
    record: str | None
    held: int


class Page(NamedTuple):
    """The first matches in the order that was asked for, how many there are, and what else was counted.

    Those beyond the first `sure` ones score alike, and others that score so may come before them.
    """

    hits: list[Hit]
    sure: int
    total: int
    counts: dict[str, Any]


class Ranking:
    """Orders the matches of queries in one index; `in_parts`: some of its documents are."""

    def __init__(self, questions: Questions, queries: Queries, in_parts: bool) -> None:
        self._questions = questions
        self._queries = queries
        self._in_parts = in_parts

    def _is_grouped(self, window: Window) -> bool:
        """Whether a match stands for others, which are no hits then."""
        return bool(window.groups) or (self._in_parts and not window.parts)

    def _wanted(self, window: Window) -> int:
        """How many matches are asked for at first: one more than are shown, and what others stand for."""
        end = window.offset + window.limit
        return end + 1 + (_SPARE if self._is_grouped(window) else 0) if end else 0

    def _counts(self, window: Window) -> dict[str, Any]:
        return wanted_counts(window.facets, self._in_parts and window.counts and not window.parts)

    def first(self, query: Query, window: Window) -> Question:
        """What is asked first for a window."""
        return self._question(query, self._wanted(window), window, self._counts(window))

    def hits(self, query: Query, window: Window) -> tuple[Page, list[Hit]]:
        """What the cluster says first; the matches that stand, to the end of the window and one more if there is."""
        end, asked = window.offset + window.limit, self._wanted(window)
        first = page = self._ordered(query, asked, window, self._counts(window), end)
        if not (end and self._is_grouped(window)):
            return first, first.hits
        stand: dict[int, Hit] = {}
        crowding: set[int] = set()
        left = query
        while True:
            for hit in page.hits[: page.sure]:
                stand.setdefault(group_of(hit.digest, window.groups), hit)
            others = [hit for hit in page.hits[page.sure :] if group_of(hit.digest, window.groups) not in stand]
            if (len(stand) >= end and len(stand) + len(others) > end) or len(page.hits) == page.total:
                return first, [*stand.values(), *others]
            if window.sort != RECENT:  # which raises the first matches, whatever is left out
                # A book whose parts fill the list stands already; without it the next ones are seen.
                parts = Counter(hit.digest for hit in page.hits[: page.sure])
                crowding.update(digest for digest, n in parts.items() if n > 1)
                left = excluding(query, [any_of("digest", crowding)] if crowding else [])
            asked = min(4 * asked, first.total)
            page = self._ordered(left, asked, window, {}, asked)

    def _ordered(self, query: Query, wanted: int, window: Window, counts: dict[str, Any], least: int) -> Page:
        """The first `wanted` matches in the order of the window, at least so many of them sure."""
        if window.sort == RELEVANCE:
            return self._ranked(query, wanted, window, counts, least)
        if window.sort == RECENT:
            wanted = max(wanted, RAISED)
            page = self._ranked(query, wanted, window, counts, wanted)
            ranked = [(hit, hit.score) for hit in page.hits]
            raised = raise_fresh(ranked, (hit.day for hit in page.hits[:RAISED]), window)
            return page._replace(hits=[hit._replace(score=score) for hit, score in raised])
        return self._page(self._question(query, wanted, window, counts))

    def _ranked(self, query: Query, wanted: int, window: Window, counts: dict[str, Any], least: int) -> Page:
        """The best `wanted`, scores that are equal when rounded in the order of adding."""
        page = self._page(self._question(query, wanted, window, counts))
        hits = page.hits
        if not wanted or len(hits) <= wanted:
            return page._replace(hits=sorted(hits, key=_place))
        tie = round(hits[-1].score, SCORE_PLACES)
        sure = sum(round(hit.score, SCORE_PLACES) > tie for hit in hits)
        if sure >= least:
            return page._replace(hits=sorted(hits, key=_place)[:wanted], sure=min(sure, wanted))
        while round(hits[-1].score, SCORE_PLACES) == tie:
            # What scores the very same comes in the order of adding; of what scores a little less some may be older.
            last = hits[-1]
            enough = sum(hit.score == last.score for hit in hits) >= wanted
            after = [last.score, _LAST if enough else last.order]
            following = self._page(self._question(query, wanted, window, {}, after)).hits
            if not following:
                break
            hits = hits + following
        return page._replace(hits=sorted(hits, key=_place)[:wanted], sure=wanted)

    def _question(
        self, query: Query, wanted: int, window: Window, counts: dict[str, Any], after: list[Any] | None = None
    ) -> Question:
        """What is asked for the first `wanted` in the order of a window, or for those `after` a place in it."""
        ranked = wanted > 0 and by_score(window)
        if ranked and after is None:
            wanted = (max(wanted, RAISED) if window.sort == RECENT else wanted) + 1  # the last shows whether it is tied
        # Uncounted too: where nodes skip what cannot be among the first they take longer, 35 against 22 ms (news).
        body: dict[str, Any] = {"query": query, "size": wanted, "track_total_hits": after is None}
        if wanted:
            words = [self._queries.of(word, scores=False) for word in window.words]
            body["query"] = telling(query, words)
            stored = RECORD if window.fetched else "_none_"
            body |= {"sort": _order(window), "stored_fields": stored, "docvalue_fields": _COLUMNS}
        if counts:
            body["aggs"] = counts
        if after:
            body["search_after"] = after
        return Question(body, ranked)

    def _page(self, question: Question) -> Page:
        found = self._questions.answer(question)
        hits = [_hit(one, question.ranked) for one in found["hits"]["hits"]]
        total = found["hits"]["total"]["value"] if question.body["track_total_hits"] else 0
        return Page(hits, len(hits), total, found.get("aggregations", {}))


def by_score(window: Window) -> bool:
    """Whether scores are asked for."""
    return window.sort in BY_SCORE and window.offset + window.limit > 0


def _order(window: Window) -> list[Any]:
    if window.sort in BY_SCORE:
        return [{"_score": "desc"}, {"ord": "asc"}]
    order = "desc" if window.sort.startswith("-") else "asc"
    return [{window.sort.removeprefix("-") + VALUE: {"order": order, "missing": "_last"}}, {"ord": "asc"}]


def _hit(told: dict[str, Any], ranked: bool) -> Hit:
    values, (first, order) = told["fields"], told["sort"]
    (day,) = values.get("date" + VALUE, (None,))
    (record,) = values.get(RECORD, (None,))
    held = sum(1 << int(number) for number in told.get("matched_queries", ()))
    return Hit(values["id"][0], first if ranked else 0.0, order, values["digest"][0], day, record, held)


def _place(hit: Hit) -> tuple[float, int]:
    return -round(hit.score, SCORE_PLACES), hit.order
