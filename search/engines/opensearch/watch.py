"""Looks at the alias of an index again and again, whether another generation is published."""

from __future__ import annotations

import time

from search.engines.opensearch.client import Client
from search.errors import BahithError
from search.model.cluster_settings import ClusterSettings

EVERY = 0.5  # seconds between looks
AGAIN = 2.0  # after one that was in vain
_SECONDS = 1.0  # that a look may take, while a request waits for it


class AliasWatch:
    """What an alias leads to, and the version that runs, on which scores depend (see `index.Scoring`).

    A request waits for the look: so it is made seldom, soon given up, and then left for a while.
    """

    def __init__(self, settings: ClusterSettings, alias: str) -> None:
        self._client = Client(settings, retries=0)
        self._alias = alias
        self._mark: tuple[str, str] | None = None
        self._looks_at = 0.0

    def mark(self) -> tuple[str, str] | None:
        """Both of them as they were at the last look; None where it was in vain."""
        if time.monotonic() >= self._looks_at:
            pause = EVERY
            try:
                index = min(self._client.ask("GET", f"/_alias/{self._alias}", None, _SECONDS))
                self._mark = index, self._client.version(_SECONDS)
            except BahithError:
                self._mark, pause = None, AGAIN
            self._looks_at = time.monotonic() + pause
        return self._mark
