"""A line or file that could not become a document, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reject:
    """Where it stands (`line` counts from 1; None for a whole file) and the reason."""

    file: str
    line: int | None
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """One line of `rejects.jsonl`."""
        return asdict(self)
