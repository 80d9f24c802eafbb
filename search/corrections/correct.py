"""The correction of a query: the one place where its steps stand in order.

another keyboard layout -> other words -> fewer words; the first that finds something is offered.
"""

from __future__ import annotations

from search.corrections.layouts import retyped
from search.corrections.names import exonyms
from search.corrections.query_counts import LONG
from search.corrections.relaxing import relaxed
from search.corrections.statistics import IndexStatistics
from search.corrections.typed_words import TypedWord, is_plain, typed_words
from search.corrections.word_corrections import corrected
from search.model.results import Suggestion
from search.query.parsed_query import ParsedQuery


def suggest(parsed: ParsedQuery, statistics: IndexStatistics, found: int, split: bool) -> Suggestion | None:
    """Another query that the user may have meant, or None; `found` is the total of this one.

    `split`: no document has all the words. Beside hits only slips are offered, and only of words that the index
    hardly has; without, always a next step when there is one. A pasted passage was not typed: it is left alone.
    """
    if parsed.passage:
        return None
    words = typed_words(parsed)
    if words and is_plain(parsed.tree) and _is_odd(words, statistics, found):
        text = retyped(parsed.query, statistics)
        if text and (total := statistics.total(text)):
            return Suggestion(text, "keyboard", total)
    better = corrected(parsed, words, statistics, found, split) if words else None
    if better and (total := statistics.total(better[0])):
        long = sum(word.significant for word in words) > LONG
        if not long or total > found:  # of a long query the analysis may have found all that is meant already
            return Suggestion(*better, total)
    if not found and (less := relaxed(parsed, statistics)):
        return Suggestion(less[0], "relaxed", less[1])
    return None


def _is_odd(words: list[TypedWord], statistics: IndexStatistics, found: int) -> bool:
    """Whether the layout may be the wrong one: Latin letters that are no word, or nothing but unknown Arabic ones."""
    counts = statistics.document_frequencies([part for word in words for part in word.term.split()])
    if any(word.latin for word in words):
        named = " ".join(word.term for word in words) in exonyms()
        return not named and any(word.latin and word.term not in counts for word in words)
    return not counts and (not found or not any(word.known for word in words))
