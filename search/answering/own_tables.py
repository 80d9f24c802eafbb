"""The tables of whoever runs the service, read from their files and again whenever one of these changes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from search.analysis import analyze_word
from search.analysis.folding import fold
from search.errors import SettingsError
from search.messages import Message
from search.query.own_words import SIGNS, OwnWords, Row, lemmas_of, make_synonyms
from search.query.query_words import words_of
from search.settings import Tables

_log = logging.getLogger(__name__)
_Mark = tuple[tuple[int, int] | None, ...]
_MOST_WORDS = 8  # on a side of a row


def check_tables(tables: Tables) -> Iterator[SettingsError]:
    """What is wrong with the files, each with its first fault."""
    for read in (_synonyms, _protected, _stop_words, _pinned):
        try:
            read(tables)
        except SettingsError as error:
            yield error


def read_tables(tables: Tables) -> OwnWords:
    """The tables. Raises `SettingsError` naming the file and the line."""
    digest = blake2b(digest_size=6)
    for path in _paths(tables):
        digest.update(path.read_bytes() if path and path.is_file() else b"")
        digest.update(b"\0")
    named = any(_paths(tables))
    return OwnWords(
        make_synonyms(_synonyms(tables)),
        _protected(tables),
        _stop_words(tables),
        _pinned(tables),
        digest.hexdigest() if named else "",
    )


class TablesFollower:
    """The tables of a service that runs; files that cannot be used leave them as they were.

    Raises `SettingsError` at first.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._mark = self._look()
        self.words = read_tables(tables)

    def follow(self) -> bool:
        """Looks whether a file has changed; whether the tables are others now."""
        mark = self._look()
        if mark == self._mark:
            return False
        self._mark = mark
        try:
            self.words = read_tables(self._tables)
        except SettingsError as error:
            _log.error("the tables stay as they were: %s", error)
            return False
        return True

    def _look(self) -> _Mark:
        return tuple(_mark(path) for path in _paths(self._tables))


def _paths(tables: Tables) -> tuple[Path | None, ...]:
    return tables.synonyms, tables.protected, tables.stop_words, tables.pinned


def _mark(path: Path | None) -> tuple[int, int] | None:
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return found and (found.st_mtime_ns, found.st_size)


def _synonyms(tables: Tables) -> list[Row]:
    rows = []
    for path, row in _rows(tables.synonyms):
        cells = row.cells
        if len(cells) != len(("left", "sign", "right")) or cells[1] not in SIGNS or not _fit(cells[0], cells[2]):
            raise _unfit(path, row, "synonym", signs=[*SIGNS], most=_MOST_WORDS)
        rows.append(row)
    return rows


def _fit(*sides: str) -> bool:
    return all(lemmas_of(side) and len(words_of(side)) <= _MOST_WORDS for side in sides)


def _protected(tables: Tables) -> frozenset[str]:
    return frozenset(terms.exact for word in _words(tables.protected) for terms in analyze_word(word))


def _stop_words(tables: Tables) -> frozenset[str]:
    words = list(_words(tables.stop_words))
    return frozenset((*map(fold, words), *(lemma for word in words for lemma in lemmas_of(word))))


def _words(table: Path | None) -> Iterator[str]:
    for path, row in _rows(table):
        if len(row.cells) != 1 or len(words_of(row.cells[0])) != 1:
            raise _unfit(path, row, "one-word")
        yield row.cells[0]


def _pinned(tables: Tables) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for path, row in _rows(tables.pinned):
        query, *ids = row.cells
        ids = [id for id in ids if id]
        if not ids or not lemmas_of(query):
            raise _unfit(path, row, "pin")
        found[lemmas_of(query)] = tuple(dict.fromkeys(ids))
    return found


def _rows(path: Path | None) -> Iterator[tuple[Path, Row]]:
    """The rows of a table: cells divided by tabs; blank lines and those that begin with # are none."""
    if path is None:
        return
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise SettingsError("file-unreadable", path=path, file=path.name, reason=error.strerror or error) from None
    except UnicodeDecodeError as error:
        raise SettingsError("file-not-utf8", path=path, byte=error.start) from None
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            yield path, Row(tuple(cell.strip() for cell in line.rstrip("\t ").split("\t")), f"{path.name}:{number}")


def _unfit(path: Path, row: Row, code: str, **values: object) -> SettingsError:
    line = int(row.place.rpartition(":")[2])
    return SettingsError("wrong-line", path=path, line=line, expected=Message(f"expected.{code}", values))
