"""Roots: the lemmas of a root, and the roots of a word, as the dictionary lists them.

>>> lemmas_of_root("كتب")[:4], roots_of_word("المكتبات")
(('كتاب', 'مكتب', 'كتب+', 'كاتب'), ('كتب',))
"""

from __future__ import annotations

from functools import lru_cache

from search.analysis.analyzer import analyze_word
from search.analysis.lexicon.location import open_lexicon
from search.analysis.lexicon.root_keys import LEMMA_MARK, ROOT_MARK, root_key


def lemmas_of_root(root: str) -> tuple[str, ...]:
    """The lemma terms of a root, the most frequent first; () when it is none. Doubled letters may be written once."""
    return _listed(ROOT_MARK + root_key(root))


def roots_of_word(word: str) -> tuple[str, ...]:
    """The roots of a word by its likeliest lemma that has any."""
    lemmas = (lemma for terms in analyze_word(word) for lemma in terms.lemmas)
    return next((roots for lemma in lemmas if (roots := _listed(LEMMA_MARK + lemma))), ())


@lru_cache(2**12)
def lemmas_beside(lemma: str) -> tuple[str, ...]:
    """The other lemma terms of the first root of a lemma, the most frequent first.

    >>> lemmas_beside("مكتب")[:3]
    ('كتاب', 'كتب+', 'كاتب')
    """
    root = _listed(LEMMA_MARK + lemma)[:1]
    return tuple(one for one in _listed(ROOT_MARK + root[0]) if one != lemma) if root else ()


def _listed(key: str) -> tuple[str, ...]:
    return tuple(open_lexicon().lemmas(key))
