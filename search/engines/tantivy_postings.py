"""Opens the files of a Tantivy index for the compiled reader of its postings (`native`).

The files are those of Tantivy's index format 7: each ends with a footer that says so, and those that have a part for
each field with where these parts begin (`composite_file.rs` and `footer.rs` of tantivy 0.27).
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from search.engines import bm25
from search.engines.clauses import (
    Bool,
    ConstantScore,
    DisjunctionMax,
    DocumentSet,
    MatchAll,
    MatchNone,
    RangeFilter,
    TagFilter,
    Term,
    TermPhrase,
    TermSet,
    Verified,
)
from search.engines.native import native

_FORMAT = 7
_MAGIC = 1337
_MOST_BYTES = 10  # of a number of 64 bits
# In the order of `Kind` in postings.h; similar terms are looked up by Tantivy.
_KINDS = (
    Term,
    TermPhrase,
    TermSet,
    Verified,
    TagFilter,
    DocumentSet,
    RangeFilter,
    DisjunctionMax,
    ConstantScore,
    Bool,
    MatchAll,
    MatchNone,
)
_RECORDS = {"basic": 1, "freq": 2, "position": 3}


class _Field(NamedTuple):
    """A field of the index, and what is known of each document of a term; 0 where it is not searched."""

    name: str
    record: int


def open_postings(directory: Path) -> native.PostingsReader | None:
    """The reader of an index; None where it was not compiled, or another version of Tantivy wrote the files.

    Raises ValueError where they are damaged.
    """
    if native is None:
        return None
    meta = json.loads((directory / "meta.json").read_bytes())
    fields = [_Field(field["name"], _record(field)) for field in meta["schema"]]
    try:
        segments = [_segment(directory, segment, fields) for segment in meta["segments"]]
    except _OtherFormat:
        return None
    except LookupError as error:
        raise ValueError("the index is damaged: what a file says of its parts") from error
    return native.PostingsReader(_KINDS, bm25.LENGTHS, [(*field,) for field in fields], segments)


class _OtherFormat(Exception):
    """A file is not of the format that is read here."""


def _record(field: dict[str, Any]) -> int:
    options = field["options"]
    indexing = options.get("indexing")
    return _RECORDS[indexing["record"]] if indexing else int(bool(options.get("indexed")))


def _segment(
    directory: Path, segment: dict[str, Any], fields: list[_Field]
) -> tuple[int, memoryview | None, list[tuple[memoryview, memoryview, memoryview | None, memoryview | None] | None]]:
    name = segment["segment_id"].replace("-", "")
    terms, lists, positions, lengths = (
        dict(_parts(_body(directory / f"{name}.{ending}"))) for ending in ("term", "idx", "pos", "fieldnorm")
    )
    deletes = segment["deletes"]
    alive = _body(directory / f"{name}.{deletes['opstamp']}.del") if deletes else None
    of_fields = [
        (terms[n], lists[n], positions.get(n), lengths.get(n)) if field.record and n in terms else None
        for n, field in enumerate(fields)
    ]
    return segment["max_doc"], alive, of_fields


def _body(path: Path) -> memoryview:
    """A mapped file without its footer."""
    with path.open("rb") as file:
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    size, magic = (int.from_bytes(whole[at : at + 4], "little") for at in (len(whole) - 8, len(whole) - 4))
    if magic != _MAGIC or size > len(whole) - 8:
        raise _OtherFormat
    body = len(whole) - 8 - size
    if json.loads(bytes(whole[body:-8]))["version"]["index_format_version"] != _FORMAT:
        raise _OtherFormat
    return whole[:body]


def _parts(body: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The number of each field of a file, and its part."""
    footer = len(body) - 4 - int.from_bytes(body[-4:], "little")
    count, at = _number(body, footer)
    starts: list[int] = []
    numbers: list[int] = []
    for _ in range(count):
        ahead, at = _number(body, at)
        starts.append(ahead + (starts[-1] if starts else 0))
        numbers.append(int.from_bytes(body[at : at + 4], "little"))
        _, at = _number(body, at + 4)
    for number, start, end in zip(numbers, starts, [*starts[1:], footer], strict=True):
        yield number, body[start:end]


def _number(body: memoryview, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the last byte of which has the eighth; and where it ends."""
    number = 0
    for place, byte in enumerate(body[at : at + _MOST_BYTES]):
        number |= (byte & 127) << 7 * place
        if byte & 128:
            return number, at + place + 1
    raise IndexError("a number does not end")
