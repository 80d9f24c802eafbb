"""LRU cache of what was found out of one generation: it never changes, so that what was found stays right."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Found = TypeVar("_Found")


class Recent(Generic[_Key, _Found]):
    """The last so many values; those asked for longest ago make room. Threads may share it.

    >>> recent = Recent[str, int](2)
    >>> for n, key in enumerate("abc"):
    ...     recent.put(key, n)
    >>> recent.get("a"), recent.get("c")
    (None, 2)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[_Key, _Found] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key) -> _Found | None:
        """The value of a key, if it is still here."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: _Key, value: _Found) -> None:
        """Keeps a value."""
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._most:
                self._values.popitem(last=False)
