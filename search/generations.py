"""The index on disk: complete, immutable generations, and the one line in `CURRENT` that names the published one.

A generation is written beside the others as `gen-000007.tmp`, synced, sealed with a manifest of checksums, renamed,
and published by replacing `CURRENT`: the only commit point. Whatever dies before that leaves the old one serving.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from search.analysis import fingerprint
from search.errors import (
    BahithError,
    DiskFullError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexStaleError,
    IndexUnreadableError,
)
from search.rejects import UNFINISHED
from search.schema import FORMAT

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

MANIFEST = "manifest.json"
CURRENT = "CURRENT"
LOCK = "lock"
KEPT = 2  # generations before the current one
_NAME = re.compile(r"gen-\d{6,12}")
_CHUNK = 1 << 20
_ATTEMPTS = 4  # a generation may be removed between reading its name and opening it
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds: `files` is name -> (bytes, CRC-32)."""

    generation: str
    engine: str
    engine_version: str
    built_at: str
    documents: int
    added: int  # documents ever added since the index was new; those removed or replaced count too
    rejected: int
    source_bytes: int
    files: dict[str, tuple[int, str]]
    format: int = FORMAT
    fingerprint: str = ""

    @property
    def bytes(self) -> int:
        """The size of the generation's files."""
        return sum(size for size, _ in self.files.values())

    @property
    def tag(self) -> str:
        """A mark that no other generation has, not even one of the same name in an index deleted and built anew."""
        return f"{self.generation}-{_digest(asdict(self))}"

    def to_json(self) -> str:
        """The file's text, its own checksum included."""
        fields = asdict(self)
        return json.dumps({**fields, "checksum": _digest(fields)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest of a file's text; raises ValueError when it is not what was written."""
        fields = json.loads(text)
        if fields.pop("checksum") != _digest(fields):
            raise ValueError("its checksum does not fit")
        fields["files"] = {name: (size, crc) for name, (size, crc) in fields["files"].items()}
        return cls(**fields)


def _digest(fields: dict[str, Any]) -> str:
    return f"{zlib.crc32(json.dumps(fields, sort_keys=True).encode()):08x}"


def current_name(root: Path) -> str:
    """The name of the published generation. Raises `IndexMissingError`, `IndexCorruptError`."""
    try:
        name = (root / CURRENT).read_text(encoding="utf-8").removesuffix("\n")
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(
            f"there is no index in {root}: build one with  bahith rebuild --index {root}",
            f"لا يوجد فهرس في {root}؛ ابنِ واحدًا بالأمر bahith rebuild",
        ) from None
    except PermissionError:
        raise _unreadable(root / CURRENT) from None
    except (UnicodeDecodeError, OSError) as error:
        raise _corrupt(root / CURRENT, f"cannot be read ({error})") from None
    if not _NAME.fullmatch(name):
        raise _corrupt(root / CURRENT, "names no generation")
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


def read_manifest(root: Path, name: str) -> Manifest:
    """The manifest of a generation. Raises `IndexCorruptError`, or `IndexStaleError` for another format or analysis."""
    path = root / name / MANIFEST
    try:
        manifest = Manifest.from_json(path.read_text(encoding="utf-8"))
    except PermissionError:
        raise _unreadable(path) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _corrupt(path, f"cannot be used ({error})") from None
    if manifest.generation != name:
        raise _corrupt(path, f"belongs to {manifest.generation}")
    if (manifest.format, manifest.fingerprint) != (FORMAT, fingerprint()):
        raise IndexStaleError(
            f"the index was made by format {manifest.format}, analysis {manifest.fingerprint}; this version has format "
            f"{FORMAT}, analysis {fingerprint()}: build it again with  bahith rebuild --index {root}",
            "الفهرس مبني بإصدار آخر من قواعد التحليل؛ أعد بناءه بالأمر bahith rebuild",
        )
    return manifest


def check_files(root: Path, manifest: Manifest) -> None:
    """Compares every file with its size and checksum. Raises `IndexCorruptError` naming the first that differs."""
    folder = root / manifest.generation
    for name, (size, crc) in manifest.files.items():
        try:
            found = (folder / name).stat().st_size, _checksum(folder / name)
        except PermissionError:
            raise _unreadable(folder / name) from None
        except OSError as error:
            raise _corrupt(folder / name, error.strerror or str(error)) from None
        if found != (size, crc):
            raise _corrupt(folder / name, f"has {found[0]} bytes with checksum {found[1]}, not {size} with {crc}")


def open_current(root: Path, opener: Callable[[Manifest, Path], _T]) -> _T:
    """What `opener` makes of the published generation: its manifest and its folder, every file as it was written.

    A reader holds no lock: when the generation is removed meanwhile, the one published after it is opened.
    """
    for attempt in range(_ATTEMPTS):
        name = current_name(root)
        try:
            manifest = read_manifest(root, name)
            check_files(root, manifest)
            return opener(manifest, root / name)
        except Exception:  # an engine has errors of its own for a file that is gone
            if attempt == _ATTEMPTS - 1 or current_name(root) == name:
                raise
    raise AssertionError("unreachable")


def names(root: Path) -> list[str]:
    """All complete generations, newest first."""
    return sorted((path.name for path in root.glob("gen-*") if _NAME.fullmatch(path.name)), key=_number, reverse=True)


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """Holds the writer's lock and sweeps what a crash left. Raises `IndexLockedError` at once when it is held."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("a+", encoding="utf-8") as file:
        if not _try_lock(file.fileno()):
            file.seek(0)
            holder = file.read(200).strip() or "another process"
            raise IndexLockedError(
                f"the index {root} is being written by {holder}: wait until it ends",
                f"الفهرس {root} تكتبه عملية أخرى الآن؛ انتظر حتى تنتهي",
            )
        _sweep(root)  # first: what a crash left may be what fills the disk
        with contextlib.suppress(OSError):  # the name of the holder is a courtesy
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%Y-%m-%d %H:%M:%S')}")
            file.flush()
        yield
        file.truncate(0)


def begin(root: Path) -> tuple[str, Path]:
    """The name of the next generation and its empty folder, still under a temporary name."""
    name = f"gen-{max(map(_number, names(root)), default=0) + 1:06d}"
    folder = root / f"{name}.tmp"
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
        _sync(path)
        files[path.name] = (path.stat().st_size, _checksum(path))
    manifest = Manifest(files=files, fingerprint=fingerprint(), **fields)
    _write_synced(folder / MANIFEST, manifest.to_json())
    _sync(folder)
    return manifest


def publish(root: Path, name: str, folder: Path) -> None:
    """Makes a sealed generation the current one and removes those no longer kept."""
    os.rename(folder, root / name)
    _sync(root)
    point_to(root, name)
    for old in names(root)[1 + KEPT :]:
        shutil.rmtree(root / old, ignore_errors=True)


def roll_back(root: Path) -> Manifest:
    """Makes the generation before the current one current, and gives its manifest.

    The one that is left is removed by the next write. Raises `IndexMissingError` when there is no earlier one.
    """
    current = current_name(root)
    earlier = [name for name in names(root) if _number(name) < _number(current)]
    if not earlier:
        raise IndexMissingError(
            f"there is no generation before {current} in {root}: build the index anew with  bahith rebuild",
            f"لا توجد نسخة سابقة للنسخة {current}؛ أعد البناء بالأمر bahith rebuild",
        )
    manifest = read_manifest(root, earlier[0])
    check_files(root, manifest)
    point_to(root, earlier[0])
    return manifest


def point_to(root: Path, name: str) -> None:
    """Replaces `CURRENT`: the commit point."""
    _write_synced(root / f"{CURRENT}.tmp", f"{name}\n")
    os.replace(root / f"{CURRENT}.tmp", root / CURRENT)
    _sync(root)


@contextlib.contextmanager
def explained_disk_errors(root: Path) -> Iterator[None]:
    """Turns what an engine or the system says of a full disk into `DiskFullError`; other errors pass."""
    try:
        yield
    except Exception as error:
        if not _says_full(error, root):
            raise
        free = shutil.disk_usage(root).free // 1_000_000
        raise DiskFullError(
            f"no room for the new generation in {root} ({free} MB free): free some space and run the command again; "
            "the old index still serves",
            f"لا مساحة كافية في {root} (المتاح {free} م.ب)؛ أفرغ مساحة وأعد الأمر؛ الفهرس القديم ما زال يعمل",
        ) from error


def _says_full(error: Exception, root: Path) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    words = ("No space left", "os error 28", "File too large", "os error 27", "quota exceeded")
    # A writer thread of Tantivy that met a full disk says only that it was killed. Without a folder it wrote nothing.
    return any(word in str(error) for word in words) or (root.is_dir() and shutil.disk_usage(root).free < _CHUNK)


def _sweep(root: Path) -> None:
    """Removes what a killed writer left, and the generations that were rolled back."""
    for path in root.glob("gen-*.tmp"):
        shutil.rmtree(path, ignore_errors=True)
    for name in (f"{CURRENT}.tmp", UNFINISHED):
        (root / name).unlink(missing_ok=True)
    with contextlib.suppress(IndexMissingError, IndexCorruptError):
        current = _number(current_name(root))
        for name in names(root):
            if _number(name) > current:
                shutil.rmtree(root / name, ignore_errors=True)


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _checksum(path: Path) -> str:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return f"{crc:08x}"


def _sync(path: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there, and a file only for writing
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _try_lock(handle: int) -> bool:
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


def _unreadable(path: Path) -> BahithError:
    return IndexUnreadableError(
        f"{path} cannot be read (permission denied): give this user the right to read it",
        f"تعذّرت قراءة الملف {path.name} من الفهرس؛ امنح هذا المستخدم حق قراءته",
    )


def _corrupt(path: Path, what: str) -> IndexCorruptError:
    return IndexCorruptError(
        f"{path} {what}: build the index again with  bahith rebuild",
        f"الملف {path.name} من الفهرس تالف؛ أعد البناء بالأمر bahith rebuild",
    )
