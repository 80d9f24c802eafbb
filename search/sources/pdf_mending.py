"""Arabic as PDF readers give it, mended where the lexicon says how: presentation forms, lam-alef turned round
(اإلسالم), and letters that a bad table of glyphs puts in the place of a mark.

A word is changed only into one that the lexicon knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from search.analysis.folding import bare
from search.sources.quality import cost, is_known

_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_CONTROLS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u061c]")
_WORD = re.compile("[\u0621-\u063a\u0640-\u0655\u0670\u0671]+")
_MARK = "\u064b-\u0652"
_NO_TEXT = re.compile(f"^[\\s{_MARK}\u0640]*$")
_TURNED = re.compile("([اأإآ])ل")
_IMPOSSIBLE = re.compile("ا[أإآ]ل")  # no word has it, and folding takes one of the alefs away
_MOST_SWAPS = 3  # in a word: 8 spellings of it
# A mark in the place of which the reader found the letters of the cluster that its glyph was first met in: `إِ` for `ِ`.
_CLUSTERS = [
    re.compile(f"(?=([\u0621-\u064a]{{{before}}}[{_MARK}][\u0621-\u064a]{{{behind}}}))")
    for before in (1, 2)
    for behind in (0, 1)
]
_LEAST_SEEN = 4
_LEAST_MENDED = 0.4  # of the unknown words with a cluster that are known without it
_MOST_CLUSTERS = 6
_SAMPLE = 3_000  # different words that are looked at
# Where a mark stands on nothing, its letter had no glyph in the table: at the beginning of a word, after another vowel,
# before a sukun. An alef with hamza is what fonts compose of two.
_ON_NOTHING = re.compile(f"^(?=[{_MARK}])|(?<=[\u064e-\u0650])(?=[\u064e-\u0650])")
_VOWEL_SUKUN = re.compile("([\u064e-\u0650])\u0652")
_CARRIERS = ("أ", "إ")


class Mended(NamedTuple):
    """Pages, and the clusters that stood in the place of a mark: where there are some, some letters are lost too."""

    pages: list[str]
    clusters: list[str]


def mend(pages: Sequence[str]) -> Mended:
    """The pages of a document with their words mended."""
    plain = [_plain(page) for page in pages]
    words = {word for page in plain for word in _WORD.findall(page)}
    clusters = _clusters([word for word in words if not _is_known(word)][:_SAMPLE])
    mended = {word: better for word in words if (better := _mended(word, clusters)) != word}
    return Mended([_WORD.sub(lambda word: mended.get(word[0], word[0]), page) for page in plain], clusters)


def _plain(page: str) -> str:
    """A page in letters as they are typed, without lines of nothing but marks."""
    page = _CONTROLS.sub("", _FORMS.sub(lambda run: unicodedata.normalize("NFKC", run[0]), page))
    return "\n".join(line for line in page.split("\n") if not line.strip() or not _NO_TEXT.match(line))


def _is_known(word: str) -> bool:
    return is_known(bare(word))


def _mended(word: str, clusters: Sequence[str]) -> str:
    """The word as the lexicon knows it, or as it is. What stands in a mark's place is wrong in a known word too."""
    spelled = word
    for cluster in clusters:
        spelled = _without(spelled, cluster)
    if not clusters or (spelled == word and not _is_broken(word)):
        return word if _is_known(word) and not _IMPOSSIBLE.search(word) else _likeliest(_turned(word), word)
    return next(filter(_is_known, _carried(spelled)), None) or _likeliest((spelled, *_turned(spelled)), word)


def _likeliest(spellings: Iterable[str], word: str) -> str:
    """The spelling that the lexicon knows best, or the word where it knows none."""
    known = [one for one in spellings if _is_known(one) and not _IMPOSSIBLE.search(one)]
    return min(known, key=lambda one: cost(bare(one)), default=word)


def _turned(word: str) -> Iterator[str]:
    """The word with an alef behind a lam instead of before it, at one place or several.

    >>> [*_turned("اإلسالم")]
    ['الإسالم', 'اإلسلام', 'الإسلام']
    """
    places = [match.start() for match in _TURNED.finditer(word)][:_MOST_SWAPS]
    for chosen in range(1, 2 ** len(places)):
        letters = list(word)
        for number, place in enumerate(places):
            if chosen >> number & 1:
                letters[place : place + 2] = reversed(letters[place : place + 2])
        yield "".join(letters)


def _carried(word: str) -> Iterator[str]:
    """The word with a carrier where a mark stands on nothing."""
    if _is_broken(word):
        for carrier in _CARRIERS:
            yield _ON_NOTHING.sub(carrier, _VOWEL_SUKUN.sub(f"\u0652{carrier}\\1", word))


def _is_broken(word: str) -> bool:
    return bool(_ON_NOTHING.search(word) or _VOWEL_SUKUN.search(word))


def _without(word: str, cluster: str) -> str:
    """The word with the mark of a cluster in its place, but where it begins the word.

    >>> _without("إِبَنإِيهإِ", "إِ")
    'إِبَنِيهِ'
    """
    mark = next(letter for letter in cluster if unicodedata.combining(letter))
    return word[:1] + word[1:].replace(cluster, mark)


def _clusters_in(word: str) -> set[str]:
    return {match[1] for pattern in _CLUSTERS for match in pattern.finditer(word)}


def _clusters(words: list[str]) -> list[str]:
    """The clusters of letters that stand in the place of a mark, the one that mends most words first."""
    found: list[str] = []
    while len(found) < _MOST_CLUSTERS:
        seen = Counter(cluster for word in words for cluster in _clusters_in(word))
        gains = {}
        for cluster, count in seen.most_common(40):
            if count >= _LEAST_SEEN:
                having = [word for word in words if cluster in word[1:]]
                better = sum(_is_known(_without(word, cluster)) for word in having)
                if better >= max(1, _LEAST_MENDED * len(having)):
                    gains[cluster] = better
        if not gains:
            return found
        best = max(gains, key=lambda cluster: (gains[cluster], -len(cluster)))
        found.append(best)
        words = [word for word in (_without(word, best) for word in words) if not _is_known(word)]
    return found
