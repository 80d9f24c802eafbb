"""LRU cache of counts: how many documents a request finds, asked again and again by the help page and its links."""

from __future__ import annotations

from dataclasses import replace

from search.answering.recent import Recent
from search.model.request import SearchRequest

_MOST = 1_000


class CountCache:
    """The last counts of one generation; those asked for longest ago make room.

    >>> cache = CountCache()
    >>> cache.put(SearchRequest("قمة", limit=5), 3)
    >>> cache.get(SearchRequest("قمة", offset=20)), cache.get(SearchRequest("قمة", level="exact"))
    (3, None)
    """

    def __init__(self) -> None:
        self._counts = Recent[SearchRequest, int](_MOST)

    def get(self, request: SearchRequest) -> int | None:
        """The count of a request, if it is still here."""
        return self._counts.get(countable(request))

    def put(self, request: SearchRequest, count: int) -> None:
        """Keeps a count."""
        self._counts.put(countable(request), count)


def countable(request: SearchRequest) -> SearchRequest:
    """The request without what changes no count: the window, and what is shown of a hit."""
    return replace(request, limit=1, offset=0, facets=(), snippets=None, snippet_characters=None, repair="off")
