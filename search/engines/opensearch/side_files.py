"""The files beside an index, kept in the cluster in pieces: each machine that serves the index has a copy."""

from __future__ import annotations

import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from search.engines.opensearch.bulk import Bulk
from search.engines.opensearch.client import PATIENCE, Client
from search.engines.opensearch.terms import CHUNK
from search.errors import IndexCorruptError

_PIECE = 1_000_000  # bytes
Files = Mapping[str, tuple[int, str]]  # name -> size and checksum, as in a manifest


def facts(content: bytes) -> tuple[int, str]:
    """The size and the checksum of a file."""
    return len(content), f"{zlib.crc32(content):08x}"


def upload(client: Client, index: str, path: Path) -> tuple[int, str]:
    """Puts a file into the cluster and gives its size and checksum."""
    content, bulk = path.read_bytes(), Bulk(client, index)
    for start in range(0, len(content), _PIECE):
        bulk.put(_id(path.name, start), {CHUNK: b64encode(content[start : start + _PIECE]).decode()})
    bulk.finish()
    return facts(content)


def copy(client: Client, index: str, files: Files, name: str, folder: Path) -> Path:
    """The copy of a file in a folder, fetched where it is not there as it was written. Raises `IndexCorruptError`."""
    path, wanted = folder / name, files[name]
    if path.is_file() and path.stat().st_size == wanted[0] and facts(path.read_bytes()) == wanted:
        return path
    content = b"".join(_piece(client, index, _id(name, start)) for start in range(0, wanted[0], _PIECE))
    if facts(content) != wanted:
        raise IndexCorruptError("cluster-file-changed", location=client.location, index=index, file=name)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{name}.{os.getpid()}.tmp")  # other processes may fetch it at the same time
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
    return path


def _piece(client: Client, index: str, id: str) -> bytes:
    told = client.ask("GET", f"/{index}/_doc/{id}", None, PATIENCE, stored_fields=CHUNK)
    return b64decode(told["fields"][CHUNK][0])


def _id(name: str, start: int) -> str:
    return blake2b(f"{name} {start}".encode(), digest_size=16).hexdigest()
