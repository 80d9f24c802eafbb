"""Many rows sent to the cluster at once, in requests of bounded size; while one is under way, the next is filled."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson

from search.engines.opensearch.client import FULL, PATIENCE, Client
from search.errors import DiskFullError, EngineFailedError

_BYTES = 4_000_000  # of a request; larger ones are not quicker
_TRIES = 5


class Bulk:
    """Rows for one index, which take effect in their order."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._rows: list[bytes] = []
        self._bytes = 0
        self._sender = ThreadPoolExecutor(1)
        self._under_way: Future[None] | None = None

    def put(self, id: str, row: Mapping[str, Any]) -> None:
        """Adds a row, or replaces the one with this id."""
        self._add(orjson.dumps({"index": {"_id": id}}), orjson.dumps(row))

    def delete(self, id: str) -> None:
        """Removes the row with this id, if it is there."""
        self._add(orjson.dumps({"delete": {"_id": id}}))

    def finish(self) -> None:
        """Returns when all rows are in the index. Raises what the cluster says of the first that is not."""
        self._send()
        self._wait()
        self._sender.shutdown()

    def cancel(self) -> None:
        """Drops what was not sent."""
        self._rows = []
        self._sender.shutdown(cancel_futures=True)

    def _add(self, *lines: bytes) -> None:
        self._rows += lines
        self._bytes += sum(map(len, lines))
        if self._bytes > _BYTES:
            self._send()

    def _send(self) -> None:
        self._wait()
        if self._rows:
            self._under_way = self._sender.submit(self._ask, self._rows)
        self._rows, self._bytes = [], 0

    def _wait(self) -> None:
        if self._under_way is not None:
            self._under_way.result()
            self._under_way = None

    def _ask(self, rows: list[bytes]) -> None:
        """Sends rows, and again while the cluster has no room for some: each has its id, so twice is once."""
        for _ in range(_TRIES):
            body = b"\n".join(rows) + b"\n"
            told = self._client.ask("POST", f"/{self._index}/_bulk", body, PATIENCE, filter_path="errors,items.*.error")
            if not told.get("errors"):
                return
            error = next(item["error"] for one in told["items"] for item in one.values() if "error" in item)
            if error["type"] != "rejected_execution_exception":
                break
        if any(words in error["reason"] for words in FULL):
            raise DiskFullError("cluster-full", location=self._client.location)
        if error["type"] == "unavailable_shards_exception":
            raise EngineFailedError("cluster-lost-shard", location=self._client.location, index=self._index)
        reason = f"{error['type']}: {error['reason']}"[:500]
        raise EngineFailedError("engine-failed", location=self._client.location, status="bulk", reason=reason)
