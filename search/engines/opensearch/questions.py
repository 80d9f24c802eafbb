"""Searches in an index of documents: of what will be asked next all at once, and each answer is given when it is asked.

A request takes a millisecond beyond what the cluster searches, a page of results asks for some ten things. Those that
do not need one another's answers go together. A generation never changes, so an answer is right whenever it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from search.engines.opensearch.client import Client

_KEPT = 200  # answers that nobody has asked for yet
SCORED = {"search_type": "dfs_query_then_fetch"}


class Question(NamedTuple):
    """The body of a search; one that is ranked needs the statistics of all shards."""

    body: dict[str, Any]
    ranked: bool = False


class Questions:
    """Asks searches of one index; threads may share it."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._told: dict[tuple[bytes, bool], dict[str, Any]] = {}

    def answer(self, question: Question) -> dict[str, Any]:
        """What the cluster answers, or has answered already. Raises what `Client.search` does."""
        body = orjson.dumps(question.body)
        told = self._told.pop((body, question.ranked), None)
        return told or self._client.search(self._index, body, **_parameters(question.ranked))

    def expect(self, questions: Iterable[Question]) -> None:
        """Asks what will be asked next. Raises what `Client.ask` does; one that failed is asked again in its turn."""
        asked = {(orjson.dumps(one.body), one.ranked): None for one in questions}
        new = [one for one in asked if one not in self._told]
        if len(new) < 2:
            return
        searches = [(body, _parameters(ranked)) for body, ranked in new]
        if len(self._told) > _KEPT:
            self._told.clear()
        for key, told in zip(new, self._client.search_all(self._index, searches), strict=True):
            if told is not None:
                self._told[key] = told


def _parameters(ranked: bool) -> dict[str, object]:
    return {**SCORED} if ranked else {}
