"""A pasted passage: more words than a query has, so it is looked up by the most telling of them.

What is rarest in the index tells most; what no document has tells nothing, and stop words hardly anything. The words
kept stay in their order. Quotes, signs and names of fields in a passage are its punctuation, not operators.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search.analysis import analyze_word, tokenize
from search.analysis.stopwords import is_stop_word
from search.model.limits import Limits
from search.model.results import Notice
from search.query.parser import ParsedQuery, parse
from search.query.words import Group, Word

Containing = Callable[[str, Sequence[str]], list[int]]
_LEMMAS = "body_lemma"
_NOWHERE = 1 << 62  # ranks a word that no document has behind the most frequent one


def read_query(query: str, containing: Containing, limits: Limits = Limits()) -> ParsedQuery:
    """The tree of a query string, of a passage its most telling words; `containing` is that of an engine."""
    if len(query) <= 2 * limits.query_words:  # each word takes a letter and a space
        return parse(query, limits)
    words = [token.text for token in tokenize(query) if analyze_word(token.text)]
    return (
        _passage(words, containing, limits.passage_words) if len(words) > limits.query_words else parse(query, limits)
    )


def _passage(words: list[str], containing: Containing, most: int) -> ParsedQuery:
    places = {analyze_word(word): place for place, word in reversed([*enumerate(words)])}  # of several forms the first
    ranked = sorted((_rarity(words[place], containing), place) for place in places.values())
    kept = {place for _, place in ranked[:most]}
    told = [words[place] for place in sorted(kept)]
    left = [words[place] for place in sorted(places.values()) if place not in kept]
    notice = Notice("passage", {"length": len(words), "words": "، ".join(told)})
    return ParsedQuery(Group(tuple(Word(word) for word in told)), tuple(left), (notice,))


def _rarity(word: str, containing: Containing) -> tuple[bool, int]:
    """What a passage's words are sorted by, the most telling first."""
    parts = analyze_word(word)
    found = containing(_LEMMAS, [lemma for terms in parts for lemma in terms.lemmas])
    return all(is_stop_word(terms.exact) for terms in parts), max(found) or _NOWHERE
