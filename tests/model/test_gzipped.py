"""Gzip of any number of members, whole and damaged."""

from __future__ import annotations

import gzip
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from search.model.gzipped import DAMAGES, unpacked

MEMBERS = st.lists(st.binary(max_size=400), max_size=4)


def read(packed: bytes) -> tuple[bytes, bool]:
    """What is read of it, and whether it was whole."""
    stream, found = unpacked(BytesIO(packed)), b""
    try:
        while some := stream.read1(7):
            found += some
    except DAMAGES:
        return found, False
    return found, True


@given(MEMBERS, st.integers(0, 600))
def test_all_members_are_read_and_zeros_behind_them_are_none(members: list[bytes], zeros: int) -> None:
    packed = b"".join(gzip.compress(member) + b"\0" * zeros for member in members)
    assert read(packed) == (b"".join(members), True)


@given(st.binary(max_size=400), st.binary(min_size=1, max_size=400), st.integers(1, 7))
def test_of_what_is_cut_off_all_is_read_that_is_there(first: bytes, last: bytes, cut: int) -> None:
    packed = gzip.compress(first) + gzip.compress(last)[:-cut]  # a part of its checksum and size is gone
    assert read(packed) == (first + last, False)


@given(st.binary(min_size=1, max_size=4_000), st.data())
def test_of_a_half_the_beginning_is_read(content: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(content)
    found, whole = read(packed[: data.draw(st.integers(1, len(packed) - 1))])
    assert content.startswith(found)
    assert not whole


@given(st.binary(max_size=400), st.binary(min_size=1, max_size=99), st.integers(0, 400))
def test_damage_is_told_and_nothing_else_is_raised(content: bytes, damage: bytes, at: int) -> None:
    packed = bytearray(gzip.compress(content))
    packed[at : at + len(damage)] = damage
    read(bytes(packed))
