"""A noun and its nisba: مصر and مصري, which are two words about one thing."""

from __future__ import annotations

from functools import lru_cache

from search.analysis.lexicon.nisba import nisba_of
from search.analysis.readings import known

_SHORTEST = 3  # letters of a noun
_NOUNS = ("noun", "name")


@lru_cache(2**12)
def nisbas(lemma: str) -> tuple[str, ...]:
    """The lemma of a noun's nisba, or the lemmas that a nisba may be of, as far as the lexicon has them as nouns.

    >>> nisbas("مصر"), nisbas("مصري"), nisbas("امريكا"), nisbas("فرنسي")
    (('مصري',), ('مصر',), ('امريكي',), ('فرنسا',))
    """
    return tuple(one for one in _candidates(lemma) if _is_noun(one))


def _candidates(lemma: str) -> tuple[str, ...]:
    if lemma.endswith("ي"):
        stem = lemma.removesuffix("ي")
        return (stem, stem + "ه", stem + "ا", stem + "يا") if len(stem) >= _SHORTEST else ()
    return (nisba_of(lemma),) if len(lemma) >= _SHORTEST else ()


def _is_noun(lemma: str) -> bool:
    return any(
        one.lemma == lemma and one.pos in _NOUNS and not (one.proclitics or one.enclitic) for one in known(lemma)
    )
