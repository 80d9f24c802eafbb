"""The words of a generation, and its frequent phrases: what repairs and suggestions choose from.

One SQLite file in the generation, sealed by its manifest like every other file, read in place through a memory map that
all processes share. Every word has a row, where it stands in one byte a letter; words of other scripts than Arabic and
Latin are left out. The words of a key, or the completions of a short prefix, share one: the most frequent first. Among
equally frequent ones words go by their letters, and phrases behind them by their rank. A filter tells most of what is
no word (`word_filter`).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from zlib_ng import zlib_ng

from search.storage.word_filter import may_have

FILE = "vocabulary.sqlite"
SCHEMA = """
pragma page_size = 8192;
create table words(term blob primary key, documents integer, shown blob, rank integer) without rowid;
create table keys(key text primary key, terms blob) without rowid;
create table heads(prefix blob primary key, terms blob) without rowid;
create table counts(documents integer, changed integer, removed integer);
create table filter(bits blob);
"""
_SEPARATOR = b"\n"
_DEFLATED = b"\0"  # begins terms that are shorter so; of those of keys many are alike
_LONG = 64  # bytes; fewer are hardly shorter so
_RAW = -15  # no header or checksum by zlib: the manifest has the checksum of the file
AS_FOLDED = b""  # in `shown`: its usual spelling is the folded word itself; null where the sample did not have it
_CODE = "cp1256"
_ASKED = 896  # terms in one statement
_STEP = 16  # of more, their number is a multiple of it, so that statements are few and SQLite keeps them ready
_MAPPED = 1 << 28
_COMPLETIONS = 50


def encode(term: str) -> bytes | None:
    """A term as it is stored; None when it cannot be.

    >>> encode("كتاب"), encode("книга")
    (b'\\xdf\\xca\\xc7\\xc8', None)
    """
    try:
        return term.encode(_CODE)
    except UnicodeEncodeError:
        return None


def encode_each(terms: Sequence[str]) -> Sequence[bytes | None]:
    """Terms as they are stored, at once where they all can be.

    >>> encode_each(["abc", "книга"])
    [b'abc', None]
    """
    stored = encode("\n".join(terms))
    return stored.split(_SEPARATOR) if stored else [encode(term) for term in terms]


def _encode_all(terms: list[str]) -> list[bytes]:
    """The terms that can be stored, encoded at once where that are all of them: a slip leads to hundreds."""
    stored = encode("\n".join(terms))
    return stored.split(_SEPARATOR) if stored else [one for term in terms if (one := encode(term))]


def join(terms: Iterable[bytes]) -> bytes:
    """Stored terms as one row has them.

    >>> split(join([b"kitab", b"kutub"]))
    [b'kitab', b'kutub']
    """
    joined = _SEPARATOR.join(terms)
    if len(joined) < _LONG:
        return joined
    return min(joined, _DEFLATED + zlib_ng.compress(joined, 9, _RAW), key=len)


def split(row: bytes) -> list[bytes]:
    """The terms of a row."""
    return (zlib_ng.decompress(row[1:], _RAW) if row[:1] == _DEFLATED else row).split(_SEPARATOR)


def decode(stored: bytes) -> str:
    """The term of stored bytes."""
    return stored.decode(_CODE)


def _decode_all(rows: list[tuple[bytes, int]]) -> list[tuple[str, int]]:
    """The terms of rows and their counts, decoded at once: words that sound alike are hundreds."""
    terms = decode(_SEPARATOR.join(term for term, _ in rows)).split("\n")
    return [(term, count) for term, (_, count) in zip(terms, rows, strict=False)]  # of no row there is one term, ""


class Entry(NamedTuple):
    """A word or phrase: folded, as writers spell it, and in how many documents it is (of a phrase, about)."""

    term: str
    shown: str
    documents: int


class Vocabulary:
    """An open vocabulary; it may be shared by threads."""

    def __init__(self, path: Path) -> None:
        name = quote(str(path.absolute()))
        self._connection = sqlite3.connect(f"file:{name}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._connection.execute(f"pragma mmap_size = {_MAPPED}")
        self._lock = threading.Lock()
        self.documents: int
        self.documents, changed, removed = self._ask("select documents, changed, removed from counts")[0]
        self.fresh = not (changed or removed)  # every word and phrase is in a document of this generation
        self._filter: bytes = self._ask("select bits from filter")[0][0]

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents each of these words and phrases is; those that are rare or nowhere are left out."""
        asked = may_have(self._filter, _encode_all([term for term in terms if term]))
        return dict(_decode_all([*self._rows("documents", asked)]))

    def sounding(self, keys: Iterable[str], limit: int) -> list[tuple[str, int]]:
        """The most frequent words of each key (see `repairs.names.key`) and their counts."""
        terms = [term for key in keys for term in self._terms("select terms from keys where key = ?", key)[:limit]]
        counts = dict(self._rows("documents", terms))
        return _decode_all([(term, counts[term]) for term in terms])

    def shown(self, term: str) -> str | None:
        """How writers spell a folded word most often; None when the sample did not have it."""
        rows = self._ask("select shown from words where term = ?", encode(term))
        shown = rows[0][0] if rows else None
        return term if shown == AS_FOLDED else shown and decode(shown)

    def completions(self, prefix: str, limit: int) -> list[Entry]:
        """The most frequent words and phrases that begin so."""
        stored = encode(prefix)
        if not stored:
            return []
        if head := self._terms("select terms from heads where prefix = ?", stored)[:limit]:
            found = {row[0]: row for row in self._rows("shown, documents", head)}
            rows = [found[term] for term in head]
        else:
            begun = "select term, shown, documents from words where term >= ? and term < ?"
            rows = self._ask(f"{begun} order by documents desc, rank, term limit ?", stored, stored + b"\xff", limit)
        return [Entry(decode(term), decode(shown or term), documents) for term, shown, documents in rows]

    def words(self, prefix: str) -> list[tuple[str, int]]:
        """The most frequent words that begin so, and in how many documents each is."""
        return [(one.term, one.documents) for one in self.completions(prefix, _COMPLETIONS) if " " not in one.term]

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()

    def _terms(self, query: str, of: str | bytes) -> list[bytes]:
        """The terms that one row has; none where it is not there."""
        rows = self._ask(query, of)
        return split(rows[0][0]) if rows else []

    def _rows(self, columns: str, terms: list[bytes]) -> Iterator[Any]:
        """Those of these terms that are there, each with some columns; the last may come several times."""
        for start in range(0, len(terms), _ASKED):
            some = terms[start : start + _ASKED]
            if len(some) > _STEP:
                some += some[-1:] * (-len(some) % _STEP)
            wanted = f"wanted(term) as (values {','.join(['(?)'] * len(some))})"  # a third faster than `in (...)`
            rows = f"with {wanted} select term, {columns} from wanted cross join words using (term)"
            yield from self._ask(rows, *some)

    def _ask(self, query: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()
