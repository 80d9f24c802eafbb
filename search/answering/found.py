"""What a plan finds: the answer set under the strictest rung that has any, and how what may be shown is ranked.

The answer set is counted, faceted and ordered by date. By relevance, documents with only some of the words are ranked
too: of keywords behind the whole set, of a longer query among it by their scores, which ranks questions better
(benchmarks/ablation.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.answering.plan import Plan
from search.engines.base import RELEVANCE, Result, Window
from search.engines.clauses import Bool, Clause, ConstantScore, MatchNone, TagFilter
from search.query.answer_set import Part, Rung, held

_BITS = 20  # words whose marks are told by one score: single precision has 24 bits
_AHEAD = 256.0  # more than a keyword query scores


@dataclass(frozen=True, slots=True)
class Found:
    """The matches that were asked for and the counts of the answer set, under a rung; `clause` is that of the set.

    `partial` documents beside the set hold only some of the words. Among the matches they begin at the place
    `partial_from`; None where there is none of them, or where they are `mixed` in. Among them are documents that are
    not counted: of words that are only evidence.
    """

    result: Result
    clause: Clause
    rung: Rung
    relaxed: bool
    partial: int = 0
    partial_from: int | None = None
    mixed: bool = False


def find(plan: Plan, window: Window) -> Found:
    """The answer set of a plan, and the matches in the window."""
    match, ladder = plan.request.match, plan.rewritten.ladder(plan.request.match)
    ranks = match == "auto" and plan.ranks_partial and window.sort == RELEVANCE and window.limit > 0
    for rung in ladder:
        others = ranks and plan.rewritten.ranks_partial(rung)
        clause = plan.rewritten.answers(rung, match, plan.filters)
        mixed = others and not plan.rewritten.keywords
        counted = replace(window, limit=0, offset=0) if mixed else window
        result = Result(0, ()) if clause == MatchNone() else plan.opened.engine.search(clause, counted)
        if result.total or rung == ladder[-1] or plan.deadline.is_soft_over():
            break
    found = Found(result, clause, rung, relaxed=rung != ladder[0] and result.total > 0)
    return _with_partial(plan, found, window) if others and result.total else found


def count(plan: Plan) -> int:
    """How many documents are in the answer set; nothing else is looked for."""
    return find(plan, plan.count_window).result.total


def count_any_word(plan: Plan, found: Found) -> int:
    """How many documents hold any of the words, under the conditions."""
    if found.partial or not _ranks_partial(plan, found):
        return found.result.total + found.partial
    clause = plan.rewritten.any_word(found.rung, plan.request.match, plan.filters)
    return plan.opened.engine.search(clause, Window(limit=0)).total


def _ranks_partial(plan: Plan, found: Found) -> bool:
    return plan.request.match == "auto" and plan.rewritten.ranks_partial(found.rung)


def ranking_clause(plan: Plan, found: Found) -> Clause:
    """The clause of everything that is ranked: of the answer set and of what holds fewer words."""
    if _ranks_partial(plan, found):
        return plan.rewritten.partial(found.rung, plan.request.match, plan.filters)
    return found.clause


def missing(plan: Plan, found: Found) -> dict[str, tuple[str, ...]]:
    """The words, as they were typed, that each match lacks, by its key; those that lack none are left out."""
    matches = found.result.matches
    first = 0 if found.mixed or found.relaxed else found.partial_from
    keys = [] if first is None else [match.key for match in matches[first:]]
    words = plan.rewritten.words(plan.request.match, found.rung.opened)
    lacking: dict[str, list[str]] = {key: [] for key in keys}
    for start in range(0, len(words) if keys else 0, _BITS):
        some = words[start : start + _BITS]
        bits = _held(plan, some, keys)
        for key in keys:
            lacking[key] += [part.text for n, part in enumerate(some) if not bits.get(key, 0) >> n & 1]
    return {key: tuple(texts) for key, texts in lacking.items() if texts}


def _held(plan: Plan, words: Sequence[Part], keys: Sequence[str]) -> dict[str, int]:
    """Which of the words each part of a document holds, bit n for the n-th."""
    clause = Bool(must=(held(words),), filters=(TagFilter("id", tuple(keys)),))
    found = plan.opened.engine.search(clause, Window(limit=len(keys), parts=True, counts=False))
    return {match.key: round(match.score) for match in found.matches}


def _with_partial(plan: Plan, found: Found, window: Window) -> Found:
    """The matches of the answer set and of what holds fewer words, in one ranking."""
    mixed, engine = not plan.rewritten.keywords, plan.opened.engine
    fewer = count_any_word(plan, found) - found.result.total
    if found.result.more and not mixed:  # the answers fill the window: of the others only the number is told
        return replace(found, partial=fewer)
    partial = ranking_clause(plan, found)
    window = replace(window, facets=(), counts=False)
    if mixed:
        ranked = engine.search(partial, window)
        matches, first = ranked.matches, None
    else:
        ahead = Bool(must=(partial,), should=(ConstantScore(found.clause, _AHEAD),))
        ranked = engine.search(ahead, window)
        others = tuple(match for match in ranked.matches if match.score < _AHEAD)
        # The answers as they were found: beside what puts them ahead their scores keep fewer places.
        matches, first = (*found.result.matches, *others), len(found.result.matches) if others else None
    result = replace(found.result, matches=matches, more=ranked.more)
    return replace(found, result=result, partial=fewer, partial_from=first, mixed=mixed)
