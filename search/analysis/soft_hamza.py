"""The hamza behind ا that everyday spelling writes ي: عايشة is عائشة, مسايل مسائل; زايد is a name and no زائد.

Which it is the lexicon tells, by how likely the word is as it is typed and with its hamza. Nothing of an index hangs on
it: a word of a query is looked up in the other spelling too, and weighs less there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from search.analysis.analyzer import WordTerms, analyze_word
from search.analysis.folding import bare, letters, modern
from search.analysis.readings import known
from search.analysis.stemmer import GUESSED_PLURALS, LISTED_PLURALS, readings
from search.analysis.tables import read_table

_LEAST = {
    (row["typed"], row["meant"]): float(row["least"]) for row in read_table("soft_hamza", "typed", "meant", "least")
}
_HARD, _SOFT = "ائ", "اي"
_INSIDE = re.compile("ا[ئء].")
_KNOWN = 15.0  # bits: a word so likely is one of 32,000
_SURE = 5.0  # bits: what a text has is mostly meant as it is written
_PLURALS = (*LISTED_PLURALS, *GUESSED_PLURALS)
_ARTICLE = "ال"
_FOREIGN = ("و", "ي")  # names of other languages end so too: رايدو, هايلي


@lru_cache(2**10)
def other_spelling(word: str) -> tuple[WordTerms, ...]:
    """The terms of a word with its hamza, or of one as everyday spelling has it, where it may be meant so.

    >>> [terms.lemmas for terms in other_spelling("مسايل")], other_spelling("زايد")
    ([('مساله',)], ())
    >>> [terms.exact for terms in other_spelling("مسائل")]
    ['مسايل', 'المسايل']
    """
    if _HARD not in word and _SOFT not in word:
        return ()
    typed = bare(modern(word))
    if _HARD in typed:
        soft = typed.replace(_HARD, _SOFT, 1)
        return _with_article(soft) if _gap(soft, typed) >= _SURE else ()
    hard = typed.replace(_SOFT, _HARD, 1)
    return analyze_word(hard) if _gap(typed, hard) > 0 else ()


def _gap(soft: str, hard: str) -> float:
    """How many bits a word is likelier with its hamza; 0 where that is too little, or both are one word already."""
    meant = next(iter(known(hard, letters(hard), _KNOWN)), None)
    if not meant or not _INSIDE.search(bare(meant.stem)) or (meant.enclitic or meant.ending) in _FOREIGN:
        return 0.0
    typed = readings(soft)[0]
    gap = typed.cost - meant.cost
    least = _LEAST.get((typed.pos, "plural" if meant.kind in _PLURALS else meant.pos), gap + 1)
    return gap if gap >= least and typed.term != meant.term else 0.0


def _with_article(word: str) -> tuple[WordTerms, ...]:
    """The exact terms of a word with and without its article: its lemma is another's."""
    exact = letters(word).removeprefix(_ARTICLE)
    return WordTerms(exact, ()), WordTerms(_ARTICLE + exact, ())
