"""The index on disk: complete, immutable generations, and the one line in `CURRENT` that names the published one.

A generation is written beside the others as `gen-000007.tmp`, synced, sealed with a manifest of checksums, renamed,
and published by replacing `CURRENT`: the only commit point. Whatever dies before that leaves the old one serving.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TextIO, TypeVar

from search.errors import (
    BahithError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexUnreadableError,
)
from search.messages import Value
from search.model.manifest import Manifest, check_version
from search.storage.disk import checksum, sync, try_lock, write_synced
from search.storage.rejects import UNFINISHED

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
LOCK = "lock"
KEPT = 2  # generations before the current one
_NAME = re.compile(r"gen-\d{6,12}")
_ATTEMPTS = 4  # a generation may be removed between reading its name and opening it
_T = TypeVar("_T")


class Seen(NamedTuple):
    """A file that was compared with a checksum, as the system tells it from any other, and from itself once changed."""

    device: int
    inode: int
    size: int
    changed: int
    checksum: str


def current_name(root: Path) -> str:
    """The name of the published generation. Raises `IndexMissingError`, `IndexCorruptError`."""
    try:
        name = (root / CURRENT).read_text(encoding="utf-8").removesuffix("\n")
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError("index-missing", root=root) from None
    except PermissionError:
        raise _unreadable(root / CURRENT) from None
    except (UnicodeDecodeError, OSError) as error:
        raise _corrupt("index-file-unreadable", root / CURRENT, reason=str(error)) from None
    if not _NAME.fullmatch(name):
        raise _corrupt("no-generation-named", root / CURRENT)
    return name


def current_mark(root: Path) -> tuple[int, int] | None:
    """A mark that changes whenever a generation is published, even one of the same name; None when there is none.

    A reader compares it: a look costs one stat.
    """
    try:
        found = (root / CURRENT).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def read_manifest(root: Path, name: str, fingerprint: str | None) -> Manifest:
    """The manifest of a generation. Raises `IndexCorruptError`, or `IndexStaleError` for another format or analysis.

    With no fingerprint, any analysis will do, and every format whose records are read.
    """
    path = root / name / MANIFEST
    try:
        manifest = Manifest.from_json(path.read_text(encoding="utf-8"))
    except PermissionError:
        raise _unreadable(path) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _corrupt("index-file-unusable", path, reason=str(error)) from None
    if manifest.generation != name:
        raise _corrupt("other-generation", path, generation=manifest.generation)
    check_version(manifest, root, fingerprint)
    return manifest


def check_files(root: Path, manifest: Manifest, known: set[Seen] | None = None) -> None:
    """Compares every file with its size and checksum. Raises `IndexCorruptError` naming the first that differs.

    One that is `known` was compared before, as a file of the generation that this one continues, and not written since;
    afterwards all of this one are.
    """
    folder = root / manifest.generation
    seen: set[Seen] = set()
    for name, (size, crc) in manifest.files.items():
        try:
            status = (folder / name).stat()
            mark = Seen(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, crc)
            seen.add(mark)
            if known and mark in known:
                continue
            found = status.st_size, checksum(folder / name)
        except PermissionError:
            raise _unreadable(folder / name) from None
        except OSError as error:
            raise _corrupt("index-file-missing", folder / name, reason=error.strerror or str(error)) from None
        if found != (size, crc):
            raise _corrupt(
                "index-file-changed",
                folder / name,
                size=found[0],
                checksum=found[1],
                written_size=size,
                written_checksum=crc,
            )
    if known is not None:
        known.clear()
        known.update(seen)


def open_current(
    root: Path, opener: Callable[[Manifest, Path], _T], fingerprint: str | None, known: set[Seen] | None = None
) -> _T:
    """What `opener` makes of the published generation: its manifest and its folder, every file as it was written.

    Which versions will do, `fingerprint` says as in `read_manifest`, which files need no look, `known` as in
    `check_files`.
    A reader holds no lock: when the generation is removed meanwhile, the one published after it is opened.
    """
    for attempt in range(_ATTEMPTS):
        name = current_name(root)
        try:
            manifest = read_manifest(root, name, fingerprint)
            check_files(root, manifest, known)
            return opener(manifest, root / name)
        except Exception:  # an engine has errors of its own for a file that is gone
            if attempt == _ATTEMPTS - 1 or current_name(root) == name:
                raise
    raise AssertionError("unreachable")


def names(root: Path) -> list[str]:
    """All complete generations, newest first."""
    return [name for name in _folders(root) if (root / name / MANIFEST).is_file()]


def _folders(root: Path) -> list[str]:
    """Those, and the empty folders of generations that were rolled back, whose numbers are not given again."""
    return sorted((path.name for path in root.glob("gen-*") if _NAME.fullmatch(path.name)), key=_number, reverse=True)


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """Holds the writer's lock and sweeps what a crash left. Raises `IndexLockedError` at once when it is held."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("a+", encoding="utf-8") as file:
        if not try_lock(file.fileno()):
            file.seek(0)
            holder = file.read(200).strip() or "another process"
            raise IndexLockedError("index-locked", root=root, holder=holder)
        _sweep(root)  # first: what a crash left may be what fills the disk
        with contextlib.suppress(OSError):  # the name of the holder is a courtesy
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%Y-%m-%d %H:%M:%S')}")
            file.flush()
        yield
        with contextlib.suppress(OSError):  # what was written is published by now
            empty(file)


def empty(lock: TextIO) -> None:
    """Takes the name of the holder out of the lock file."""
    lock.truncate(0)


def begin(root: Path) -> tuple[str, Path]:
    """The name of the next generation and an empty folder for it, still under a temporary name of its own.

    No other has had this name, so that a replica knows by it what it has.
    """
    name = f"gen-{max(map(_number, _folders(root)), default=0) + 1:06d}"
    begun = len(list(root.glob(f"{name}*.tmp")))
    folder = root / (f"{name}-{begun}.tmp" if begun else f"{name}.tmp")
    folder.mkdir()
    return name, folder


def link(root: Path, manifest: Manifest, folder: Path, must_copy: Callable[[str], bool]) -> None:
    """Fills a new folder with the files of a generation: hard links, but copies of those that will be written into."""
    for name in manifest.files:
        old = root / manifest.generation / name
        if must_copy(name):
            shutil.copyfile(old, folder / name)
        else:
            os.link(old, folder / name)


def seal(folder: Path, linked: Manifest | None = None, **fields: Any) -> Manifest:
    """Syncs every file of a written generation and gives it its manifest.

    A file that is still a link to one of the generation `linked` is on the disk already; its checksum is known.
    Who may read the folder may read its files: an engine writes some for their owner alone.
    """
    files = {}
    mode = folder.stat().st_mode & 0o666
    for path in sorted(folder.iterdir()):
        known = linked and linked.files.get(path.name)
        if known and linked and path.samefile(folder.parent / linked.generation / path.name):
            files[path.name] = known
            continue
        path.chmod(mode)
        sync(path)
        files[path.name] = (path.stat().st_size, checksum(path))
    manifest = Manifest(files=files, **fields)
    write_synced(folder / MANIFEST, manifest.to_json())
    sync(folder)
    return manifest


def publish(root: Path, name: str, folder: Path) -> None:
    """Makes a sealed generation the current one and removes those before it that are no longer kept.

    A replica may have some behind it, when its original was built anew from nothing: the next write removes these.
    """
    os.rename(folder, root / name)
    sync(root)
    point_to(root, name)
    kept = [old for old in names(root) if _number(old) < _number(name)][:KEPT]
    for old in _folders(root):
        if _number(old) < _number(name) and old not in kept:
            shutil.rmtree(root / old, ignore_errors=True)


def roll_back(root: Path, fingerprint: str) -> Manifest:
    """Makes the generation before the current one current, and gives its manifest.

    The one that is left is emptied by the next write. Raises `IndexMissingError` when there is no earlier one.
    """
    current = current_name(root)
    earlier = [name for name in names(root) if _number(name) < _number(current)]
    if not earlier:
        raise IndexMissingError("no-earlier-generation", current=current, root=root)
    manifest = read_manifest(root, earlier[0], fingerprint)
    check_files(root, manifest)
    point_to(root, earlier[0])
    return manifest


def point_to(root: Path, name: str) -> None:
    """Replaces `CURRENT`: the commit point."""
    write_synced(root / f"{CURRENT}.tmp", f"{name}\n")
    os.replace(root / f"{CURRENT}.tmp", root / CURRENT)
    sync(root)


def _sweep(root: Path) -> None:
    """Removes what a killed writer left, and what is in the generations that were rolled back."""
    for path in root.glob("gen-*.tmp"):
        shutil.rmtree(path, ignore_errors=True)
    for name in (f"{CURRENT}.tmp", UNFINISHED):
        (root / name).unlink(missing_ok=True)
    with contextlib.suppress(IndexMissingError, IndexCorruptError):
        current = _number(current_name(root))
        for name in _folders(root):
            if _number(name) > current:
                _clear(root / name)


def _clear(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _unreadable(path: Path) -> BahithError:
    return IndexUnreadableError("index-unreadable", path=path, file=path.name)


def _corrupt(code: str, path: Path, **values: Value) -> IndexCorruptError:
    return IndexCorruptError(code, path=path, file=path.name, **values)
