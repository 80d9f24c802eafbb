"""Keys of programs that use the API: a file of names and SHA-256 digests, so that reading it gives nobody a key."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from search.errors import BahithError

SCOPES = ("search", "write", "admin")
_SCOPE = "|".join(SCOPES)
_LINE = re.compile(
    r"(?P<name>\S+)\s+(?P<digest>[0-9a-fA-F]{64})(?:\s+(?P<limit>[1-9]\d{0,6}))?"
    rf"(?:\s+scopes=(?P<scopes>(?:{_SCOPE})(?:,(?:{_SCOPE}))*))?"
)
_LOOK_EVERY = 1.0
_log = logging.getLogger(__name__)


class KeyFileError(BahithError):
    """The file of keys cannot be used."""

    code = "key-file"


@dataclass(frozen=True, slots=True)
class Key:
    """Whose key it is, and for what; `limit` is its own number of requests a minute, None for that of the service."""

    name: str
    limit: int | None
    scopes: frozenset[str] = frozenset({"search"})


class KeyFile:
    """The keys of a file of lines `NAME SHA256 [REQUESTS A MINUTE] [scopes=search,write,admin]`.

    A changed file counts within a second.

    Raises `KeyFileError` at first; later a file that cannot be used leaves the keys as they were.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys = read_keys(path)
        self._mark = _mark(path)
        self._looked_at = time.monotonic()
        self._lock = Lock()

    def find(self, secret: str) -> Key | None:
        """The key with this secret. The look-up goes by its digest, so its time tells nothing of the secret."""
        if time.monotonic() - self._looked_at > _LOOK_EVERY:
            self._follow()
        return self._keys.get(sha256(secret.encode("utf-8", "replace")).hexdigest())

    def _follow(self) -> None:
        with self._lock:
            self._looked_at = time.monotonic()
            mark = _mark(self._path)
            if mark == self._mark:
                return
            self._mark = mark
            try:
                self._keys = read_keys(self._path)
            except KeyFileError as error:
                _log.error("the keys stay as they were: %s", error)


def read_keys(path: Path) -> dict[str, Key]:
    """Digest -> key of a file. Raises `KeyFileError` naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError("keys-unreadable", path=path, reason=str(error)) from None
    keys: dict[str, Key] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if not found:
            raise KeyFileError("not-a-key", path=path, line=number)
        scopes = frozenset((found["scopes"] or "search").split(","))
        keys[found["digest"].lower()] = Key(found["name"], int(found["limit"]) if found["limit"] else None, scopes)
    return keys


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
