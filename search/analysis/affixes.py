"""The affixes of a word, compiled from the tables: what may stand before a stem, and what behind it.

>>> [(head.text, head.cost) for head in proclitics()["لل".encode(CODE)]]
[('لل', 3.5)]
"""

from __future__ import annotations

from functools import cache, lru_cache, reduce
from operator import or_
from typing import NamedTuple

from search.analysis.lexicon.format import CODE
from search.analysis.tables import Row, read_table

DEFINITE = "d"
PERSON = {"ي": 0.0, "ت": 0.5, "ن": 2.0, "ا": 3.0}
_VERBS = "pic"
_VERB_COST = 1.5  # bits: in writing, nouns are likelier than verbs
_THIRD = ("", "ا", "ان", "و", "وا", "ون", "ن")
_PERSON_ENDINGS = {"ي": _THIRD, "ت": (*_THIRD, "ي", "ين"), "ن": ("", "ن"), "ا": ("", "ن")}
_GROUPS = {group: 1 << i for i, group in enumerate(("n", "p", "c", "x", DEFINITE, "i", *PERSON))}
IMPERFECT = _GROUPS["i"]
OTHERS = IMPERFECT - 1
PERSON_CODES = {person.encode(CODE)[0]: (person, _GROUPS[person]) for person in PERSON}


class Proclitic(NamedTuple):
    """Letters in front, the hosts they go with (first letters of stem classes; d: a noun made definite), their cost."""

    text: str
    hosts: str
    cost: float
    why: str


class Ending(NamedTuple):
    """One understanding of the letters behind a stem of one class."""

    ending: str
    enclitic: str
    cost: float
    adds: bytes
    definite: bool
    why: str


class Fit(NamedTuple):
    """A proclitic and an ending that go together round a stem, and what they cost."""

    cost: float
    head: Proclitic
    ending: Ending


@cache
def proclitics() -> dict[bytes, tuple[Proclitic, ...]]:
    """Proclitics by their encoded text."""
    found: dict[bytes, tuple[Proclitic, ...]] = {}
    for row in read_table("attached", "hosts", "proclitic", "cost"):
        text = row["proclitic"].encode(CODE)
        one = Proclitic(row["proclitic"], row["hosts"], float(row["cost"]), row["why"])
        found[text] = (*found.get(text, ()), one)
    return found


@cache
def meaning(proclitics_text: str) -> str:
    """The letters in front with what they are, for people.

    >>> meaning("وبال")
    'وبال: و + ب + ال'
    """
    return f"{proclitics_text}: {proclitics()[proclitics_text.encode(CODE)][0].why}"


@cache
def endings() -> dict[bytes, dict[bytes, tuple[Ending, ...]]]:
    """{encoded letters behind the stem: {class of stem: how to understand them}}."""
    found: dict[bytes, dict[bytes, tuple[Ending, ...]]] = {}
    for row in read_table("endings", "class", "ending", "enclitic", "cost", "adds"):
        kind = row["class"].ljust(2).encode(CODE)
        for text, one in _understood(row):
            by_kind = found.setdefault(text.encode(CODE), {})
            by_kind[kind] = (*by_kind.get(kind, ()), one)
    return found


@cache
def head_groups() -> dict[bytes, int]:
    """Proclitics by their encoded text -> the groups of stems that they go with, as a sum of `_GROUPS`."""
    return {text: reduce(or_, map(groups_of_head, heads)) for text, heads in proclitics().items()}


@cache
def tail_groups() -> dict[bytes, int]:
    """Letters behind a stem -> the groups of stems that they go with; those of imperfects by the person."""
    return {
        text: reduce(or_, [groups_of_ending(kind, one) for kind, found in rules.items() for one in found])
        for text, rules in endings().items()
    }


def groups_of_head(head: Proclitic) -> int:
    """The groups of stems that letters in front go with."""
    return sum(_GROUPS[host] for host in head.hosts)


def groups_of_ending(kind: bytes, ending: Ending) -> int:
    """The groups that an ending belongs to behind a stem of a class."""
    group = chr(kind[0])
    groups = [group]
    if group == "n" and ending.definite:
        groups.append(DEFINITE)
    if group == "i":
        groups += [person for person, allowed in _PERSON_ENDINGS.items() if ending.ending in allowed]
    return sum(_GROUPS[one] for one in groups)


def verb_cost(kind: bytes) -> float:
    """The bits that a stem of a class costs for being a verb."""
    return _VERB_COST if chr(kind[0]) in _VERBS else 0.0


def _understood(row: Row) -> list[tuple[str, Ending]]:
    """The texts of one row: the ending alone, with a silent alef, and with each pronoun it may carry."""
    ending, cost, host = row["ending"], float(row["cost"]), row["class"][0]
    definite = not row["why"].startswith("accusative")
    result = []
    if row["enclitic"] != "must":
        result.append((ending, Ending(ending, "", cost, row["adds"].encode(CODE), definite, row["why"])))
        if ending == "و" and host in "pic":
            result.append(("وا", Ending("وا", "", cost - 0.5, row["adds"].encode(CODE), definite, row["why"])))
    if row["enclitic"] != "no":
        for pronoun in read_table("enclitics", "enclitic", "hosts", "cost"):
            if host in pronoun["hosts"]:
                text, both = pronoun["enclitic"], cost + float(pronoun["cost"])
                result.append((ending + text, Ending(ending, text, both, row["adds"].encode(CODE), False, row["why"])))
    return result


@cache
def _affix_letters() -> tuple[bytes, int, bytes, int]:
    """The letters that proclitics are made of and the length of the longest, and the same of what stands behind."""
    fronts, backs = proclitics(), endings()
    return b"".join(fronts), max(map(len, fronts)), b"".join(backs), max(map(len, backs))


def heads(code: bytes) -> tuple[tuple[int, bytes, int], ...]:
    """The proclitics that an encoded word may begin with, shortest first: length, letters, groups of stems.

    >>> [length for length, _, _ in heads("والكتاب".encode(CODE))]
    [0, 1, 3]
    """
    letters, longest, _, _ = _affix_letters()
    return _heads(code[: min(len(code) - len(code.lstrip(letters)), len(code) - 1, longest)])


def tails(code: bytes) -> tuple[tuple[int, bytes, int], ...]:
    """What may stand behind the stem of an encoded word, shortest first: length, letters, groups of stems.

    >>> [length for length, _, _ in tails("كتابها".encode(CODE))]
    [0, 1, 2]
    """
    _, _, letters, longest = _affix_letters()
    return _tails(code[max(len(code.rstrip(letters)), len(code) - longest, 1) :])


@lru_cache(2**14)
def _heads(front: bytes) -> tuple[tuple[int, bytes, int], ...]:
    groups = head_groups()
    return tuple((n, front[:n], groups[front[:n]]) for n in range(len(front) + 1) if groups.get(front[:n]))


@lru_cache(2**14)
def _tails(back: bytes) -> tuple[tuple[int, bytes, int], ...]:
    groups = tail_groups()
    parts = (back[len(back) - n :] for n in range(len(back) + 1))
    return tuple((len(part), part, groups[part]) for part in parts if part in groups)


class _Fits(dict[bytes, tuple[Fit, ...]]):
    """Class of a stem -> what these letters in front of it and behind it can be."""

    def __init__(self, front: bytes, behind: bytes, person: str) -> None:
        self._parts = front, behind, person

    def __missing__(self, kind: bytes) -> tuple[Fit, ...]:
        front, behind, person = self._parts
        group = chr(kind[0])
        more = PERSON.get(person, 0.0) + verb_cost(kind)
        self[kind] = found = tuple(
            Fit(head.cost + ending.cost + more, head, ending)
            for head in proclitics()[front]
            for ending in endings()[behind].get(kind, ())
            if _fits(head, ending, group, person)
        )
        return found


class _AllFits(dict[tuple[bytes, bytes, str], _Fits]):
    """(letters in front, letters behind, person of an imperfect or '') -> what they can be, by class of stem."""

    def __missing__(self, key: tuple[bytes, bytes, str]) -> _Fits:
        self[key] = found = _Fits(*key)
        return found


def _fits(head: Proclitic, ending: Ending, group: str, person: str) -> bool:
    if (group == "i") != bool(person):
        return False
    definite = head.hosts == DEFINITE
    if not (group == "n" if definite else group in head.hosts):
        return False
    return (ending.definite or not definite) and (not person or ending.ending in _PERSON_ENDINGS[person])


FITS = _AllFits()


def values() -> dict[str, object]:
    """The rules of this module for the compiled stemmer, but for the affixes, by the names that it has for them."""
    persons = [(letter, group, PERSON[person]) for letter, (person, group) in PERSON_CODES.items()]
    return {"persons": persons, "imperfect": IMPERFECT, "others": OTHERS}
