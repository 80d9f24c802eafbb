"""The compiled stemmer of `native/`: the readings of a word as `readings.py` gives them, its terms as `stemmer.py`.

What it saves of a word: `cold_us` of benchmarks/bench_analysis.py, with BAHITH_PURE_PYTHON=1 and without. It has no
rules: all are given to it here, as values of the modules that it follows, in bytes of the lexicon's code. It says None
where it is not sure that it gives what they give; they are asked then, and always where it was not built.
tests/analysis/test_compiled_stemmer.py compares both.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cache
from itertools import chain

from search.analysis import affixes, folding, marks, names, particles, readings, stemmer, unknown, uthmani
from search.analysis.affixes import Ending, Proclitic
from search.analysis.lexicon.format import CODE, decode
from search.analysis.lexicon.location import open_lexicon
from search.analysis.native import native
from search.analysis.readings import Reading

Terms = tuple[tuple[str, ...], str]  # lemma terms of a word, and its part of speech
_POS = ("name", "noun", "particle", "unknown", "verb")  # by number, in the order in which readings of one cost stand


class Trait(IntFlag):
    """What an ending is, and the class of stem that it stands behind; the same in stemmer.h."""

    ENCLITIC = 1
    HIS = 2
    FEMININE = 4
    NUMBER = 8
    WHOLE = 16
    ACCUSATIVE = 32
    PARTICLE_STEM = 64
    VERB_STEM = 128
    LISTED_PLURAL = 256
    GUESSED_PLURAL = 512
    PAST = 1024
    WITHOUT_YA = 2048


def compiled_terms(typed: str, spelled: str, exact: str) -> Terms | None:
    """The lemma terms of a word and its part of speech, or None: where nothing is compiled, or it is not sure.

    The former are `stemmer.lemmas(found, exact)`, the latter that of the first of `stemmer.readings(typed, spelled)`.

    >>> compiled_terms("والكتب", "والكتب", "والكتب") in ((("كتاب",), "noun"), None)
    True
    """
    if native is None or stemmer.has_other_hamza(typed, spelled):
        return None
    found = compiled_stemmer().lemmas(typed, spelled, exact)
    return found and (found[0], _POS[found[1]])


def compiled_plain(word: str) -> tuple[str, tuple[str, ...], str] | None:
    """The exact term of a plain word and its `compiled_terms`, or None: of any other, and where these are None.

    >>> compiled_plain("والكتب") in (("والكتب", ("كتاب",), "noun"), None), compiled_plain("عبدالله")
    (True, None)
    """
    found = compiled_stemmer().plain(word) if native else None
    return found and (found[0], found[1], _POS[found[2]])


def compiled_known(word: str, folded: str, limit: float) -> list[Reading] | None:
    """`readings.known_by_python(word, folded, limit)`, or None in the cases of `compiled_terms`."""
    found = compiled_stemmer().known(word, folded, limit) if native else None
    if found is None:
        return None
    heads, endings = _rows()
    return [
        Reading(lemma, _POS[pos], cost, (of := endings[ending]).why, entry, heads[head].text, of.ending, of.enclitic)
        for lemma, pos, cost, ending, entry, head in found
    ]


readings.ask_first(compiled_known)


@cache
def _rows() -> tuple[list[Proclitic], list[Ending]]:
    """The affixes by the numbers that the compiled stemmer has for them: see `_heads` and `_endings`."""
    by_kind = chain.from_iterable(kinds.values() for kinds in affixes.endings().values())
    return [*chain.from_iterable(affixes.proclitics().values())], [*chain.from_iterable(by_kind)]


@cache
def compiled_stemmer() -> native.Stemmer:
    """The compiled stemmer of the lexicon."""
    return new_stemmer(open_lexicon().content)


def new_stemmer(lexicon: memoryview) -> native.Stemmer:
    """A stemmer by the rules of today, which looks words up in the content of a lexicon file."""
    modules = (affixes, folding, marks, names, particles, readings, stemmer, unknown, uthmani)
    named = {name: value for module in modules for name, value in module.values().items()}
    return native.Stemmer(lexicon, heads=_heads(), endings=_endings(), **named)


def _heads() -> list[tuple[bytes, int, list[tuple[float, float, int]]]]:
    groups = affixes.head_groups()
    return [
        (text, groups[text], [(one.cost, readings.hamza_cost(one), affixes.groups_of_head(one)) for one in found])
        for text, found in affixes.proclitics().items()
    ]


_EndingRow = tuple[bytes, int, float, float, int, int, bytes, list[tuple[int, float]]]


def _endings() -> list[tuple[bytes, int, list[_EndingRow]]]:
    groups = affixes.tail_groups()
    return [
        (text, groups[text], [_ending(kind, one) for kind, found in by_kind.items() for one in found])
        for text, by_kind in affixes.endings().items()
    ]


def _ending(kind: bytes, ending: Ending) -> _EndingRow:
    return (
        kind,
        affixes.groups_of_ending(kind, ending),
        ending.cost,
        affixes.verb_cost(kind),
        _traits(decode(kind), ending),
        _POS.index(readings.POS_OF[kind]),
        ending.adds,
        [(*last.encode(CODE), readings.ending_cost(last, ending)) for last in readings.COSTLY_LAST],
    )


def _traits(kind: str, ending: Ending) -> Trait:
    has = {
        Trait.ENCLITIC: ending.enclitic != "",
        Trait.HIS: ending.enclitic == stemmer.HIS,
        Trait.FEMININE: ending.ending.endswith(stemmer.FEMININE),
        Trait.NUMBER: ending.ending in stemmer.NUMBERS,
        Trait.WHOLE: ending.ending == "",
        Trait.ACCUSATIVE: ending.ending == stemmer.ACCUSATIVE,
        Trait.PARTICLE_STEM: kind[0] == readings.PARTICLE,
        Trait.VERB_STEM: kind[0] in readings.VERBS,
        Trait.LISTED_PLURAL: kind in stemmer.LISTED_PLURALS,
        Trait.GUESSED_PLURAL: kind in stemmer.GUESSED_PLURALS,
        Trait.PAST: kind in stemmer.PAST,
        Trait.WITHOUT_YA: kind == stemmer.WITHOUT_YA,
    }
    return Trait(sum(trait for trait, true in has.items() if true))
