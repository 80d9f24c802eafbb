"""Whether two words are one: what is attached to them, or their form, is all that differs."""

from __future__ import annotations

import re

from search.analysis import analyze_word
from search.analysis.characters import BEFORE_ARTICLE, CONJUNCTIONS, PROCLITICS
from search.analysis.unknown import light_stem
from search.corrections.typed_words import TypedWord

FRONT = re.compile(f"^[{CONJUNCTIONS}]?(?:لل|[{BEFORE_ARTICLE}]?ال)(?=..)")


def is_same_word(word: TypedWord, other: str) -> bool:
    """Whether the other word finds nothing that this one does not: another form of it, or what is attached differs."""
    if word.latin or " " in other:
        return False
    if has_same_stem(word.term, other):
        return True
    if word.known:
        lemmas = [{lemma for terms in analyze_word(text) for lemma in terms.lemmas} for text in (word.text, other)]
        return bool(lemmas[0] & lemmas[1])
    return light_stem(FRONT.sub("", word.term)) == light_stem(FRONT.sub("", other))


def has_same_stem(term: str, other: str) -> bool:
    """Whether only what is attached before the words differs."""
    shorter, longer = sorted((FRONT.sub("", word) for word in (term, other)), key=len)
    return shorter == longer or (longer[0] in PROCLITICS and longer[1:] == shorter)
