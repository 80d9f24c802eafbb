"""Where the lexicon file lies, and that it is made when it is not there.

The file is made from the dictionary of arramooz-pysqlite and from tables, in some seconds, once: in the data folder of
this package when that can be written, else in BAHITH_CACHE_FOLDER or the user's cache. Its name carries the digest of
all it is made from, so that one made from something else is never read. Processes that make it at once write the same
bytes, each to a file of its own, and put it in place in one step.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from search.analysis.lexicon.dictionary import PACKAGE, DictionaryMissingError
from search.analysis.lexicon.format import BrokenLexiconError, Lexicon
from search.analysis.tables import DATA, tables_digest
from search.errors import BahithError

NAME = "lexicon"
BUILD_VERSION = 3  # raise it when code, not a table, changes what is in the file
CACHE_FOLDER = "BAHITH_CACHE_FOLDER"  # of the environment, so that processes that are started know it too
_UNUSED_DAYS = 7  # after which a file made from something else is removed
_TABLES = ("current_spellings", "feminines", "irregular", "letters", "plural_shapes", "plurals", "verb_paradigms")


@cache
def lexicon_digest() -> str:
    """The digest of all that the file is made from; it needs no file."""
    try:
        version = importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise DictionaryMissingError("dictionary-missing", package=PACKAGE) from error
    return hashlib.sha256(f"{BUILD_VERSION} {version} {tables_digest(*_TABLES)}".encode()).hexdigest()[:16]


@cache
def open_lexicon() -> Lexicon:
    """The lexicon, opened once a process; made first when it is missing or broken."""
    for path in _lexicons():
        try:
            lexicon = Lexicon(path)
        except (OSError, BrokenLexiconError):
            continue
        with contextlib.suppress(OSError):
            os.utime(path)  # it is in use: see `sweep`
        return lexicon
    return Lexicon(make())


def make() -> Path:
    """Makes the file anew in the first folder that can be written; where it lies."""
    from search.analysis.lexicon.build import build

    if sys.stderr:
        print("bahith: making the Arabic lexicon, once; this takes some seconds", file=sys.stderr, flush=True)
    started, content = time.monotonic(), build()
    refusal: object = "this user has no home folder"
    for path in _lexicons():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, [content])
            sweep(path, NAME)
        except OSError as error:
            refusal = error
            continue
        if sys.stderr:
            print(f"bahith: {path} made in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        return path
    raise BahithError("lexicon-not-writable", reason=str(refusal))


def _lexicons() -> Iterator[Path]:
    return places(NAME, lexicon_digest())


def places(name: str, digest: str) -> Iterator[Path]:
    """Where a file that is made from others may lie, the first place first; `digest` is of all it is made from."""
    name = f"{name}-{digest}.bin"
    yield Path(str(DATA)) / name
    if folder := os.environ.get(CACHE_FOLDER):
        yield Path(folder) / name
    elif cache_home := os.environ.get("XDG_CACHE_HOME"):
        yield Path(cache_home) / "bahith" / name
    else:
        with contextlib.suppress(RuntimeError):  # a user without a home: of a container, of a systemd unit
            yield Path.home() / ".cache" / "bahith" / name


def put(path: Path, pieces: Iterable[bytes | memoryview | bytearray]) -> None:
    """Puts a file of these pieces in place, in one step."""
    handle, unfinished = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise


def sweep(path: Path, name: str) -> None:
    """Removes what lies beside a new file and nobody has opened for days: files of earlier tables, unfinished ones.

    A process that still reads one keeps it: it is mapped.
    """
    for other in path.parent.glob(f"{name}-*.bin*"):
        with contextlib.suppress(OSError):
            if other.stat().st_mtime < time.time() - _UNUSED_DAYS * 86_400:
                other.unlink()
