"""What a build tells: how far it is, and in the end what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from search.model.value import value


@value
class Progress:
    """How far a build is."""

    stage: str
    documents: int
    rejected: int
    bytes_done: int
    bytes_total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did; `rejects` is the file that lists them, or None. Nothing changed: `generation` is the old."""

    generation: str
    engine: str
    documents: int
    added: int
    replaced: int
    unchanged: int
    deleted: int
    rejected: int
    rejects: str | None
    source_bytes: int
    index_bytes: int
    seconds: float
    unpruned: bool = False  # a damaged file was met, so that nothing was removed that could not be read
    other_fields: bool = False  # the settings have other fields than the index, which `reindex` applies

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


Listener = Callable[[Progress], None]
