"""Floors that cannot sink silently: the figures of a judged collection, recorded, and checked ever after.

The file holds the figures and a digest of what was judged. A figure under its floor fails; so does a file of other
queries, judgements or documents, because its figures say nothing of these. Recording again refuses to lower a floor
unless it is told to, so a lower one is always a decision that shows in the history. The idea is trafilatura's
(tests/eval_gate.py).
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from search.errors import BahithError, SourceError, SourceMissingError
from search.evaluation.judge import Judged
from search.model.document import Document

# Tantivy adds scores in 32 bits, so on another processor the nearest of ties may fall the other way; two neighbours
# exchanged in one query of a hundred move a mean by about this much. A change of ranking moves it by more.
EPSILON = 0.001
_DIGITS = 10_000  # a floor is recorded in ten-thousandths, rounded down


class GateError(BahithError):
    """A figure is under its floor, or the floors are of other data."""

    code = "under-the-floor"


@dataclass(frozen=True, slots=True)
class Floors:
    """The lowest accepted figure of every measure, and the digest of the data it was measured on."""

    digest: str
    figures: Mapping[str, float]


def digest(judged: Judged, documents: Iterable[Document]) -> str:
    """A digest of queries, judgements and documents, in their order, which decides ties."""
    total = hashlib.sha256()
    for part in chain((judged.topics, judged.qrels), map(_present, documents)):
        total.update(json.dumps(part, ensure_ascii=False).encode() + b"\n")
    return total.hexdigest()[:16]


def read(path: Path) -> Floors:
    """The recorded floors. Raises `SourceMissingError` or `SourceError`."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return Floors(str(value["digest"]), {str(name): float(figure) for name, figure in value["figures"].items()})
    except FileNotFoundError:
        raise SourceMissingError("no-floors", path=path) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError("not-floors", path=path, reason=str(error)) from None


def check(floors: Floors, figures: Mapping[str, float], digest: str) -> None:
    """Raises `GateError` when a figure is under its floor, or the floors are of other data.

    >>> check(Floors("d", {"R@10": 0.8}), {"R@10": 0.7}, "d")
    Traceback (most recent call last):
    search.evaluation.floors.GateError: under the floor: R@10 0.7000 < 0.8000
    """
    if floors.digest != digest:
        raise GateError("other-data")
    sunk = _sunk(floors, figures, EPSILON)
    if sunk:
        raise GateError("under-the-floor", figures=sunk)


def record(path: Path, figures: Mapping[str, float], digest: str, allow_regression: bool = False) -> Floors:
    """Records the figures as the new floors. Raises `GateError` when that lowers one and it was not allowed to."""
    if path.exists() and not allow_regression:
        sunk = _sunk(read(path), figures, 0.0)
        if sunk:
            raise GateError("lowers-a-floor", figures=sunk)
    floors = Floors(digest, {name: _rounded_down(figure) for name, figure in figures.items()})
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        text = json.dumps({"digest": floors.digest, "figures": floors.figures}, indent=2) + "\n"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)  # whoever reads finds the old floors or the new ones, never half a file
    except OSError as error:
        raise SourceError("file-not-writable", path=path, reason=error.strerror) from None
    return floors


def _present(document: Document) -> dict[str, Any]:
    """The fields that the document has: one that is added to the schema later changes no digest."""
    values = {name: given[0] if len(given) == 1 else list(given) for name, given in document.fields.items()}
    return {"id": document.id, "title": document.title, "text": document.text, **values}


def _sunk(floors: Floors, figures: Mapping[str, float], tolerance: float) -> str:
    """The measures under their floors, for an error message; a measure that is no longer taken is under it."""
    return ", ".join(
        f"{name} {figures.get(name, 0.0):.4f} < {floor:.4f}"
        for name, floor in floors.figures.items()
        if figures.get(name, 0.0) < floor - tolerance
    )


def _rounded_down(figure: float) -> float:
    return math.floor(figure * _DIGITS) / _DIGITS
