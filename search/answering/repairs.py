"""What else may have been meant by a query that finds little: the corrections, asked of the generation of its plan."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from search.answering.found import Found, count_any_word, find
from search.answering.index_statistics import GenerationStatistics
from search.answering.plan import Plan, make_plan
from search.corrections.correct import Offer, suggest
from search.engines.base import Window
from search.engines.clauses import Bool
from search.query.parsed_query import ParsedQuery

_PAIR = 2  # words that both matter; of more, one that no document has beside the others may well be right


def offer_for(plan: Plan, found: Found) -> Offer | None:
    """Another query that may have been meant, where the one of the plan found little; None past the deadline too."""
    opened, deadline = plan.opened, plan.deadline
    if plan.request.repair == "off" or deadline.is_over():
        return None

    pair = len(plan.rewritten.words(plan.request.match)) <= _PAIR

    @cache
    def answer(query: str) -> Found:
        other = make_plan(replace(plan.request, q=query), opened, deadline)
        return find(other, other.count_window)

    def total(query: str) -> int:
        return answer(query).result.total

    def is_shown(query: str) -> bool:
        other, count = answer(query), found.result.total
        # The last of many documents here may be the first there; of three words the one that is wrong may be missing.
        if (found.relaxed and not pair) or other.rung.name == "any":
            return False
        both = Bool(filters=(found.clause, other.clause))
        return other.result.total == count == opened.engine.search(both, Window(limit=0)).total

    statistics = GenerationStatistics(
        opened.records,
        opened.vocabulary,
        total,
        is_shown,
        deadline,
        opened.schema,
        _counted(plan, found),
        opened.recalled,
    )
    answers = 0 if found.relaxed else found.result.total
    return suggest(_kept(plan), statistics, count_any_word(plan, found), answers, split=found.relaxed and pair)


def _counted(plan: Plan, found: Found) -> dict[str, int]:
    """How many documents hold all words, where the answer set is just these: of keywords under no other condition."""
    plain = plan.rewritten.keywords and not (plan.rewritten.conditions() or plan.rewritten.excluded or plan.filters)
    if not (plain and found.rung.name == "all" and plan.request.level == "lemma"):
        return {}
    return {" ".join(part.text for part in plan.rewritten.parts): found.result.total}


def _kept(plan: Plan) -> ParsedQuery:
    """The query with the words that whoever runs the service protects as if they stood in quotes."""
    tree = plan.parsed.tree
    return replace(plan.parsed, tree=replace(tree, nodes=plan.opened.own.kept(tree.nodes)))


def is_shown_at_once(plan: Plan, found: Found, offer: Offer | None) -> bool:
    """Whether the hits of the other query are shown in place of none; a word that is being typed is no slip yet.

    Of keys for another keyboard a document may have some as letters: the f of f,jdk is in F-35.
    """
    if offer is None or plan.request.repair != "auto" or plan.request.typing:
        return False
    keys = found.relaxed and offer.suggestion.reason == "keyboard"
    return offer.sure and (keys or not found.result.total)
