"""Groups as an engine sees them, of near-duplicates and of the parts of a document: the best match stands as a hit."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence


class Groups:
    """The group of every document that has near-duplicates; documents and groups go by numbers (their digests).

    They lie in arrays, 20 bytes a document: each worker has them, and there may be as many as documents.

    >>> groups = Groups({1: 1, 3: 1})
    >>> groups.of(3), groups.of(2), groups.members(1)
    (1, None, (1, 3))
    """

    def __init__(self, by_digest: Mapping[int, int]) -> None:
        self._index(array("Q", by_digest.keys()), array("Q", by_digest.values()))

    @classmethod
    def of_pairs(cls, pairs: array[int]) -> Groups:
        """Of digests, each followed by that of its group."""
        groups = cls({})
        groups._index(pairs[::2], pairs[1::2])
        return groups

    def _index(self, digests: array[int], groups: array[int]) -> None:
        places = sorted(range(len(digests)), key=digests.__getitem__)
        self._digests = array("Q", map(digests.__getitem__, places))
        self._groups = array("Q", map(groups.__getitem__, places))
        self._by_group = array("I", sorted(range(len(places)), key=self._groups.__getitem__))

    def of(self, digest: int) -> int | None:
        """The group of a document, or None."""
        place = bisect_left(self._digests, digest)
        there = place < len(self._digests) and self._digests[place] == digest
        return self._groups[place] if there else None

    def members(self, group: int) -> tuple[int, ...]:
        """The documents of a group, by their digests."""
        first = bisect_left(self._by_group, group, key=self._groups.__getitem__)
        last = first
        while last < len(self._by_group) and self._groups[self._by_group[last]] == group:
            last += 1
        return tuple(self._digests[place] for place in self._by_group[first:last])


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
