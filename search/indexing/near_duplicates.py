"""The signatures of an index on disk, and the groups of near-duplicates that follow from them.

Groups are made anew from the signatures of all documents whenever a generation is written, so they depend only on
which documents the index holds and in which order they were added, not on the history of its changes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from search.analysis.grouping import group
from search.analysis.minhash import SIGNATURE_BYTES
from search.engines.groups import Groups
from search.engines.store import Draft, Generation, Piece
from search.storage.scratch import Scratch

SIGNATURES = "signatures.bin"  # the digests of all documents, 8 bytes each, then their signatures
GROUPS = "groups.bin"  # pairs of a document's digest and its group's, of documents with near-duplicates only
_DIGEST_BYTES = 8
_DIGEST_BITS = 63  # see `search.storage.records`
_SORTED_BITS = 6  # of which digests are sorted by themselves


class Signatures:
    """The digests and signatures of documents, in the order of adding: 8 bytes of memory a document, 32 of disk."""

    def __init__(self) -> None:
        self._digests = array("Q")
        self._signatures = Scratch()
        self._removed: set[int] = set()

    @classmethod
    def read(cls, draft: Draft) -> Signatures:
        """Those of the generation that a draft continues."""
        return cls.of(draft.file(SIGNATURES).read_bytes())

    @classmethod
    def of(cls, content: bytes) -> Signatures:
        """Those of a file."""
        end = len(content) // (_DIGEST_BYTES + SIGNATURE_BYTES) * _DIGEST_BYTES
        found = cls()
        found._digests.frombytes(content[:end])
        found._signatures.write(content[end:])
        return found

    @classmethod
    def in_turn(cls, shares: Sequence[Signatures]) -> Signatures:
        """Those of documents that were divided: the first is the first of the first share, and so on in turn."""
        found = cls()
        every = [(one._digests, one._mapped()) for one in shares]
        for place in range(max((len(digests) for digests, _ in every), default=0)):
            for digests, signatures in every:
                if place < len(digests):
                    found.add(digests[place], _signature(signatures, place))
        return found

    def content(self) -> Iterator[Piece]:
        """What a file of them holds, piece by piece."""
        yield self._digests
        yield self._mapped()

    def add(self, digest: int, signature: bytes | memoryview) -> None:
        """Adds a document."""
        self._digests.append(digest)
        self._signatures.write(signature)

    def remove(self, digest: int) -> None:
        """Removes a document that was read."""
        self._removed.add(digest)

    def write(self, draft: Draft) -> None:
        """Puts the signatures beside the engine, and the groups that they make."""
        left = self._without_removed() if self._removed else self
        draft.put(SIGNATURES, left.content())
        draft.put(GROUPS, _sorted((left._digests[one], left._digests[of]) for one, of in group(left._mapped())))

    def _mapped(self) -> memoryview:
        """All signatures, one after the other."""
        return memoryview(self._signatures.content())

    def _without_removed(self) -> Signatures:
        left, signatures, start = Signatures(), self._mapped(), 0
        gone = [place for place, digest in enumerate(self._digests) if digest in self._removed]
        for place in (*gone, len(self._digests)):  # what lies between two of them is taken at once
            left._digests += self._digests[start:place]
            left._signatures.write(signatures[SIGNATURE_BYTES * start : SIGNATURE_BYTES * place])
            start = place + 1
        return left


def _sorted(pairs: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """Pairs of digests, of which few at a time are there as objects: these take 130 bytes."""
    heaps = [array("Q") for _ in range(1 << _SORTED_BITS)]
    for pair in pairs:
        heaps[pair[0] >> _DIGEST_BITS - _SORTED_BITS].extend(pair)
    for heap in heaps:
        yield array("Q", chain.from_iterable(sorted(zip(heap[::2], heap[1::2], strict=True))))


def _signature(signatures: memoryview, place: int) -> memoryview:
    return signatures[SIGNATURE_BYTES * place : SIGNATURE_BYTES * (place + 1)]


def read_groups(generation: Generation) -> Groups:
    """The groups of a generation."""
    return Groups.of_pairs(array("Q", generation.file(GROUPS).read_bytes()))
