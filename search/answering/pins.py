"""Documents that whoever runs the service has pinned to a query: they stand first, and pass every filter of it.

They are left out of the ranking, so that no page shows one a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.answering.plan import Plan
from search.engines.base import RELEVANCE, Match, Window
from search.engines.clauses import Bool, DocumentSet


@dataclass(frozen=True, slots=True)
class Pins:
    """The pinned documents that meet the filters of a request, in their order: all, and those of its page."""

    digests: tuple[int, ...] = ()
    shown: tuple[Match, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.digests)

    def window(self, window: Window) -> Window:
        """What a page has left for the others."""
        if not self.digests:
            return window
        left, offset = window.limit - len(self.shown), max(0, window.offset - self.count)
        return replace(window, limit=left, offset=offset, without=DocumentSet(self.digests))


def pins_of(plan: Plan) -> Pins:
    """The pins of a plan: none of one that is ordered by anything but relevance, or takes the answer set away."""
    request, opened = plan.request, plan.opened
    ids = opened.own.pins(plan.parsed.tree.nodes) if _may_pin(plan) else ()
    there = opened.engine.digests(ids) if ids else {}
    if not there:
        return Pins()
    among = Bool(filters=(DocumentSet(tuple(there.values())), *plan.filters))
    passing = {match.id for match in opened.engine.search(among, Window(limit=len(there))).matches}
    kept = [id for id in ids if id in passing]
    shown = kept[request.offset : request.offset + request.limit]
    keys = {id: _key(plan, id) for id in shown}
    return Pins(tuple(there[id] for id in kept), tuple(Match(keys[id], 0.0) for id in shown))


def _key(plan: Plan, id: str) -> str:
    """The part of a pinned work that the query is best met in; its first where it is met in none."""
    digest = DocumentSet((plan.opened.engine.digests([id])[id],))
    words = tuple(part.scored for part in plan.rewritten.parts)
    best = plan.opened.engine.search(Bool(should=words, filters=(digest,)), Window(limit=1)).matches
    return best[0].key if best else id


def _may_pin(plan: Plan) -> bool:
    tree, request = plan.parsed.tree, plan.request
    plain = not (tree.required or tree.excluded or plan.parsed.passage)
    return plain and plan.ranks_partial and request.order == RELEVANCE and request.similar_to is None
