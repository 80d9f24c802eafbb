"""The signatures of an index on disk, and the groups of near-duplicates that follow from them.

Groups are made anew from the signatures of all documents whenever a generation is written, so they depend only on
which documents the index holds and in which order they were added, not on the history of its changes.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from search.analysis.minhash import SIGNATURE_BYTES, group
from search.engines.groups import Groups
from search.engines.store import Draft, Generation

SIGNATURES = "signatures.bin"  # the digests of all documents, 8 bytes each, then their signatures
GROUPS = "groups.bin"  # pairs of a document's digest and its group's, of documents with near-duplicates only
_DIGEST_BYTES = 8


class Signatures:
    """The digests and signatures of documents, in the order of adding."""

    def __init__(self) -> None:
        self._digests = array("Q")
        self._signatures = bytearray()
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
        found._signatures += content[end:]
        return found

    @classmethod
    def in_turn(cls, shares: Sequence[Signatures]) -> Signatures:
        """Those of documents that were divided: the first is the first of the first share, and so on in turn."""
        found = cls()
        for place in range(max((len(one._digests) for one in shares), default=0)):
            for one in shares:
                if place < len(one._digests):
                    start = SIGNATURE_BYTES * place
                    found.add(one._digests[place], bytes(one._signatures[start : start + SIGNATURE_BYTES]))
        return found

    def content(self) -> bytes:
        """What a file of them holds."""
        return self._digests.tobytes() + self._signatures

    def add(self, digest: int, signature: bytes) -> None:
        """Adds a document."""
        self._digests.append(digest)
        self._signatures += signature

    def remove(self, digest: int) -> None:
        """Removes a document that was read."""
        self._removed.add(digest)

    def write(self, draft: Draft) -> None:
        """Puts the signatures beside the engine, and the groups that they make."""
        self._drop_removed()
        groups = group(bytes(self._signatures))
        pairs = array("Q", (self._digests[place] for pair in groups.items() for place in pair))
        draft.put(SIGNATURES, self.content())
        draft.put(GROUPS, pairs.tobytes())

    def _drop_removed(self) -> None:
        if not self._removed:
            return
        kept = [place for place, digest in enumerate(self._digests) if digest not in self._removed]
        self._signatures = bytearray().join(
            self._signatures[SIGNATURE_BYTES * place : SIGNATURE_BYTES * (place + 1)] for place in kept
        )
        self._digests = array("Q", (self._digests[place] for place in kept))
        self._removed.clear()


def read_groups(generation: Generation) -> Groups:
    """The groups of a generation."""
    pairs = array("Q", generation.file(GROUPS).read_bytes())
    return Groups(dict(zip(pairs[::2], pairs[1::2], strict=True)))
