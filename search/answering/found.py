"""What a plan finds: the answer set under the strictest rung that has any, and how what may be shown is ranked.

The answer set is counted, faceted and ordered by date. By relevance, documents with only some of the words are ranked
too: of keywords behind the whole set, of a longer query among it by their scores, which ranks questions better
(benchmarks/ablation.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.answering.plan import Plan
from search.engines.base import RELEVANCE, Result, Window
from search.engines.clauses import Bool, Clause, ConstantScore, MatchNone, TagFilter
from search.model.value import value
from search.query.answer_set import Part, Rung, held, matches_of

_BITS = 20  # words whose marks are told by one score: single precision has 24 bits
_TOGETHER = 3  # rungs that are looked up at once where an engine is far away
_AHEAD = 256.0  # more than a keyword query scores
Search = tuple[Clause, Window]


@value
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
    match, ladder, engine = plan.request.match, plan.rewritten.ladder(plan.request.match), plan.opened.engine
    ranks = match == "auto" and plan.ranks_partial and window.sort == RELEVANCE and window.limit > 0
    engine.expect(_expected(plan, window, ladder[:_TOGETHER], ranks))
    for rung in ladder:
        others = ranks and plan.rewritten.ranks_partial(rung)
        clause, asked = _asked(plan, rung, window, others)
        result = Result(0, ()) if clause == MatchNone() else engine.search(clause, asked)
        if result.total or rung == ladder[-1] or plan.deadline.is_soft_over():
            break
    found = Found(result, clause, rung, relaxed=rung != ladder[0] and result.total > 0)
    return _with_partial(plan, found, window) if others and result.total else found


def _asked(plan: Plan, rung: Rung, window: Window, others: bool) -> Search:
    """The search for the answer set of a rung: where others are mixed into the matches, it is only counted."""
    mixed = others and not plan.rewritten.keywords
    clause = plan.rewritten.answers(rung, plan.request.match, plan.filters)
    return clause, replace(window, limit=0, offset=0, fetched=False) if mixed else window


def _expected(plan: Plan, window: Window, ladder: Sequence[Rung], ranks: bool) -> Iterator[Search]:
    """What `find` searches for, most often: nine of ten queries find something under the first rungs."""
    for rung in ladder:
        yield _asked(plan, rung, window, ranks and plan.rewritten.ranks_partial(rung))
    if ranks and plan.rewritten.ranks_partial(ladder[0]):
        yield _any_word(plan, ladder[0])
        if not plan.rewritten.keywords:
            yield _mixed(plan, ladder[0], window)


def count(plan: Plan) -> int:
    """How many documents are in the answer set; nothing else is looked for."""
    return find(plan, plan.count_window).result.total


def count_any_word(plan: Plan, found: Found) -> int:
    """How many documents hold any of the words, under the conditions."""
    if found.partial or not _ranks_partial(plan, found):
        return found.result.total + found.partial
    return plan.opened.engine.search(*_any_word(plan, found.rung)).total


def _any_word(plan: Plan, rung: Rung) -> Search:
    return plan.rewritten.any_word(rung, plan.request.match, plan.filters), Window(limit=0)


def _mixed(plan: Plan, rung: Rung, window: Window) -> Search:
    """The search for everything that is ranked, in one order."""
    clause = plan.rewritten.partial(rung, plan.request.match, plan.filters)
    return clause, _ranked(plan, rung, window)


def _ranked(plan: Plan, rung: Rung, window: Window) -> Window:
    """The window of what is only ranked; of each match the words that it may lack are asked for."""
    words = matches_of(plan.rewritten.words(plan.request.match, rung.opened))
    return replace(window, facets=(), counts=False, words=words)


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
    some = () if first is None else matches[first:]
    words = plan.rewritten.words(plan.request.match, found.rung.opened)
    bits = {match.key: match.held for match in some if match.held is not None}
    bits |= _held(plan, words, [match.key for match in some if match.held is None])
    lacking = {
        key: tuple(part.text for n, part in enumerate(words) if not held_by >> n & 1) for key, held_by in bits.items()
    }
    return {key: texts for key, texts in lacking.items() if texts}


def _held(plan: Plan, words: Sequence[Part], keys: Sequence[str]) -> dict[str, int]:
    """Which of the words each part of a document holds, bit n for the n-th."""
    bits = dict.fromkeys(keys, 0)
    window = Window(limit=len(keys), parts=True, counts=False)
    for start in range(0, len(words) if keys else 0, _BITS):
        clause = Bool(must=(held(words[start : start + _BITS]),), filters=(TagFilter("id", tuple(keys)),))
        for match in plan.opened.engine.search(clause, window).matches:
            bits[match.key] |= round(match.score) << start
    return bits


def _with_partial(plan: Plan, found: Found, window: Window) -> Found:
    """The matches of the answer set and of what holds fewer words, in one ranking."""
    mixed, engine = not plan.rewritten.keywords, plan.opened.engine
    fewer = count_any_word(plan, found) - found.result.total
    if found.result.more and not mixed:  # the answers fill the window: of the others only the number is told
        return replace(found, partial=fewer)
    if mixed:
        ranked = engine.search(*_mixed(plan, found.rung, window))
        matches, first = ranked.matches, None
    else:
        ahead = Bool(must=(ranking_clause(plan, found),), should=(ConstantScore(found.clause, _AHEAD),))
        ranked = engine.search(ahead, _ranked(plan, found.rung, window))
        others = tuple(match for match in ranked.matches if match.score < _AHEAD)
        # The answers as they were found: beside what puts them ahead their scores keep fewer places.
        matches, first = (*found.result.matches, *others), len(found.result.matches) if others else None
    result = replace(found.result, matches=matches, more=ranked.more)
    return replace(found, result=result, partial=fewer, partial_from=first, mixed=mixed)
