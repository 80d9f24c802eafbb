"""How the lexicon lists roots: one spelling of a root, and which roots of the dictionary a lemma can have."""

from __future__ import annotations

from collections.abc import Iterator

from search.analysis.folding import letters

ROOT_MARK, LEMMA_MARK = "؟", "؛"  # before the root, before the lemma, in the lexicon's keys
_WEAK = frozenset("اويء")
_LENGTHS = (3, 4)  # longer roots are loan words, each a root of its own


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
