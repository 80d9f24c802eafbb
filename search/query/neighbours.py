"""What the words beside a word of a query tell of it.

>>> from search.query.words import Word
>>> near = Neighbours.of((Word("خير"), Word("الله")))
>>> [terms.exact for terms in near.joined["خير"]]
['خيرالله']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from search.analysis import WordTerms, analyze_word, rasm
from search.analysis.analyzer import read_word
from search.analysis.compounds import APART
from search.query.words import Node, Word

_TWO = 2
_MOST_JOINED = 4  # words of a query that are all required; more are enough without
NAMES = ("name", "unknown", "")  # parts of speech; "" has no reading: 2024, NATO


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`alone`: the query is one word. Words `beside_names`, and words `among_others`, where no name can stand.

    `joined`: what a word and the one beside it make when they are written in one. `respelled`: a noun in ة before the
    word that it belongs to, as the Quran spells it (رحمت ربك), and the other way round. `initials`: the letters of a
    word of two and of the single one behind it: أف ب.
    """

    alone: bool = False
    beside_names: frozenset[str] = frozenset()
    among_others: frozenset[str] = frozenset()
    joined: dict[str, tuple[WordTerms, ...]] = field(default_factory=dict)
    respelled: dict[str, WordTerms] = field(default_factory=dict)
    initials: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: tuple[Node, ...]) -> Neighbours:
        """Those of things typed side by side."""
        words = [node.text if isinstance(node, Word) else "" for node in nodes]
        alone = len(words) == 1 and words != [""]
        return cls(
            alone, _beside_names(words), _among_others(words), _joined(words), _respelled(words), _initials(words)
        )


def _beside_names(words: list[str]) -> frozenset[str]:
    """The words with what may be a name before or behind them: a noun without its article is one (ابن سينا)."""
    found = set()
    for first, second in pairwise(words):
        if first and second:
            if _may_be_name(analyze_word(second)[0]):
                found.add(first)
            if _may_be_name(analyze_word(first)[-1]):
                found.add(second)
    return frozenset(found)


def _may_be_name(terms: WordTerms) -> bool:
    return terms.pos in NAMES or (terms.pos == "noun" and not terms.exact.startswith("ال"))


def _among_others(words: list[str]) -> frozenset[str]:
    """The words between a verb and a noun that is no name: a preposition stands there (سلم علي الضيف)."""
    rows = zip(words, words[1:], words[2:], strict=False)
    return frozenset(
        middle
        for first, middle, last in rows
        if first and last and analyze_word(first)[-1].pos == "verb" and analyze_word(last)[0].pos == "noun"
    )


def _joined(words: list[str]) -> dict[str, tuple[WordTerms, ...]]:
    found: dict[str, tuple[WordTerms, ...]] = {}
    for first, second in pairwise(words) if len(words) <= _MOST_JOINED else ():
        for one in _written_in_one(first, second) if first and second else ():
            for word in (first, second):
                found[word] = (*found.get(word, ()), one)
    return found


def _respelled(words: list[str]) -> dict[str, WordTerms]:
    """The nouns in ة before what they may belong to, in the other spelling: a taa that is open has no other form."""
    found: dict[str, WordTerms] = {}
    for first, second in pairwise(words):
        exact = analyze_word(first)[-1].exact if first and second else ""
        other = rasm.other_taa(exact)
        if other and rasm.may_be_noun(exact) and _may_own(second):
            closed = other.endswith("ه")
            found[first] = analyze_word(f"{other[:-1]}ة")[0] if closed else WordTerms(other, ())
    return found


def _may_own(word: str) -> bool:
    """Whether another word may belong to this one: it is definite."""
    exact, found = read_word(word)[0]
    return exact.startswith("ال") or (found[0].pos == "name" or found[0].enclitic != "" if found else False)


def _initials(words: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for first, second in pairwise(words):
        if first and second:
            before, behind = analyze_word(first)[-1].exact, analyze_word(second)[0].exact
            if len(before) == _TWO and len(behind) == 1:
                found |= dict.fromkeys((first, second), (*before, behind))
    return found


def _written_in_one(first: str, second: str) -> Iterator[WordTerms]:
    """Two words in one: خير الله is found in خيرالله; رأس المال, without its article, in رأسمال; يا أيها in يأيها."""
    if call := rasm.call_in_one(analyze_word(first)[-1].exact, analyze_word(second)[0].exact, alone=True):
        yield WordTerms(call, ())
    bare = second.removeprefix("ال")
    for written in dict.fromkeys((first + second, first + (bare if len(bare) > _TWO else second))):
        if len(made := analyze_word(written)) == 1:
            (one,) = made
            if one.lemmas[0] in APART or one.pos in NAMES:
                yield one
            elif written == first + second:
                yield WordTerms(one.exact, ())
