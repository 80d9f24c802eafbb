"""The terms of whole texts, as engines index them; a word is analysed when it is met first, if no build has met it."""

from __future__ import annotations

from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from search.analysis.analyzer import fingerprint, joined_terms
from search.analysis.compiled_stemmer import compiled_stemmer
from search.analysis.context import in_context
from search.analysis.known_words import KnownWords, NewWords, keep, open_known
from search.analysis.native import native
from search.analysis.term_table import Counts, Joined, Table, new_table

if TYPE_CHECKING:
    from search.analysis.native._native import WantedTerms

Mark = TypeVar("Mark", bound=tuple[int, int, str])
_MOST_WORDS = 2**19  # kept at hand: some 50 MB, of the table in Python 180
_GATHERED = 2**18  # words that are kept beyond a build before it ends: half of what a process has at hand


class _Words:
    """The words that this process has met."""

    def __init__(self) -> None:
        self._table: Table | None = None
        self.gathered = NewWords()

    @property
    def table(self) -> Table:
        """The table of words; a new one when it has too many, and those kept beyond this process are looked up."""
        table = self._table  # another thread may forget it
        if table and len(table) > _MOST_WORDS:
            self.forget()
            table = None
        if table is None:
            table = self._table = new_table(joined_terms, _known(), compiled_stemmer)
        return table

    def forget(self) -> None:
        """Makes room, or way for the words that were kept since the table was made."""
        _known.cache_clear()
        self._table = None


_words = _Words()
_gathering = RLock()  # builds of two indexes may run in two threads


def join_text(text: str, counts: Counts | None = None) -> Joined:
    """The exact terms and the lemma terms of a text, each joined by spaces: what engines index.

    The exact terms stand one at a position. The lemmas are a bag: a word may add two, so their places mean nothing.
    Each exact term counts one more in `counts`, once a text.

    >>> join_text("قال ﷺ")
    ('قال صلي الله عليه وسلم', 'قال+ صلي+ صلي الله على سلم+ سلم')
    """
    return join_meant(in_context(text), counts)


def join_meant(text: str, counts: Counts | None = None) -> Joined:
    """The same of a text whose words stand as their neighbours say that they are meant, see `in_context`."""
    try:
        return _words.table.join(text, counts)
    except UnicodeEncodeError:
        return _words.table.join(_whole(text), counts)


def first_lemmas(text: str, most: int, least: int = 0) -> str:
    """The lemma terms of the first words of such a text, at most so many; nothing where it has fewer than `least`.

    >>> first_lemmas("المكتبات العربية الكبيرة", 2), first_lemmas("المكتبات العربية الكبيرة", 2, 4)
    ('مكتبه عربي', '')
    """
    try:
        return _words.table.first(text, most, least)
    except UnicodeEncodeError:
        return _words.table.first(_whole(text), most, least)


def find_marks(text: str, wanted: WantedTerms[Mark]) -> tuple[list[Mark], list[tuple[int, int]]]:
    """The words of a text that have a wanted term and its letters, with their first lemma; compiled code only.

    And the pieces that have to be looked at besides: words that are not plain, each with those before it that may be
    one with it (و الكتاب). A word that is met first is analysed and kept, as in `join_text`.
    """
    table = _words.table
    assert native
    assert isinstance(table, native.TermTable)
    try:
        return table.marks(text, wanted)
    except UnicodeEncodeError:
        return table.marks(_whole(text), wanted)


def _whole(text: str) -> str:
    """The text without halves of pairs, which are no letters."""
    return text.encode(errors="replace").decode()


@cache
def _known() -> KnownWords:
    return open_known(fingerprint())


def known_terms(word: str) -> Joined | None:
    """The joined terms of a word that a build has met; None of any other word."""
    return _words.table.get(word)


def remember(learned: bytes) -> None:
    """Keeps words with their terms at hand, so that they need not be analysed; see `known_words.record`."""
    _words.table.remember(learned)


def take_news() -> bytes:
    """The records of the words that were analysed since this was asked last."""
    return _words.table.take_news()


def gather(learned: bytes) -> None:
    """Adds what was analysed, here or by another process, to what is to be kept beyond the life of this one."""
    with _gathering:
        _words.gathered.add(learned)
        if _words.gathered.count >= _GATHERED:
            keep_gathered()


def keep_gathered() -> None:
    """Keeps what was gathered for the builds and the processes that come; what is too little waits for more."""
    with _gathering:
        if keep(_known(), _words.gathered, fingerprint()):
            _words.forget()
        elif _words.gathered.count < _GATHERED:
            return
        _words.gathered = NewWords()  # also where nobody may write
