"""Read replicas: the published generation of another index copied into this one, each file checked, published whole.

What this index has already, by size and checksum, is linked and not copied. Readers of this index never see a part of a
generation: it is published as any other, and a copy that fails leaves the old one serving.
"""

from __future__ import annotations

import json
import os
import shutil
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from search.engines import open_engine
from search.errors import BahithError, IndexCorruptError
from search.model.manifest import Manifest
from search.storage import generations
from search.storage.disk import explained_disk_errors, sync

CHUNK = 4 * 1024 * 1024  # bytes fetched at a time
_SECONDS = 60  # that a source has for one answer


class ReplicationError(BahithError):
    """The other index cannot be copied."""

    code = "replication"


class Original(Protocol):
    """The index that is copied."""

    def manifest(self) -> str:
        """The manifest of its published generation, as it was written."""

    def read(self, generation: str, name: str, offset: int) -> bytes:
        """The bytes of a file of it from a place on, a chunk at most."""


class Folder:
    """An index in a folder: of this machine, or on a disk that is shared."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def manifest(self) -> str:
        """The manifest of the published generation."""
        name = generations.current_name(self._root)
        return (self._root / name / generations.MANIFEST).read_text(encoding="utf-8")

    def read(self, generation: str, name: str, offset: int) -> bytes:
        """A chunk of a file."""
        with (self._root / generation / name).open("rb") as file:
            file.seek(offset)
            return file.read(CHUNK)


class Service:
    """An index behind a service, whose key has the scope `admin`."""

    def __init__(self, address: str, key: str) -> None:
        self._address = address.rstrip("/")
        self._key = key

    def manifest(self) -> str:
        """The manifest of the published generation."""
        return self._ask("/v1/index/manifest").decode("utf-8")

    def read(self, generation: str, name: str, offset: int) -> bytes:
        """A chunk of a file."""
        return self._ask(f"/v1/index/files/{quote(generation)}/{quote(name)}?offset={offset}")

    def _ask(self, path: str) -> bytes:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "*/*"}
        try:
            request = urllib.request.Request(self._address + path, headers=headers)
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                data: bytes = answer.read()
                return data
        except (OSError, ValueError) as error:  # an address that is none too
            raise ReplicationError("not-replicated", source=self._address, reason=str(error)) from None


def replicate(original: Original, root: Path) -> tuple[Manifest, bool]:
    """Makes the published generation of another index that of this one; whether it was another.

    Raises `ReplicationError`, `IndexCorruptError` for what comes otherwise than it was sealed, `IndexLockedError`.
    """
    with explained_disk_errors(root), generations.writing(root):
        text, manifest = _manifest_of(original)
        there = root / manifest.generation / generations.MANIFEST
        if there.is_file():
            if there.read_text(encoding="utf-8") != text:
                raise ReplicationError("another-index", root=root, generation=manifest.generation)
            is_new = generations.current_name(root) != manifest.generation
            if is_new:  # the other index went back to it
                generations.check_files(root, manifest)
                generations.point_to(root, manifest.generation)
            return manifest, is_new
        _copy(original, manifest, text, root)
        return manifest, True


def _manifest_of(original: Original) -> tuple[str, Manifest]:
    try:
        text = original.manifest()
        return text, Manifest.from_json(text)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReplicationError("not-replicated", source="", reason=str(error)) from None


def _copy(original: Original, manifest: Manifest, text: str, root: Path) -> None:
    folder = root / f"{manifest.generation}.tmp"
    folder.mkdir()
    try:
        known = _known(root)
        for name, (size, checksum) in manifest.files.items():
            if Path(name).name != name or name == generations.MANIFEST:
                raise ReplicationError("not-replicated", source="", reason=f"a file is called {name!r}")
            if same := known.get((name, size, checksum)):
                os.link(same, folder / name)
            else:
                _fetch(original, manifest.generation, name, size, folder / name)
        (folder / generations.MANIFEST).write_text(text, encoding="utf-8")
        generations.check_files(root, replace(manifest, generation=folder.name))
        open_engine(manifest.engine, folder, manifest.schema).close()
        for path in folder.iterdir():
            sync(path)
        sync(folder)
        generations.publish(root, manifest.generation, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _known(root: Path) -> dict[tuple[str, int, str], Path]:
    """The files of the generations that are here, by what their manifests say of them."""
    found: dict[tuple[str, int, str], Path] = {}
    for name in generations.names(root):
        try:
            files = json.loads((root / name / generations.MANIFEST).read_text(encoding="utf-8"))["files"]
        except (OSError, ValueError, KeyError):
            continue
        found |= {(file, size, checksum): root / name / file for file, (size, checksum) in files.items()}
    return found


def _fetch(original: Original, generation: str, name: str, size: int, path: Path) -> None:
    try:
        with path.open("wb") as file:
            while file.tell() < size:
                if not (chunk := original.read(generation, name, file.tell())):
                    break
                file.write(chunk)
    except FileNotFoundError:  # it was removed meanwhile: a newer one is there
        raise ReplicationError("original-gone", generation=generation) from None
    if path.stat().st_size != size:
        raise IndexCorruptError("replica-cut", file=name, size=path.stat().st_size, written_size=size)
