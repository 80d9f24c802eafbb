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
_SECONDS = 5.0  # that a renewal may take; whoever ends waits for it


class Lock:
    """The lock of a ledger, held by this process; with a token that others know, by all that write shares of a build.

    Such a one is let go when the build is sealed, or when its time is over: others may be writing.
    """

    def __init__(self, ledger: Ledger, location: str, shared: str = "") -> None:
        self._ledger = ledger
        self._location = location
        self._shared = shared
        self._token = shared or uuid4().hex
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
                self._ledger.change(self._let_go, _SECONDS)

    def checked(self, content: Content) -> Content:
        """The content of the ledger, seen by its holder. Raises `IndexLockedError` where the lock was lost."""
        if content.holder is None or content.holder.token != self._token:
            raise IndexLockedError("lock-lost", root=self._location, holder=str(content.holder or "-"))
        return content

    def _taken(self, content: Content) -> Content:
        check_free(content, self._token, self._location)
        return replace(content, holder=holder_of(self._token, bool(self._shared)))

    def _let_go(self, content: Content) -> Content:
        entry = self.checked(content).entry(self._shared)
        return content if entry and entry.manifest is None else replace(content, holder=None)

    def _renew(self) -> None:
        while not self._ended.wait(_RENEWED):
            with contextlib.suppress(BahithError):  # until it is over it may be reached again
                self._ledger.change(self._renewed, _SECONDS)

    def _renewed(self, content: Content) -> Content:
        holder = self.checked(content).holder
        assert holder
        return replace(content, holder=replace(holder, until=time.time() + TERM))


def holder_of(token: str, shared: bool) -> Holder:
    """Who takes the lock now."""
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    if shared:
        return Holder(token, f"a build in parts, last joined {since}", "", 0, time.time() + TERM)
    host, process = socket.gethostname(), os.getpid()
    return Holder(token, f"process {process} on {host} since {since}", host, process, time.time() + TERM)


def check_free(content: Content, token: str, location: str) -> None:
    """Raises `IndexLockedError` when somebody else than the holder of this token writes."""
    holder = content.holder
    if holder and holder.token != token and not _is_over(holder):
        raise IndexLockedError("index-locked", root=location, holder=str(holder))


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
