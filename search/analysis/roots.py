"""Roots: the lemmas of a root, and the roots of a word, as the dictionary lists them.

>>> lemmas_of_root("كتب")[:4], roots_of_word("المكتبات")
(('كتاب', 'مكتب', 'كتب+', 'كاتب'), ('كتب',))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.analysis.analyzer import analyze_word
from search.analysis.folding import letters
from search.analysis.lexicon_file import open_lexicon

ROOT_MARK, LEMMA_MARK = "؟", "؛"  # before the root, before the lemma, in the lexicon's keys
_WEAK = frozenset("اويء")
_LENGTHS = (3, 4)  # longer roots are loan words, each a root of its own


def lemmas_of_root(root: str) -> tuple[str, ...]:
    """The lemma terms of a root, the most frequent first; () when it is none. Doubled letters may be written once."""
    return _listed(ROOT_MARK + root_key(root))


def roots_of_word(word: str) -> tuple[str, ...]:
    """The roots of a word by its likeliest lemma that has any."""
    lemmas = (lemma for terms in analyze_word(word) for lemma in terms.lemmas)
    return next((roots for lemma in lemmas if (roots := _listed(LEMMA_MARK + lemma))), ())


def root_key(root: str) -> str:
    """A root in one spelling: every hamza as ا, the second of two equal letters written.

    >>> root_key("سأل"), root_key("ءكل"), root_key("مد")
    ('سال', 'اكل', 'مدد')
    """
    folded = letters(root).replace("ء", "ا")
    return folded + folded[-1] if len(folded) == 2 else folded


def listed_roots(cell: str | None, lemma: str) -> Iterator[str]:
    """The roots of a cell of the dictionary that a lemma can have: its strong letters stand in it in their order."""
    for root in (cell or "").replace(".", "").split(";"):
        key = root_key(root)
        if len(key) in _LENGTHS and "ا" not in root and _stand_in_order(key, lemma):
            yield key


def _stand_in_order(root: str, lemma: str) -> bool:
    rest = iter(lemma)
    strong = [letter for at, letter in enumerate(root) if letter not in _WEAK and letter != root[at - 1 : at]]
    return all(letter in rest for letter in strong)


def _listed(key: str) -> tuple[str, ...]:
    entries: Iterable[tuple[float, str]] = ((entry.cost, entry.lemma) for entry in open_lexicon().entries(key))
    return tuple(lemma for _, lemma in sorted(entries))
