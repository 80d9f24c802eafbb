"""The dictionary of the package arramooz-pysqlite: its rows, its words without case endings, its lemma counts."""

from __future__ import annotations

import importlib.util
import math
import re
import sqlite3
from collections.abc import Iterator
from itertools import pairwise, takewhile
from pathlib import Path

from search.analysis.folding import bare, letters
from search.analysis.lexicon import conjugation
from search.errors import BahithError

PACKAGE = "arramooz-pysqlite"
MOST = 24_000_000
SMOOTH = 20
HOMOGRAPH_SHARE = 20
_REMARK = re.compile(r"\([^)]*\)|\[[^]]*\]|\+ات|\bج+:")
_REMARK_WORDS = frozenset(["رجل", "مؤنث", "مذكر", "مثنى", "واحدة", "واحدته", "واحد", "ذكر", "أنثى"])
_SHORTEST = 2
_CASE = re.compile("[ً-ِْ]+$")


class DictionaryMissingError(BahithError):
    """The package with the dictionary is not installed."""

    code = "dictionary-missing"


def dictionary() -> Path:
    """The data folder of the installed package, without importing it."""
    spec = importlib.util.find_spec("arramooz")
    if spec is None or spec.origin is None:
        raise DictionaryMissingError("dictionary-missing", package=PACKAGE)
    return Path(spec.origin).with_name("data")


def rows(file: str, query: str) -> Iterator[tuple[str, ...]]:
    """Rows of one of the dictionary's SQLite files, opened for reading only."""
    connection = sqlite3.connect(f"file:{dictionary() / file}?mode=ro", uri=True)
    yield from connection.execute(query)
    connection.close()


def clean(vocalised: str) -> str:
    """A dictionary form without its case ending."""
    return _CASE.sub("", vocalised.strip().replace("ـ", ""))


class Counts:
    """How often each lemma of the frequency table was counted, by its vocalised spelling or else by its letters."""

    def __init__(self) -> None:
        query = "select vocalized, word_type, freq from wordfreq order by id"
        self.listed = [(clean(v), str(kind), int(count)) for v, kind, count in rows("wordfreq.sqlite", query)]
        self._spelled: dict[tuple[str, str], int] = {}
        self.lettered: dict[tuple[str, str], int] = {}
        for vocalised, kind, count in self.listed:
            for table, key in ((self._spelled, conjugation.spelling(vocalised)), (self.lettered, letters(vocalised))):
                table[key, group(kind)] = table.get((key, group(kind)), 0) + count

    def cost(self, vocalised: str, kind: str, share: float = HOMOGRAPH_SHARE) -> float:
        """Bits of a lemma; one whose letters alone are known gets a part of their count: the inverse of `share`."""
        spelled = self._spelled.get((conjugation.spelling(vocalised), kind), 0)
        count = spelled or self.lettered.get((letters(vocalised), kind), 0) / share
        return math.log2(MOST / (count + SMOOTH))


def group(kind: str) -> str:
    """noun, verb, name or particle: what a word type of the frequency table counts as."""
    if kind == "verb":
        return "verb"
    if kind == "noun_prop":
        return "name"
    return "noun" if kind.startswith(("noun", "adj", "abbrev")) else "particle"


def forms(cell: str | None) -> list[str]:
    """The words of a cell that may hold several, without the remarks between them.

    >>> forms("بُيُوتٌ;أَبْيَاتٌ جج:"), forms("أَكْتَافٌ (مؤ)"), forms("أَطْفالٌ وَقَدْ يَكُونُ مُفْرَدًا")
    (['بُيُوت', 'أَبْيَات'], ['أَكْتَاف'], ['أَطْفال'])
    >>> forms("واحِدَةُ الزَّيْتونِ")
    []
    """
    found = [form for part in re.split("[;،,]+", _REMARK.sub(" ", cell or "")) for form in _listed(part.split())]
    return [form.removeprefix("ال") for form in map(clean, found) if len(bare(form)) > _SHORTEST]


def _listed(words: list[str]) -> list[str]:
    """The forms that a part of a cell begins with; a remark follows them, or is all there is."""
    if len(words) < 2:
        return words
    nominative = takewhile(lambda word: word.endswith(("ٌ", "ُ")) and bare(word) not in _REMARK_WORDS, words)
    following = dict(pairwise(words))
    return [word for word in nominative if not following.get(word, "").startswith(("ال", "غَيْر"))]
