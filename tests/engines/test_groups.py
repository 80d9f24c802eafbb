"""The groups of near-duplicates, however many documents have one."""

from __future__ import annotations

from array import array
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from search.engines.groups import Groups

_DIGEST = st.integers(0, 2**64 - 1)


@given(st.dictionaries(_DIGEST, st.sampled_from((0, 7, 2**63, 2**64 - 1)), max_size=40), _DIGEST)
def test_a_document_has_its_group_and_a_group_its_documents(by_digest: dict[int, int], other: int) -> None:
    groups = Groups.of_pairs(array("Q", chain.from_iterable(by_digest.items())))
    assert {digest: groups.of(digest) for digest in (*by_digest, other)} == {other: None} | by_digest
    for group in (0, 7, 2**63, 2**64 - 1):
        assert groups.members(group) == tuple(sorted(digest for digest, of in by_digest.items() if of == group))


def test_a_group_that_no_document_has_is_empty() -> None:
    assert Groups({5: 3, 4: 3}).members(9) == ()
    assert Groups({}).of(5) is None
