"""What lies on disk for want of memory: it is read as it was written, and a full disk is told as one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from tempfile import gettempdir

import pytest

from search.errors import DiskFullError
from search.storage import scratch
from search.storage.scratch import Scratch

FULL = "/dev/full"


def test_what_was_written_is_read_and_more_can_be_written_then() -> None:
    one = Scratch()
    assert one.content() == b""
    one.write(b"ab")
    assert bytes(one.content()) == b"ab"
    one.write(memoryview(b"c"))
    assert bytes(one.content()) == b"abc"


@pytest.mark.skipif(sys.platform != "linux", reason=f"no {FULL}")
@pytest.mark.parametrize("asked", [lambda one: one.write(bytes(100_000)), lambda one: one.content()])
def test_a_full_disk_is_told_and_where_it_is(
    monkeypatch: pytest.MonkeyPatch, asked: Callable[[Scratch], object]
) -> None:
    monkeypatch.setattr(scratch, "TemporaryFile", partial(open, FULL, "wb"))
    one = Scratch()
    one.write(b"in the buffer")
    with pytest.raises(DiskFullError, match=f"no room for the new generation in {gettempdir()} "):
        asked(one)
    del one  # nor is anything said of what cannot be written any more
