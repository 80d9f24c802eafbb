"""The index that this process answers from."""

from __future__ import annotations

from threading import Lock

from flask import current_app

import search
from search.errors import BahithError
from search.model.schema import SCHEMA, Schema
from search.settings import Settings


class CurrentIndex:
    """An index folder that is opened at the first request.

    Not sooner, because an engine's handles do not survive the fork of a worker.
    A folder without an index is tried again at the next request.
    """

    def __init__(self, settings: Settings, follows: bool = False) -> None:
        self.settings = settings
        self._follows = follows
        self._lock = Lock()
        self._index: search.Index | None = None
        self._schema = self._read = SCHEMA

    def get(self) -> search.Index:
        """The open index."""
        with self._lock:
            if self._index is None:
                self._index = search.open(self.settings.index, self.settings)
                if self._follows:
                    self._index.follow()
            return self._index

    def schema(self) -> Schema:
        """The fields of the index; those of an index that is yet to be built while there is none.

        The same object as long as they are the same: much is kept by the schema, and comparing two takes long.
        """
        try:
            read = self.get().schema
        except BahithError:
            return SCHEMA
        if read is not self._read:
            self._schema, self._read = (self._schema if read == self._schema else read), read
        return self._schema


def index() -> search.Index:
    """The open index of the current app."""
    opened: CurrentIndex = current_app.extensions["bahith"]
    return opened.get()
