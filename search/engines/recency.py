"""Fresh documents raised: sorted by `recent`, a score counts more the newer its document is.

score * (1 + 2 ** (-age / half life)), the age in days: a document of the day counts twice, one as old as the half life
one and a half times, an old or undated one as it is. The decay is the exponential one of the field's scoring functions;
it is added to 1, so that an old document is never buried, and so that raising only the first matches by relevance
keeps the order: none of them falls behind those that follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from search.engines.base import SCORE_PLACES, Window

RAISED = 1_000  # so many matches, the first by relevance; those after them follow by relevance
T = TypeVar("T")


def freshness(day: int | None, window: Window) -> float:
    """What the score of a document of this day is multiplied by.

    >>> [freshness(day, Window(today=1_000, half_life=30)) for day in (1_000, 970, 2_000, None)]
    [2.0, 1.5, 2.0, 1.0]
    """
    return 1 + 2 ** (-max(0, window.today - day) / window.half_life) if day else 1.0


def raise_fresh(ranked: list[tuple[T, float]], days: Iterable[int | None], window: Window) -> list[tuple[T, float]]:
    """Matches ranked by relevance in the order of `recent`; `days` are those of the first of them."""
    first = [
        (match, score * freshness(day, window)) for (match, score), day in zip(ranked[:RAISED], days, strict=False)
    ]
    first.sort(key=lambda match: -round(match[1], SCORE_PLACES))
    return first + ranked[RAISED:]
