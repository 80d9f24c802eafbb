"""A verb and the noun of the same letters: كشف, which is both, and يكشف.

Which of the two stands in a text cannot be told from the letters where both are likely. Each is evidence for the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from search.analysis.readings import VERB_MARK, known

_NEAR = 5.0  # bits: one in thirty of such words is the other of the two


def twin_of(lemma: str) -> str:
    """The lemma term of the verb spelled like this noun, or of the noun spelled like this verb.

    >>> twin_of("كشف"), twin_of("كشف+")
    ('كشف+', 'كشف')
    """
    return lemma.removesuffix(VERB_MARK) if lemma.endswith(VERB_MARK) else lemma + VERB_MARK


def twins(lemmas: Iterable[str]) -> tuple[str, ...]:
    """The twins of lemma terms whose letters alone may well be either.

    >>> twins(["كشف+", "شركه"]), twins(["مدرسه"])
    (('كشف',), ())
    """
    return tuple(twin_of(lemma) for lemma in lemmas if _are_near(lemma.removesuffix(VERB_MARK)))


@lru_cache(2**12)
def _are_near(lemma: str) -> bool:
    """Whether the letters of a lemma are the noun and the past of the verb with nearly the same likelihood."""
    whole = [one for one in known(lemma) if one.lemma == lemma and not (one.proclitics or one.ending or one.enclitic)]
    costs = {one.pos: one.cost for one in reversed(whole) if one.pos == "noun" or one.kind.startswith("p")}
    return len(costs) == 2 and abs(costs["noun"] - costs["verb"]) <= _NEAR
