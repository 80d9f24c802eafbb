"""Archives, zip, tar and gzip: each member is read as a file would be, from memory; nothing is unpacked to the disk."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from search.model.gzipped import DAMAGES, unpacked
from search.model.reject import UnfitError
from search.sources.formats import SNIFFED, ending_of, format_of, read_source
from search.sources.source import Readable, Source, SourceItem
from search.sources.zipped import check_size, opened

_DEEPEST = 2  # archives in archives
_MEGABYTE = 1_000_000
_DAMAGES = (*DAMAGES, tarfile.TarError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
_GZIP = b"\x1f\x8b"
_OURS = ("__MACOSX/", ".DS_Store", "Thumbs.db")  # what systems put into archives beside the files


@dataclass(slots=True)
class _Account:
    """How much of an archive has been read, so that a bomb ends before the memory or the patience does."""

    source: Source
    members: int = 0
    unpacked: int = 0

    def begin(self) -> None:
        """One member more. Raises `UnfitError` when it is one too many."""
        settings = self.source.task.settings
        self.members += 1
        if self.members > settings.members:
            raise UnfitError("many-members", most=settings.members)

    def read(self, size: int) -> None:
        """So many bytes more. Raises `UnfitError` when all are too many."""
        settings = self.source.task.settings
        self.unpacked += size
        if self.unpacked > settings.unpacked * _MEGABYTE:
            raise UnfitError("large-archive", most=settings.unpacked)


def read(source: Source) -> Iterator[SourceItem]:
    """The documents and rejects of all members. A member that cannot be read is a reject, the others are read."""
    if source.depth >= _DEEPEST:
        raise UnfitError("archive-too-deep", most=_DEEPEST)
    account = _Account(source)
    if source.beginning(4).startswith(b"PK"):
        with opened(source) as archive:
            yield from _zip(source, archive, account)
        return
    with source.open() as stream:
        try:
            if ending_of(source.name) == ".gz":
                yield from _gzip(source, stream, account)
            else:
                yield from _tar(source, stream, account)
        except _DAMAGES as error:
            raise UnfitError("archive-damaged", reason=str(error)[:200]) from None


def _zip(source: Source, archive: zipfile.ZipFile, account: _Account) -> Iterator[SourceItem]:
    for info in archive.infolist():
        member = _member(source, info.filename, info.file_size)
        try:
            account.begin()
            if info.is_dir() or not _is_wanted(info.filename):
                continue
            _check_name(info.filename, link=info.external_attr >> 28 == 0o12)
            check_size(info)
            with archive.open(info) as stream:
                data = _whole(stream, source)
            account.read(len(data))
        except (RuntimeError, NotImplementedError, *_DAMAGES) as error:
            yield member.reject("archive-damaged", reason=str(error)[:200])
            continue
        except UnfitError as error:
            yield _told(member, error)
            if _is_the_end(error):
                return
            continue
        yield from _read(member, data)


def _tar(source: Source, stream: BinaryIO, account: _Account) -> Iterator[SourceItem]:
    is_packed = source.beginning(len(_GZIP)) == _GZIP  # of which `tarfile` reads the first member only
    with tarfile.open(fileobj=unpacked(stream) if is_packed else stream, mode="r|" if is_packed else "r|*") as archive:
        for info in archive:
            member = _member(source, info.name, info.size)
            try:
                account.begin()
                if info.isdir() or not _is_wanted(info.name):
                    continue
                _check_name(info.name, link=not info.isreg())
                data = _whole(archive.extractfile(info), source)
                account.read(len(data))
            except UnfitError as error:
                yield _told(member, error)
                if _is_the_end(error):
                    return
                continue
            yield from _read(member, data)


def _gzip(source: Source, stream: BinaryIO, account: _Account) -> Iterator[SourceItem]:
    """The one file in a `.gz`, which has its name without that ending; a tar file is one of many."""
    with unpacked(stream) as content:
        data = _whole(content, source)
    account.read(len(data))
    yield from _read(replace(_named(source, source.name[:-3], len(data)), depth=source.depth + 1), data)


def _whole(stream: Readable | None, source: Source) -> bytes:
    """The bytes of a member. Raises `UnfitError` when they are more than a document may have."""
    if stream is None:
        raise UnfitError("link-in-archive")
    most = source.task.most_bytes
    data = stream.read(most + 1)
    if len(data) > most:
        raise UnfitError("file-too-large", most=most)
    return data


def _check_name(name: str, link: bool) -> None:
    """Raises `UnfitError` for a member that means another place: whoever unpacks it elsewhere should know."""
    path = PurePosixPath(name.replace("\\\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise UnfitError("outside-archive")
    if link:
        raise UnfitError("link-in-archive")


def _is_wanted(name: str) -> bool:
    """Whether a member may be a document: those of unknown names are looked at, pictures and styles are not."""
    base = name.rpartition("/")[2]
    return not (base.startswith(".") or name.startswith(_OURS) or base in _OURS)


def _member(source: Source, name: str, size: int) -> Source:
    shown = name.replace("\0", "")
    return replace(_named(source, f"{source.name}/{shown}", size), place=f"{source.place}/{shown}")


def _named(source: Source, name: str, size: int) -> Source:
    return replace(source, name=name, size=size, path=None, depth=source.depth + 1, address=None, date=None)


def _told(member: Source, error: UnfitError) -> SourceItem:
    return member.reject(error.reason.code.removeprefix("reject."), **error.reason.values)


def _is_the_end(error: UnfitError) -> bool:
    return error.reason.code in ("reject.many-members", "reject.large-archive")


def _read(member: Source, data: bytes) -> Iterator[SourceItem]:
    """What is in a member of a known format; nothing of the others, as of such files in a folder."""
    if format_of(member.name, data[:SNIFFED]) is not None:
        yield from read_source(replace(member, stream=lambda: BytesIO(data)))
