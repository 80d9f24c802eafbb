"""The repair of a query: the one place where its steps stand in order.

typed words -> another keyboard layout -> other words -> fewer words; the first that finds something is offered.
"""

from __future__ import annotations

from search.corrections.correctable_words import Typed, typed_words
from search.corrections.evidence import Evidence
from search.corrections.layouts import retyped
from search.corrections.names import exonyms
from search.corrections.relaxing import relaxed
from search.corrections.word_corrections import LONG, repaired
from search.model.results import Suggestion
from search.query.words import Group


def repair(query: str, tree: Group, evidence: Evidence, found: int, split: bool, most_words: int) -> Suggestion | None:
    """Another query that the user may have meant, or None; `tree` is the query parsed, `found` its total.

    `split`: no document has all the words. Beside hits only slips are offered, and only of words that the index
    hardly has; without, always a next step when there is one. A query of more than `most_words` is none that was typed.
    """
    words = typed_words(query)
    if len(words) > most_words:
        return None
    if words and _is_odd(words, evidence, found):
        text = retyped(query, evidence)
        if text and (total := evidence.total(text)):
            return Suggestion(text, "keyboard", total)
    better = repaired(query, words, evidence, found, split) if words else None
    if better and (total := evidence.total(better[0])):
        long = sum(word.telling for word in words) > LONG
        if not long or total > found:  # of a long query the analysis may have found all that is meant already
            return Suggestion(*better, total)
    if not found and (less := relaxed(tree, evidence)):
        return Suggestion(less[0], "relaxed", less[1])
    return None


def _is_odd(words: list[Typed], evidence: Evidence, found: int) -> bool:
    """Whether the layout may be the wrong one: Latin letters that are no word, or nothing but unknown Arabic ones."""
    counts = evidence.counts([part for word in words for part in word.term.split()])
    if any(word.latin for word in words):
        named = " ".join(word.term for word in words) in exonyms()
        return not named and any(word.latin and word.term not in counts for word in words)
    return not counts and (not found or not any(word.known for word in words))
