"""A line or file that could not become a document, or lost something on the way, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

_LONGEST_ID = 512  # characters
BAD_ID = f"id must be a printable text of 1 to {_LONGEST_ID} characters, and not . or .."


def is_usable_id(id: str) -> bool:
    """Whether an id can be shown, stand in an address and in a line of a TREC run."""
    return len(id.strip()) > 0 and len(id) <= _LONGEST_ID and id.isprintable() and id not in (".", "..")


@dataclass(frozen=True, slots=True)
class Reject:
    """Where it stands (`line` counts from 1; None for a whole file) and the reason.

    A `warning` says what of a document is not indexed; the document itself is.
    """

    file: str
    line: int | None
    reason: str
    warning: bool = False

    def to_dict(self) -> dict[str, Any]:
        """One line of `rejects.jsonl`."""
        return asdict(self)
