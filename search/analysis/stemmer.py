"""All readings of a word: the lexicon's, and careful guesses for a word it does not know.

>>> readings("الديموقراطية")[0].lemma, readings("يوتيوب")[0].lemma, readings("المتضاهرين")[0].lemma
('ديمقراطي', 'يوتيوب', 'متظاهر')
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.analysis import names, unknown
from search.analysis.folding import bare, letters
from search.analysis.lexicon.format import BITS, CODE
from search.analysis.lexicon.location import open_lexicon
from search.analysis.readings import Reading, known
from search.analysis.shapes import encoded
from search.analysis.tables import read_table

_DOUBTFUL = 27.0  # bits; a reading above it is doubted, and guesses are made
UNKNOWN = 99.0
_REPAIR_COST = 6.0
_HAMZA_COST = 1.0
_HAMZA = "ء"
_LAM_ALEF, _IN_ORDER = "ال", "لا"
_MAY_BE_PDF, _FAR = 15.0, 8.0  # bits: a word so rare, and one so much likelier (خالل, but not السالم for السلام)
HAMZA_SPELLINGS = [
    (re.compile(row["pattern"]), row["to"], row["ending"])
    for row in read_table("hamza_spellings", "pattern", "to", "ending")
]
_SHORTEST_REPAIRED, _LONGEST_REPAIRED = 4, 27  # the longest stem has 14 letters, 4 may stand before and 8 behind it
_OTHER_HAMZA = re.compile("|".join(pattern.pattern for pattern, _, _ in HAMZA_SPELLINGS))
_HAMZA_SHAPES = ("ئا?$", "[يى]ء[اة]?$", "وء$", "ؤ")  # what every one of these has in it: see `shapes.py`
INDEXED = 2
ASKED = 3
_CLOSE = 0.5
NUMBERS = ("ان", "ون", "ين")
HIS, FEMININE, ACCUSATIVE = "ه", "ه", "ا"
_PLURAL_CLOSE = 5.0
_WHOLE_CLOSE = 4.0
_DOTLESS_CLOSE = 7.0
_PAST_CLOSE = 2.0
WITHOUT_YA, PAST = "nr", ("p ", "pv")  # نام, also a participle without its ي
_GUESSED_CLOSE = 4.0
_RARE = 12.0  # of a lemma; common ones are seldom meant by a plural that has another singular (عباد: عبد, not عابد)
GUESSED_PLURALS = ("ng", "nh")
NAME_KIND = "np"
LISTED_PLURALS = ("nb", "nc", "nd")


def readings(word: str, folded: str = "") -> list[Reading]:
    """Every reading of a word in modern spelling, best first; at least one for a word with letters.

    `folded` is what `letters` makes of the word.
    """
    folded = folded or letters(word)
    found = known(word, folded) if folded else []
    if has_other_hamza(word, folded):
        found = sorted([*found, *_other_hamza(word, folded)], key=lambda reading: reading.cost)
    if _LAM_ALEF in folded[1:] and (not found or found[0].cost > _MAY_BE_PDF):
        found = sorted([*found, *_other_order(folded, found)], key=lambda reading: reading.cost)
    if folded and (not found or found[0].cost > _DOUBTFUL):
        found = sorted([*found[:1], *_guesses(folded)], key=lambda reading: reading.cost)
    return found


def has_other_hamza(word: str, folded: str) -> bool:
    """Whether the hamza of a word may be written otherwise."""
    return _HAMZA in folded and _OTHER_HAMZA.search(word) is not None


def cost(folded: str) -> float:
    """The bits of the likeliest reading of a folded word; UNKNOWN when the lexicon has none.

    >>> cost("مبروك") < UNKNOWN, cost("جدااا") < UNKNOWN
    (True, False)
    """
    found = known(folded, folded, _DOUBTFUL)
    return found[0].cost if found else UNKNOWN


def lemmas(found: list[Reading], exact: str) -> tuple[str, ...]:
    """The lemma terms of a word with these readings, best first: the likeliest, and those that come close.

    Close is a reading as good as the best, a plural that the dictionary lists, the whole word as a noun, the past of a
    hollow verb beside a participle without its ي (نام), and a noun in ة whose dots may have been left out (مكتبه, also
    مكتب with a pronoun).

    >>> lemmas(readings("مكتبه"), "مكتبه")
    ('مكتب', 'مكتبه')
    """
    if not found:
        return (exact,)
    if len(found) == 1:
        return (found[0].term,)
    found = _whole_names_first(found, exact)
    guessed = _may_be_guessed(found)
    terms = dict.fromkeys(reading.term for reading in found if _is_close(reading, found[0], exact, guessed))
    return tuple(terms)[:ASKED]


def _whole_names_first(found: list[Reading], exact: str) -> list[Reading]:
    """The readings without duals and plurals that are as likely a whole name: عمران is not two of عمر."""
    least = found[0].cost + 2 * _CLOSE
    if found[0].ending in NUMBERS and any(
        one.pos == "name" and one.lemma == exact for one in found if one.cost < least
    ):
        return [one for one in found if one.ending not in NUMBERS]
    return found


def _is_close(reading: Reading, best: Reading, exact: str, guessed: bool) -> bool:
    gap = reading.cost - best.cost
    if gap <= _CLOSE:
        return True
    if best.enclitic == HIS and reading.ending.endswith(FEMININE) and not reading.enclitic and gap <= _DOTLESS_CLOSE:
        return True
    if best.kind == WITHOUT_YA and reading.kind in PAST and gap <= _PAST_CLOSE:
        return True
    if reading.kind in LISTED_PLURALS:
        return gap <= _PLURAL_CLOSE
    if guessed and reading.kind in GUESSED_PLURALS:
        return gap <= _GUESSED_CLOSE
    return gap <= _WHOLE_CLOSE and reading.pos == "noun" and reading.lemma == exact


def _other_hamza(word: str, folded: str) -> Iterator[Reading]:
    """Readings of the word with its hamza written otherwise, where the dictionary has it so.

    >>> [reading.lemma for reading in _other_hamza("لاجيء", "لاجيء")]
    ['لاجء']
    """
    for pattern, to, ending in HAMZA_SPELLINGS:
        spelled, count = pattern.subn(to, word)
        if count:
            for reading in known(spelled, letters(spelled), _DOUBTFUL - _HAMZA_COST):
                if bare(reading.stem).endswith(ending):
                    yield reading._replace(cost=reading.cost + _HAMZA_COST, why=f"{reading.why}; read as {spelled}")


def _other_order(folded: str, found: list[Reading]) -> Iterator[Reading]:
    """Readings of a word whose lam-alef a PDF gave in the wrong order (خالل), where they are far likelier."""
    least = (found[0].cost if found else _DOUBTFUL) - _FAR
    for at in range(1, len(folded) - 1):
        if folded[at : at + 2] == _LAM_ALEF:
            spelled = folded[:at] + _IN_ORDER + folded[at + 2 :]
            for reading in [one for one in known(spelled, spelled, least)[:1] if one.ending != ACCUSATIVE]:
                yield reading._replace(cost=reading.cost + _HAMZA_COST, why=f"{reading.why}; read as {spelled}")


def _may_be_guessed(found: list[Reading]) -> bool:
    """Whether plurals by shape count beside the best reading: it is another plural of a rare word, or no known word.

    A word that may be a noun itself (عقال، الإسراء) is not taken for them.
    """
    best = found[0]
    if best.pos == "unknown":
        return True
    plurals = LISTED_PLURALS + GUESSED_PLURALS
    if best.kind not in plurals or BITS[best.entry[0]] < _RARE:
        return False
    return not any(one.pos in ("noun", "name") and one.kind not in plurals and not one.ending for one in found)


def _guesses(folded: str) -> Iterator[Reading]:
    """Readings of a word outside the lexicon: a misspelling, a loan word, a stem by rule."""
    if _SHORTEST_REPAIRED <= len(folded) <= _LONGEST_REPAIRED:
        yield from _repaired(folded)
    stem = unknown.light_stem(folded)
    if key := names.key(stem):
        for entry in open_lexicon().entries(names.MARK + key):
            pos = "name" if entry.kind == NAME_KIND else "noun"
            yield Reading(entry.lemma, pos, _DOUBTFUL - 1, f"another spelling of {entry.lemma}")
    yield Reading(stem, "unknown", _DOUBTFUL, "outside the lexicon")
    if rest := unknown.without_proclitic(folded):
        yield Reading(rest, "unknown", _DOUBTFUL + _CLOSE, f"outside the lexicon, behind {folded[0]}", b"", folded[0])


def _repaired(folded: str) -> Iterator[Reading]:
    limit = _DOUBTFUL - _REPAIR_COST
    for variant in unknown.repairs(folded):
        for reading in known(variant, variant, limit)[:1]:
            if reading.cost < limit:
                yield reading._replace(why=f"{reading.why}; read as {variant}", cost=reading.cost + _REPAIR_COST)


def values() -> dict[str, object]:
    """The rules of this module for the compiled stemmer, by the names that it has for them."""
    return {
        "doubtful": _DOUBTFUL,
        "repair_cost": _REPAIR_COST,
        "hamza_shapes": encoded(_HAMZA_SHAPES),
        "hamza_cost": _HAMZA_COST,
        "order": (_LAM_ALEF.encode(CODE), _IN_ORDER.encode(CODE)),
        "may_be_pdf": _MAY_BE_PDF,
        "far": _FAR,
        "shortest_repaired": _SHORTEST_REPAIRED,
        "longest_repaired": _LONGEST_REPAIRED,
        "asked": ASKED,
        "indexed": INDEXED,
        "close": _CLOSE,
        "plural_close": _PLURAL_CLOSE,
        "whole_close": _WHOLE_CLOSE,
        "dotless_close": _DOTLESS_CLOSE,
        "past_close": _PAST_CLOSE,
        "guessed_close": _GUESSED_CLOSE,
        "rare": _RARE,
        "name_kind": NAME_KIND.encode(CODE),
    }
