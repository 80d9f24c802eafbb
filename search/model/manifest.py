"""What is known of a generation of an index: its manifest."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from search.errors import IndexStaleError
from search.model.schema import FORMAT, Schema

READABLE = (5, 6, 7, 8, FORMAT)  # formats whose records are read


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one generation: `files` is name -> (bytes, CRC-32) of all that was written."""

    generation: str
    engine: str
    engine_version: str
    built_at: str
    documents: int
    added: int  # ever since the index was new, a long document by its parts; those removed or replaced count too
    rejected: int
    source_bytes: int
    files: dict[str, tuple[int, str]]
    format: int = FORMAT
    fingerprint: str = ""
    own_fields: list[dict[str, Any]] = field(default_factory=list)
    applied: int = 0  # the last task of the queue (see `storage.queue`) that the generation holds

    @property
    def bytes(self) -> int:
        """The size of the generation's files."""
        return sum(size for size, _ in self.files.values())

    @property
    def tag(self) -> str:
        """A mark that no other generation has, not even one of the same name in an index deleted and built anew.

        It is the same on all machines that serve the generation, whatever their queues.
        """
        return f"{self.generation}-{_digest({**asdict(self), 'applied': 0})}"

    @property
    def schema(self) -> Schema:
        """The fields that the generation was built with."""
        return Schema.from_list(self.own_fields)

    def to_json(self) -> str:
        """The manifest as text, its own checksum included."""
        values = asdict(self)
        return json.dumps({**values, "checksum": _digest(values)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest of a text, of any format that has these facts; raises ValueError when it is not as written."""
        values = json.loads(text)
        if values.pop("checksum") != _digest(values):
            raise ValueError("its checksum does not fit")
        values["files"] = {name: (size, crc) for name, (size, crc) in values["files"].items()}
        return cls(**{one.name: values[one.name] for one in fields(cls) if one.name in values})


def check_version(manifest: Manifest, location: object, fingerprint: str | None) -> None:
    """Raises `IndexStaleError` for another format or analysis than this one's.

    With no fingerprint, any analysis will do, and every format whose records are read.
    """
    if manifest.format not in READABLE:
        raise IndexStaleError("index-format-unknown", root=location, made=manifest.format)
    if fingerprint and (manifest.format, manifest.fingerprint) != (FORMAT, fingerprint):
        raise IndexStaleError(
            "index-stale",
            root=location,
            made=manifest.format,
            made_fingerprint=manifest.fingerprint,
            format=FORMAT,
            fingerprint=fingerprint,
        )


def _digest(values: dict[str, Any]) -> str:
    return f"{zlib.crc32(json.dumps(values, sort_keys=True).encode()):08x}"
