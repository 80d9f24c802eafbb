"""A folded word to its lemma term by rule: the article and its company come off the front, one ending off the back.

A light stemmer in the line of Larkey et al. (Light stemming for Arabic information retrieval, 2007), repaired where
it joins different words: the nisba ي stays (مصر is not مصري), ال comes off a bare alef only (ألمانيا), and a short
remainder is never cut. What a rule cannot know (broken plurals, verbs, clitics without an article) is the place of
a lexicon, which answers before this stemmer is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis.tables import read_table


@dataclass(frozen=True, slots=True)
class Affix:
    """One row of `prefixes.tsv` or `suffixes.tsv`."""

    text: str
    to: str
    min_stem: int


def _affixes(rows: list[Affix]) -> tuple[Affix, ...]:
    return tuple(sorted(rows, key=lambda affix: -len(affix.text)))


PREFIXES = _affixes(
    [Affix(row["affix"], "", int(row["min_stem"])) for row in read_table("prefixes", "affix", "min_stem")]
)
SUFFIXES = _affixes(
    [Affix(row["affix"], row["to"], int(row["min_stem"])) for row in read_table("suffixes", "affix", "to", "min_stem")]
)
_HAMZA_ALEFS = ("أل", "إل", "آل")


@dataclass(frozen=True, slots=True)
class Stem:
    """A stem and the affixes that were taken off."""

    text: str
    prefix: str = ""
    suffix: str = ""


def stem(folded: str, typed: str = "") -> Stem:
    """The stem of a folded word; `typed` is the word as written, to tell الألم from ألم.

    >>> stem("والمكتبه"), stem("مصريه").text, stem("المانيا", "ألمانيا").prefix
    (Stem(text='مكتب', prefix='وال', suffix='ه'), 'مصري', '')
    """
    prefix = "" if typed.startswith(_HAMZA_ALEFS) else _prefix_of(folded)
    rest = folded.removeprefix(prefix)
    for affix in SUFFIXES:
        if rest.endswith(affix.text) and len(rest) - len(affix.text) >= affix.min_stem:
            return Stem(rest[: -len(affix.text)] + affix.to, prefix, affix.text)
    return Stem(rest, prefix)


def _prefix_of(folded: str) -> str:
    for affix in PREFIXES:
        if folded.startswith(affix.text) and len(folded) - len(affix.text) >= affix.min_stem:
            return affix.text
    return ""
