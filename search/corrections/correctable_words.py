"""The words of a query string as they were typed, with their places, so that one can be replaced and the rest kept."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from search.analysis import analyze_word, fold, tokenize
from search.analysis.stemmer import UNKNOWN, cost, readings
from search.analysis.stopwords import is_stop_word
from search.corrections.names import exonyms
from search.query.fields import FIELDS
from search.query.operators import is_operator

_PIECE = re.compile(r'[^\s"«»“”„‟()|،؛؟]+')
_LATIN = re.compile("[A-Za-z]")
_ARABIC = re.compile("[ء-ي]+(?: [ء-ي]+)*")
_EXCLUDED = ("-", "−")
_OPERATIONS = re.compile(r"[*~:=^]")
_LEAST_LETTERS = 3
_MOST_IN_NAME = 3  # Latin words that are one name in Arabic
_ARTICLE = ("al", "el")
_LIKELY = 2  # readings of a word, the likeliest first


@dataclass(frozen=True, slots=True)
class Typed:
    """A word or a run of keys: `text` is `query[start:end]`, `term` the word folded (several joined by spaces)."""

    text: str
    start: int
    end: int
    term: str
    latin: bool
    telling: bool = field(compare=False)

    @property
    def known(self) -> bool:
        """Whether the lexicon has a reading for it."""
        return not self.latin and _is_known(self.term)


@lru_cache(2**10)
def _is_known(term: str) -> bool:
    return all(cost(part) < UNKNOWN for part in term.split())


def typed_words(query: str) -> list[Typed]:
    """The words that may be repaired: not those excluded, nor what belongs to an operator.

    >>> [word.term for word in typed_words('الرئيس title:قمة -حرب el-Sisi كتا* "كوريا الشماليه"')]
    ['الرءيس', 'el-sisi', 'كوريا', 'الشماليه']
    """
    return [word for match in _PIECE.finditer(query) for word in _words(match.group(), match.start())]


def _words(piece: str, start: int) -> Iterator[Typed]:
    if piece.startswith(_EXCLUDED) or is_operator(piece):
        return
    if piece.startswith("+"):
        piece, start = piece[1:], start + 1
    if _LATIN.search(piece):
        if piece.partition(":")[0].casefold() not in FIELDS and not piece.endswith(("*", "~")):
            yield Typed(piece, start, start + len(piece), piece.lower(), latin=True, telling=True)
        return
    if _OPERATIONS.search(piece):
        return
    for token in tokenize(piece):
        term = " ".join(terms.exact for terms in analyze_word(token.text))  # analysed before: remembered
        if _ARABIC.fullmatch(term):
            telling = len(term) >= _LEAST_LETTERS and not all(map(is_stop_word, term.split()))
            yield Typed(token.text, start + token.start, start + token.end, term, latin=False, telling=telling)


def joined(words: list[Typed]) -> Typed:
    """Words that stand side by side as one.

    >>> joined(typed_words("New York")).term
    'new york'
    """
    if len(words) == 1:
        return words[0]
    text, term = (" ".join(parts) for parts in zip(*((word.text, word.term) for word in words), strict=True))
    return dataclasses.replace(words[0], text=text, term=term, end=words[-1].end)


def replace(query: str, repairs: list[tuple[Typed, str]]) -> str:
    """The query with some of its words replaced; '' joins a word to the one before it.

    >>> first, second = typed_words("«كور يا»")
    >>> replace("«كور يا»", [(first, "كوريا"), (second, "")])
    '«كوريا»'
    """
    for word, text in sorted(repairs, key=lambda repair: -repair[0].start):
        before = query[: word.start] if text else query[: word.start].rstrip()
        query = before + text + query[word.end :]
    return query


def is_name(term: str) -> bool:
    """Whether a folded word may be a name: the lexicon has it as one, or does not have it.

    >>> is_name("محمد"), is_name("بوتين"), is_name("قفزت")
    (True, True, False)
    """
    found = readings(term)
    return any(reading.pos in ("name", "unknown") for reading in found[:_LIKELY]) or cost(term) >= UNKNOWN


def fold_all(text: str) -> str:
    """Every word of a text folded.

    >>> fold_all("كوريا الشماليّة")
    'كوريا الشماليه'
    """
    return " ".join(fold(token.text) for token in tokenize(text))


def joined_names(words: list[Typed]) -> list[Typed]:
    """The words, with Latin ones that are one name joined: New York, al Ahly."""
    found: list[Typed] = []
    while words:
        size = next((size for size in range(_MOST_IN_NAME, 1, -1) if _is_one_name(words[:size], size)), 1)
        found.append(joined(words[:size]))
        words = words[size:]
    return found


def _is_one_name(words: list[Typed], size: int) -> bool:
    if len(words) < size or not all(word.latin for word in words):
        return False
    names = [word.term for word in words]
    return " ".join(names) in exonyms() or (size == len(_ARTICLE) and names[0] in _ARTICLE)
