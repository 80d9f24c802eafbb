"""A pasted passage: more words than a query has, so it is looked up by the most telling of them.

What is rarest in the index tells most; what no document has tells nothing, and stop words hardly anything. The words
kept stay in their order. Quotes, signs and names of fields in a passage are its punctuation, not operators.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from search.analysis import WordTerms, analyze_word
from search.model.limits import Limits
from search.model.results import Notice
from search.model.schema import Schema
from search.query.parsed_query import ParsedQuery
from search.query.parser import parse
from search.query.percent import decoded
from search.query.query_words import words_of
from search.query.words import Group, Word

Containing = Callable[[str, Sequence[str]], list[int]]
_LEMMAS = "body_lemma"
_SHOWN = 200  # characters of a query that a notice shows
_NOWHERE = 1 << 62  # ranks a word that no document has behind the most frequent one


def read_query(query: str, containing: Containing, limits: Limits, schema: Schema) -> ParsedQuery:
    """The tree of a query string, of a passage its most telling words; `containing` is that of an engine.

    A query that was percent-encoded is read as what it stands for, which a notice says.
    """
    plain = decoded(query)
    parsed = _read(plain, containing, limits, schema)
    if plain == query:
        return parsed
    return replace(parsed, notices=(Notice("percent-encoded", {"text": plain[:_SHOWN]}), *parsed.notices))


def _read(query: str, containing: Containing, limits: Limits, schema: Schema) -> ParsedQuery:
    if len(query) <= 2 * limits.query_words:  # each word takes a letter and a space
        return parse(query, limits, schema)
    words = words_of(query)
    if len(words) <= limits.query_words:
        return parse(query, limits, schema)
    return _passage(query, words, containing, limits.passage_words)


def _passage(query: str, words: Sequence[Word], containing: Containing, most: int) -> ParsedQuery:
    texts = [word.text for word in words]
    places = {analyze_word(text): place for place, text in reversed([*enumerate(texts)])}  # of several forms the first
    lemmas = list(dict.fromkeys(lemma for parts in places for terms in parts for lemma in terms.lemmas))
    counts = dict(zip(lemmas, containing(_LEMMAS, lemmas), strict=True))  # at once: the index may be far away
    ranked = sorted((_rarity(parts, counts), place) for parts, place in places.items())
    kept = {place for _, place in ranked[:most]}
    left = tuple(texts[place] for place in sorted(places.values()) if place not in kept)
    tree = Group(tuple(words[place] for place in sorted(kept)))
    notice = Notice("passage", {"length": len(words), "words": "، ".join(texts[place] for place in sorted(kept))})
    return ParsedQuery(query, tree, left, (notice,), passage=True)


def _rarity(parts: Sequence[WordTerms], counts: Mapping[str, int]) -> tuple[bool, int]:
    """What a passage's words are sorted by, the most telling first."""
    most = max(counts[lemma] for terms in parts for lemma in terms.lemmas)
    return all(terms.is_stop_word for terms in parts), most or _NOWHERE
