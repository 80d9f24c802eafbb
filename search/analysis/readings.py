"""The readings the lexicon gives to a word, best first: which dictionary word it may be, and why.

>>> best = known("وبالمدارس")[0]
>>> best.lemma, best.proclitics, best.pos
('مدرسه', 'وبال', 'noun')
"""

from __future__ import annotations

from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import NamedTuple

from search.analysis import affixes, marks, names
from search.analysis.affixes import FITS, IMPERFECT, OTHERS, PERSON_CODES, Ending, Fit
from search.analysis.folding import bare, letters
from search.analysis.lexicon import CODE, Entry, unpack
from search.analysis.lexicon_file import open_lexicon
from search.analysis.tables import read_table

_POS = {"n": "noun", "p": "verb", "i": "verb", "c": "verb", "x": "particle"}
_NAMES = ("np", "nv")
_SPREAD = 5.0
_VERB_COST = 1.5
_MARK_COST = 8.0
_YA = "ي".encode(CODE)


class Reading(NamedTuple):
    """A way to understand a word; `cost` is in bits, lower is likelier.

    `stem` is the dictionary's vocalised stem; `kind` its class and `ending` the row of `endings.tsv` that took it.
    """

    lemma: str
    pos: str
    cost: float
    why: str
    stem: str = ""
    kind: str = ""
    proclitics: str = ""
    ending: str = ""
    enclitic: str = ""

    @property
    def term(self) -> str:
        """What the lemma level indexes: verbs apart from nouns, the spellings of a foreign name together."""
        if self.pos == "verb":
            return self.lemma + "+"
        if self.pos in ("name", "unknown"):
            return names.key(self.lemma) or names.weak(self.lemma)
        return self.lemma

    @property
    def rules(self) -> tuple[str, ...]:
        """What made the lemma, for people: the proclitics, the entry and the ending, the pronoun."""
        if not self.stem:
            return (self.why,)
        front = (affixes.meaning(self.proclitics),) if self.proclitics else ()
        behind = (f"pronoun {self.enclitic}",) if self.enclitic else ()
        return (*front, f"{self.pos} {self.stem}: {self.why}", *behind)


# A word parted into what can stand before a stem and behind it, an entry of the lexicon, the person of an imperfect,
# and the place of the stem; the first number is the least that it can cost.
_Parting = tuple[float, Fit, bytes, str, int, int]


class _Found(NamedTuple):
    """The entries of one stem: (least cost, class, packed entry) of each, those of imperfects apart."""

    others: tuple[tuple[float, bytes, bytes], ...] = ()
    imperfects: tuple[tuple[float, bytes, bytes], ...] = ()


def known(word: str, folded: str = "", limit: float = float("inf")) -> list[Reading]:
    """The readings the lexicon gives to a word in modern spelling, one for each lemma and part of speech, best first.

    `folded` is what `letters` makes of the word. No reading costs more than `limit`.
    """
    typed, folded = bare(word), folded or letters(word)
    best: dict[tuple[str, str], tuple[float, _Parting, Entry]] = {}
    least = limit - _SPREAD
    for parting in sorted(_partings(folded.encode(CODE, "replace"), limit), key=itemgetter(0)):
        bound, fit, packed, person, start, cut = parting
        if bound > least + _SPREAD:
            break
        stem = folded[start:cut]
        entry = unpack(packed, "ي" + stem[1:] if person else stem)
        cost = bound + _cost(parting, entry, word, typed)
        least = min(least, cost)
        adds = fit.ending.adds
        key = (stem + adds if adds else entry.lemma, "name" if entry.kind in _NAMES else _POS[entry.kind[0]])
        if cost <= limit and (key not in best or cost < best[key][0]):
            best[key] = cost, parting, entry
    found = [_reading(key, *one) for key, one in best.items()]
    return sorted(found, key=_ORDER) if len(found) > 1 else found


def _reading(key: tuple[str, str], cost: float, parting: _Parting, entry: Entry) -> Reading:
    _, head, ending = parting[1]
    stem = entry.vocalised[0] or entry.spelled
    return Reading(*key, cost, ending.why, stem, entry.kind, head.text, ending.ending, ending.enclitic)


def _partings(code: bytes, limit: float) -> list[_Parting]:
    """Every parting whose parts go together: round a stem as it stands, and as an imperfect with its person."""
    find, size = open_lexicon().find, len(code)
    tails = affixes.tails(code)
    found: list[_Parting] = []
    for start, before, hosts in affixes.heads(code):
        person, persons = PERSON_CODES.get(code[start], _NOBODY) if hosts & IMPERFECT else _NOBODY
        for length, behind, groups in tails:
            cut = size - length
            if cut <= start:
                break
            if hosts & groups & OTHERS and (packed := find(code[start:cut])):
                for own, kind, entry in _costed(packed).others:
                    for fit in FITS[before, behind, kind, ""]:
                        if (bound := own + fit[0]) <= limit:
                            found.append((bound, fit, entry, "", start, cut))
            if persons & groups and cut - start > 1 and (packed := find(_YA + code[start + 1 : cut])):
                for own, kind, entry in _costed(packed).imperfects:
                    for fit in FITS[before, behind, kind, person]:
                        if (bound := own + fit[0]) <= limit:
                            found.append((bound, fit, entry, person, start, cut))
    return found


@lru_cache(2**14)
def _costed(packed: bytes) -> _Found:
    """The packed entries of a stem, parted."""
    costed = [
        ((one[0] - 2) / 8 + (_VERB_COST if one[1:2] in b"pic" else 0.0), one[1:3], one) for one in packed.split(b"\0")
    ]
    return _Found(
        tuple(one for one in costed if one[1][:1] != b"i"), tuple(one for one in costed if one[1][:1] == b"i")
    )


_NOBODY = ("", 0)
_HAMZA_ALEFS = frozenset("أإآ")
_TYPED_HAMZA_COST = 4.0
_ORDER = attrgetter("cost", "lemma", "pos")


def _cost(parting: _Parting, entry: Entry, word: str, typed: str) -> float:
    """Bits on top of the bound: for the letters and marks that were typed."""
    _, fit, _, person, start, cut = parting
    cost = _ending_cost(typed, fit.ending)
    if start and "ال" in fit.head.text and not _HAMZA_ALEFS.isdisjoint(typed[:start]):
        cost += _TYPED_HAMZA_COST  # آلاف: the article has a bare alef
    stem, spelled = (typed[start + 1 : cut], entry.spelled[1:]) if person else (typed[start:cut], entry.spelled)
    if stem != spelled:
        costs = _letter_costs()
        cost += sum([costs.get((a, b), 0.3) for a, b in zip(stem, spelled, strict=False) if a != b])
    return cost + _marks_cost(word, start, entry) if len(word) > len(typed) else cost


@cache
def _letter_costs() -> dict[tuple[str, str], float]:
    rows = read_table("typed_letters", "typed", "meant", "cost")
    return {(row["typed"], row["meant"]): float(row["cost"]) for row in rows}


def _ending_cost(typed: str, ending: Ending) -> float:
    """Bits for a last letter that speaks against the ending: ة is no pronoun, ه is seldom ة, ى is no pronoun."""
    last = typed[-1]
    if last == "ة":
        return 10.0 if ending.enclitic else 0.0
    if last == "ه":
        return 5.0 if ending.ending.endswith("ه") and not ending.enclitic else 0.0
    if last == "ى":
        return 2.0 if ending.enclitic or ending.ending else 0.0
    return 0.0


def _marks_cost(word: str, start: int, entry: Entry) -> float:
    """Bits for marks that contradict the vocalised spelling, and for tanween on what is no noun."""
    cost = _MARK_COST * min(marks.disagreements(word, start, vocalised) for vocalised in entry.vocalised)
    return cost + 2 * _MARK_COST if entry.kind[0] in "pic" and marks.has_tanween(word) else cost
