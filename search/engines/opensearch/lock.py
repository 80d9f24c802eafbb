"""The writer's lock of an index in the cluster: an entry in its ledger that its holder renews while it lives.

A holder that is killed lets go when its time is over, or at once for the next writer on the same machine. A holder that
was thought dead and goes on cannot publish: what it would change is no longer what it began with.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread
from uuid import uuid4

from search.engines.opensearch.ledger import Content, Holder, Ledger
from search.errors import BahithError, IndexLockedError

TERM = 60.0  # seconds for which the lock is taken, far more than the clocks of two machines differ
_RENEWED = TERM / 4


class Lock:
    """The lock of a ledger, held by this process."""

    def __init__(self, ledger: Ledger, location: str) -> None:
        self._ledger = ledger
        self._location = location
        self._token = uuid4().hex
        self._ended = Event()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Holds it. Raises `IndexLockedError` at once when somebody else does."""
        self._ledger.change(self._taken)
        renewing = Thread(target=self._renew, daemon=True)
        renewing.start()
        try:
            yield
        finally:
            self._ended.set()
            renewing.join()
            with contextlib.suppress(BahithError):  # it was lost, or ends by itself
                self._ledger.change(lambda content: replace(self.checked(content), holder=None))

    def checked(self, content: Content) -> Content:
        """The content of the ledger, seen by its holder. Raises `IndexLockedError` where the lock was lost."""
        if content.holder is None or content.holder.token != self._token:
            raise IndexLockedError("lock-lost", root=self._location, holder=str(content.holder or "-"))
        return content

    def _taken(self, content: Content) -> Content:
        holder = content.holder
        if holder and holder.token != self._token and not _is_over(holder):
            raise IndexLockedError("index-locked", root=self._location, holder=str(holder))
        now = time.time()
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
        return replace(content, holder=Holder(self._token, socket.gethostname(), os.getpid(), since, now + TERM))

    def _renew(self) -> None:
        while not self._ended.wait(_RENEWED):
            with contextlib.suppress(BahithError):  # until it is over it may be reached again
                self._ledger.change(self._renewed)

    def _renewed(self, content: Content) -> Content:
        holder = self.checked(content).holder
        assert holder
        return replace(content, holder=replace(holder, until=time.time() + TERM))


def _is_over(holder: Holder) -> bool:
    if holder.until < time.time():
        return True
    if holder.host != socket.gethostname():
        return False
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is somebody else's
        return False
    return False
