"""The files beside an index, kept in the cluster in pieces: each machine that serves the index has a copy."""

from __future__ import annotations

import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from search.engines.opensearch.bulk import Bulk
from search.engines.opensearch.client import PATIENCE, Client, ClusterMissingError
from search.engines.opensearch.terms import CHUNK
from search.errors import IndexCorruptError

_PIECE = 1_000_000  # bytes
Files = Mapping[str, tuple[int, str]]  # name -> size and checksum, as in a manifest


def upload(client: Client, index: str, path: Path) -> tuple[int, str]:
    """Puts a file into the cluster and gives its size and checksum."""
    bulk, size, crc = Bulk(client, index), 0, 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            bulk.put(_id(path.name, size), {CHUNK: b64encode(piece).decode()})
            size, crc = size + len(piece), zlib.crc32(piece, crc)
    bulk.finish()
    return size, f"{crc:08x}"


def remove(client: Client, index: str, files: Files) -> None:
    """Removes files from the cluster."""
    bulk = Bulk(client, index)
    for name, (size, _) in files.items():
        for start in range(0, size, _PIECE):
            bulk.delete(_id(name, start))
    bulk.finish()


def copy(client: Client, index: str, files: Files, name: str, folder: Path) -> Path:
    """The copy of a file in a folder, fetched where it is not there as it was written. Raises `IndexCorruptError`."""
    path, wanted = folder / name, files[name]
    if path.is_file() and _facts(path) == wanted:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{name}.{os.getpid()}.tmp")  # other processes may fetch it at the same time
    with unfinished.open("wb") as file:
        for start in range(0, wanted[0], _PIECE):
            file.write(_piece(client, index, _id(name, start)))
    if _facts(unfinished) != wanted:
        unfinished.unlink()
        raise IndexCorruptError("cluster-file-changed", location=client.location, index=index, file=name)
    os.replace(unfinished, path)
    return path


def _piece(client: Client, index: str, id: str) -> bytes:
    try:
        told = client.ask("GET", f"/{index}/_doc/{id}", None, PATIENCE, stored_fields=CHUNK)
    except ClusterMissingError:
        return b""  # the checksum tells
    return b64decode(told["fields"][CHUNK][0])


def _facts(path: Path) -> tuple[int, str]:
    size, crc = 0, 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
    return size, f"{crc:08x}"


def _id(name: str, start: int) -> str:
    return blake2b(f"{name} {start}".encode(), digest_size=16).hexdigest()
