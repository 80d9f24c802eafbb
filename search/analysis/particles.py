"""Particles that fold to the letters of another word: على and علي, إلى and آلي, أن and آن.

They have one exact term, so that either spelling is found in a phrase, and two lemmas, so that who looks for the name
does not find the preposition. What is more evidence for a word, its exact form, is a lemma term of its own for these.
"""

from __future__ import annotations

from search.analysis.lexicon.format import CODE
from search.analysis.tables import read_table

_FOLDED = str.maketrans("أإآى", "اااي")
_ROWS = read_table("particles", "typed", "term")
TYPED = frozenset(row["typed"] for row in _ROWS)
TERMS = {row["typed"].translate(_FOLDED): row["term"] for row in _ROWS}  # by the folded particle
LONGEST = max(map(len, TERMS))
_LEMMAS = frozenset(TERMS.values())
_EXACT = frozenset(before + folded for before in ("", "و", "ف") for folded in TERMS)


def particle_of(exact: str) -> str:
    """The particle with this exact term, as it is written.

    >>> particle_of("علي"), particle_of("والي")
    ('على', 'وإلى')
    """
    return TERMS[exact] if exact in TERMS else exact[0] + TERMS[exact[1:]]


def hides(exact: str, lemmas: tuple[str, ...]) -> bool:
    """Whether the exact term of a word is mostly a particle's, and the word another one.

    >>> hides("علي", ("علي",)), hides("علي", ("على",)), hides("كتاب", ("كتاب",))
    (True, False, False)
    """
    return exact in _EXACT and not _LEMMAS.intersection(lemmas[:1])


def form_term(exact: str) -> str:
    """The lemma term that a word hidden by a particle adds for its form: it tells علي from علية and from على.

    >>> form_term("وعلي")
    'علي='
    """
    return (exact if exact in TERMS else exact[1:]) + "="


def values() -> dict[str, object]:
    """The particles for the compiled stemmer, by the names that it has for them."""
    return {
        "particles": [(folded.encode(CODE), term.encode(CODE)) for folded, term in TERMS.items()],
        "typed_particles": [typed.encode(CODE) for typed in TYPED],
    }
