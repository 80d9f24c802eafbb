"""What a generation holds, written beside its files: the manifest that says whether they are as they were written."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any

from search.model.schema import FORMAT

MANIFEST = "manifest.json"


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
