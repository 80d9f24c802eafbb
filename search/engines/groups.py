"""Groups as an engine sees them, of near-duplicates and of the parts of a document: the best match stands as a hit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Groups:
    """The group of every document that has near-duplicates; documents and groups go by numbers (their digests).

    >>> groups = Groups({1: 1, 3: 1})
    >>> groups.of(3), groups.of(2), groups.members(1)
    (1, None, (1, 3))
    """

    by_digest: dict[int, int] = field(default_factory=dict)
    _members: dict[int, list[int]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for digest, group in self.by_digest.items():
            self._members.setdefault(group, []).append(digest)

    def of(self, digest: int) -> int | None:
        """The group of a document, or None."""
        return self.by_digest.get(digest)

    def members(self, group: int) -> tuple[int, ...]:
        """The documents of a group."""
        return tuple(self._members.get(group, ()))


def group_of(digest: int, groups: Groups | None) -> int:
    """What a match stands or falls with: its near-duplicates, or else the other parts of its document."""
    group = groups.of(digest) if groups else None
    return digest if group is None else group


def standing(groups: Iterable[int | None]) -> list[int]:
    """The places of ranked matches that stand as hits: all without a group, and of each group the first.

    >>> standing([None, 7, 9, 7, None])
    [0, 1, 2, 4]
    """
    seen: set[int] = set()
    places = []
    for place, group in enumerate(groups):
        if group is None:
            places.append(place)
        elif group not in seen:
            seen.add(group)
            places.append(place)
    return places


def others(groups: Iterable[int | None], digests: Iterable[int], shown: Sequence[int | None]) -> list[int]:
    """For the group of each hit, how many documents besides it have this group among matches with these digests.

    >>> others([None, 7, 9, 7, 7], [1, 2, 3, 4, 4], [None, 7])
    [0, 1]
    """
    held: dict[int, set[int]] = {group: set() for group in shown if group is not None}
    for group, digest in zip(groups, digests, strict=True):
        if group in held:
            held[group].add(digest)
    return [0 if group is None else max(0, len(held[group]) - 1) for group in shown]
