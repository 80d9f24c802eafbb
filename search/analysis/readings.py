"""The readings the lexicon gives to a word, best first: which dictionary word it may be, and why.

>>> best = known("وبالمدارس")[0]
>>> best.lemma, best.proclitics, best.pos
('مدرسه', 'وبال', 'noun')
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter, itemgetter
from typing import NamedTuple
from zlib import crc32

from search.analysis import affixes, marks, names, particles
from search.analysis.affixes import FITS, IMPERFECT, OTHERS, PERSON_CODES, Ending, Fit, Proclitic
from search.analysis.folding import bare, letters
from search.analysis.lexicon.format import BITS, CODE, HELD_SHIFT, decode
from search.analysis.lexicon.location import open_lexicon
from search.analysis.tables import read_table

_POS = {"n": "noun", "p": "verb", "i": "verb", "c": "verb", "x": "particle"}
_NAMES = ("np", "nv")
VERB_MARK = "+"  # ends the lemma term of a verb
_SPREAD = 5.0
_MARK_COST = 8.0
_TANWEEN_COST = 2 * _MARK_COST
_OTHER_LETTER_COST = 0.3
_YA = "ي".encode(CODE)
_YA_CRC = crc32(_YA)
_NOBODY = ("", 0)


class Reading(NamedTuple):
    """A way to understand a word; `cost` is in bits, lower is likelier.

    `entry` is the packed entry of the lexicon, empty for a guess; `ending` the row of `endings.tsv` that took it.
    """

    lemma: str
    pos: str
    cost: float
    why: str
    entry: bytes = b""
    proclitics: str = ""
    ending: str = ""
    enclitic: str = ""

    @property
    def kind(self) -> str:
        """The class of the dictionary's stem."""
        return decode(self.entry[1:3])

    @property
    def stem(self) -> str:
        """The dictionary's stem, vocalised where it is."""
        if not self.entry:
            return ""
        _, spelled, vocalised = decode(self.entry[3:]).split("\t")
        return vocalised.split("|")[0] or spelled or self.lemma

    @property
    def term(self) -> str:
        """What the lemma level indexes: verbs apart from nouns, the spellings of a foreign name together."""
        if self.pos == "verb":
            return self.lemma + VERB_MARK
        if self.pos in ("name", "unknown"):
            return names.key(self.lemma) or names.weak(self.lemma)
        return particles.TERMS.get(self.lemma, self.lemma) if self.pos == "particle" else self.lemma

    @property
    def rules(self) -> tuple[str, ...]:
        """What made the lemma, for people: the proclitics, the entry and the ending, the pronoun."""
        if not self.entry:
            return (self.why,)
        front = (affixes.meaning(self.proclitics),) if self.proclitics else ()
        behind = (f"pronoun {self.enclitic}",) if self.enclitic else ()
        return (*front, f"{self.pos} {self.stem}: {self.why}", *behind)


# A word parted into what can stand before a stem and behind it, an entry of the lexicon, the person of an imperfect,
# and the place of the stem; the first number is the least that it can cost.
_Parting = tuple[float, Fit, bytes, str, int, int]
_Known = Callable[[str, str, float], list[Reading] | None]  # None where it is not sure
_compiled: _Known | None = None


def known(word: str, folded: str = "", limit: float = float("inf")) -> list[Reading]:
    """The readings the lexicon gives to a word in modern spelling, one for each lemma and part of speech, best first.

    `folded` is what `letters` makes of the word. No reading costs more than `limit`.
    """
    folded = folded or letters(word)
    found = _compiled(word, folded, limit) if _compiled else None
    return known_by_python(word, folded, limit) if found is None else found


def ask_first(compiled: _Known) -> None:
    """Has the compiled stemmer asked first for what `known` tells; it is made of the rules of this module."""
    global _compiled
    _compiled = compiled


def known_by_python(word: str, folded: str, limit: float) -> list[Reading]:
    """The same without the compiled stemmer."""
    code = folded.encode(CODE, "replace")
    partings = _partings(code, limit)
    if not partings:
        return []
    partings.sort(key=_BOUND)
    typed = folded if word == folded else bare(word)
    best: dict[tuple[bytes, str], tuple[float, _Parting]] = {}
    least = limit - _SPREAD
    for parting in partings:
        bound, entry = parting[0], parting[2]
        if bound > least + _SPREAD:
            break
        cost = bound + _cost(parting, word, typed, folded)
        least = min(least, cost)
        key = _lemma(code, parting), POS_OF[entry[1:3]]
        if cost <= limit and (key not in best or cost < best[key][0]):
            best[key] = cost, parting
    found = [_reading(key, *one) for key, one in best.items()]
    return sorted(found, key=_ORDER) if len(found) > 1 else found


def _lemma(code: bytes, parting: _Parting) -> bytes:
    """The lemma of the entry, where no other is made by what the ending adds to the stem."""
    _, fit, entry, person, start, cut = parting
    if fit.ending.adds:
        return code[start:cut] + fit.ending.adds
    if lemma := entry[3 : entry.index(_TAB)]:
        return lemma
    return _YA + code[start + 1 : cut] if person else code[start:cut]


def _reading(key: tuple[bytes, str], cost: float, parting: _Parting) -> Reading:
    _, (_, head, ending), entry, *_ = parting
    return Reading(decode(key[0]), key[1], cost, ending.why, entry, head.text, ending.ending, ending.enclitic)


def _partings(code: bytes, limit: float) -> list[_Parting]:
    """Every parting whose parts go together: round a stem as it stands, and as an imperfect with its person."""
    lexicon, size = open_lexicon(), len(code)
    find, held = lexicon.find, lexicon.held
    tails = affixes.tails(code)
    found: list[_Parting] = []
    for start, before, hosts in affixes.heads(code):
        person, persons = PERSON_CODES.get(code[start], _NOBODY) if hosts & IMPERFECT else _NOBODY
        for length, behind, groups in tails:
            cut = size - length
            if cut <= start:
                break
            if hosts & groups & OTHERS and held[crc32(code[start:cut]) >> HELD_SHIFT]:
                fits = FITS[before, behind, ""]
                for entry in find(code[start:cut]):
                    for fit in fits[entry[1:3]]:
                        if (bound := BITS[entry[0]] + fit[0]) <= limit:
                            found.append((bound, fit, entry, "", start, cut))
            if persons & groups and held[crc32(code[start + 1 : cut], _YA_CRC) >> HELD_SHIFT] and cut - start > 1:
                fits = FITS[before, behind, person]
                for entry in find(_YA + code[start + 1 : cut]):
                    for fit in fits[entry[1:3]]:
                        if (bound := BITS[entry[0]] + fit[0]) <= limit:
                            found.append((bound, fit, entry, person, start, cut))
    return found


class _PartsOfSpeech(dict[bytes, str]):
    """Class of a stem -> part of speech."""

    def __missing__(self, kind: bytes) -> str:
        self[kind] = pos = "name" if decode(kind) in _NAMES else _POS[decode(kind)[0]]
        return pos


POS_OF = _PartsOfSpeech()
_TAB = b"\t"
_BOUND = itemgetter(0)
_ARTICLE, _HAMZA_ALEFS = "ال", frozenset("أإآ")
_TYPED_HAMZA_COST = 7.0
COSTLY_LAST = "ةهى"  # see `ending_cost`
PARTICLE, VERBS = "x", "pic"  # first letters of classes
_PARTICLE_COST = 20.0  # more than any spread: the spelling decides
_ORDER = attrgetter("cost", "lemma", "pos")


def _cost(parting: _Parting, word: str, typed: str, folded: str) -> float:
    """Bits on top of the bound: for the letters and marks that were typed."""
    _, fit, entry, person, start, cut = parting
    cost = ending_cost(typed, fit.ending) if typed[-1] in COSTLY_LAST else 0.0
    if start and not _HAMZA_ALEFS.isdisjoint(typed[:start]):
        cost += hamza_cost(fit.head)
    begin = start + 1 if person else start
    spelled = entry[entry.index(_TAB) + 1 : entry.rindex(_TAB)]
    meant = decode(spelled)[begin - start :] if spelled else folded[begin:cut]
    if cut - begin <= particles.LONGEST and folded[begin:cut] in particles.TERMS:
        spelled_so = typed[begin:cut] in particles.TYPED
        if chr(entry[1]) != PARTICLE if spelled_so else chr(entry[1]) == PARTICLE and cut == len(folded):
            cost += _PARTICLE_COST  # على is no name, علي no preposition; عليه is one
    if typed[begin:cut] != meant:
        costs = _letter_costs()
        for pair in zip(typed[begin:cut], meant, strict=False):
            if pair[0] != pair[1]:
                cost += costs.get(pair, _OTHER_LETTER_COST)  # one by one: `sum` rounds otherwise from Python 3.12 on
    return cost + _marks_cost(word, start, entry) if len(word) > len(typed) else cost


@cache
def _letter_costs() -> dict[tuple[str, str], float]:
    rows = read_table("typed_letters", "typed", "meant", "cost")
    return {(row["typed"], row["meant"]): float(row["cost"]) for row in rows}


def hamza_cost(head: Proclitic) -> float:
    """Bits for a hamza that was typed in front of the stem (آلاف): the article has a bare alef."""
    return _TYPED_HAMZA_COST if _ARTICLE in head.text else 0.0


def ending_cost(typed: str, ending: Ending) -> float:
    """Bits for a last letter that speaks against the ending: ة is no pronoun, ه is seldom ة, ى is no pronoun."""
    last = typed[-1]
    if last == "ة":
        return 10.0 if ending.enclitic else 0.0
    if last == "ه":
        return 5.0 if ending.ending.endswith("ه") and not ending.enclitic else 0.0
    if last == "ى":
        return 2.0 if ending.enclitic or ending.ending else 0.0
    return 0.0


def _marks_cost(word: str, start: int, entry: bytes) -> float:
    """Bits for marks that contradict the vocalised spelling, and for tanween on what is no noun."""
    spellings = decode(entry[entry.rindex(_TAB) + 1 :]).split("|")
    cost = _MARK_COST * min(marks.disagreements(word, start, vocalised) for vocalised in spellings)
    return cost + _TANWEEN_COST if chr(entry[1]) in VERBS and marks.has_tanween(word) else cost


def values() -> dict[str, object]:
    """The rules of this module for the compiled stemmer, by the names that it has for them."""
    return {
        "spread": _SPREAD,
        "mark_cost": _MARK_COST,
        "tanween_cost": _TANWEEN_COST,
        "particle_cost": _PARTICLE_COST,
        "other_letter": _OTHER_LETTER_COST,
        "letter_costs": [(*"".join(pair).encode(CODE), cost) for pair, cost in _letter_costs().items()],
        "imperfect_letter": _YA,
        "verb_mark": VERB_MARK.encode(CODE),
        "hamza_alef": "".join(_HAMZA_ALEFS).encode(CODE),
    }
