"""The correction of a query: the one place where its steps stand in order.

another keyboard layout -> other words -> fewer words; the first that finds something is offered.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.corrections.layouts import retyped
from search.corrections.names import exonyms
from search.corrections.query_counts import LONG
from search.corrections.relaxing import relaxed
from search.corrections.statistics import IndexStatistics
from search.corrections.sureness import is_sure_keyboard
from search.corrections.typed_words import TypedWord, is_plain, typed_words
from search.corrections.word_corrections import corrected
from search.model.results import Suggestion
from search.query.parsed_query import ParsedQuery


@dataclass(frozen=True, slots=True)
class Offer:
    """Another query; `sure`: its hits may be shown where the query as it was typed has none."""

    suggestion: Suggestion
    sure: bool


def suggest(parsed: ParsedQuery, statistics: IndexStatistics, found: int, answers: int, split: bool) -> Offer | None:
    """Another query that the user may have meant, or None.

    `found` is how many documents have any of the words of this one, `answers` how many all that was asked for;
    `split`: it is two words that no document has together. Beside hits only slips are offered, and only of words that
    the index hardly has, and nothing that finds what is shown already; without, always a next step when there is one.
    A pasted passage was not typed: it is left alone.
    """
    if parsed.passage:
        return None
    words = typed_words(parsed)
    if words and is_plain(parsed.tree) and _is_odd(words, statistics, found):
        text = retyped(parsed.query, statistics)
        if text and (total := statistics.total(text)) and not (found and statistics.is_shown(text)):
            return Offer(Suggestion(text, "keyboard", total), is_sure_keyboard(parsed.query, text))
    better = corrected(parsed, words, statistics, found, split) if words else None
    if better and (total := statistics.total(better.query)) and not (found and statistics.is_shown(better.query)):
        long = sum(word.significant for word in words) > LONG
        if not long or total > answers:  # of a long query the analysis may have found all that is meant already
            return Offer(Suggestion(better.query, better.reason, total), better.sure)
    if not found and (less := relaxed(parsed, statistics)):
        return Offer(Suggestion(less[0], "relaxed", less[1]), sure=False)
    return None


def _is_odd(words: list[TypedWord], statistics: IndexStatistics, found: int) -> bool:
    """Whether the layout may be the wrong one: Latin letters that are no word, or nothing but unknown Arabic ones."""
    latin = any(word.latin for word in words)
    if not latin and found and any(word.known for word in words):
        return False
    counts = statistics.document_frequencies([part for word in words for part in word.term.split()])
    if not latin:
        return not counts
    named = " ".join(word.term for word in words) in exonyms()
    return not named and any(word.latin and word.term not in counts for word in words)
