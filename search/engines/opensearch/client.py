"""Requests to a cluster: any of its nodes, time-outs of seconds, and what it says turned into our errors."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson

from search.engines.opensearch.transport import BUSY, NotReachedError, TooLateError, Transport
from search.errors import (
    BahithError,
    DiskFullError,
    EngineFailedError,
    EngineTimeoutError,
    EngineUnreachableError,
    SettingsError,
)
from search.model.cluster_settings import ClusterSettings

PATIENCE = 120.0  # seconds that a change of the cluster may take: an election of its manager is one of them
_JSON = {"Content-Type": "application/json"}
_RETRIES = 5  # each of the nodes in turn; a node that hangs is passed over once it has let one request wait
# What is said of disks that are full: of one, and of all, when the cluster blocks new indexes by itself.
FULL = ("flood", "disk usage exceeded", "create-index blocked")


class ClusterMissingError(EngineFailedError):
    """What was asked for is not in the cluster."""


class ClusterConflictError(EngineFailedError):
    """It was changed by somebody else meanwhile."""


class Client:
    """Asks a cluster. Threads may share it, processes may not."""

    def __init__(self, settings: ClusterSettings, retries: int = _RETRIES) -> None:
        if not settings.addresses:
            raise SettingsError("opensearch-no-addresses")
        self.location = ", ".join(settings.addresses)
        self.seconds = settings.timeout
        self._user = settings.user
        self._whole: dict[str, Any] = {
            "allow_partial_search_results": False,
            "cancel_after_time_interval": f"{round(2 * self.seconds) + 1}s",
        }
        self._transport = Transport(settings.addresses, settings.ca, _authorization(settings), retries)

    def ask(
        self, method: str, path: str, body: Any = None, seconds: float | None = None, **parameters: object
    ) -> dict[str, Any]:
        """What the cluster answers; `body` is an object, or bytes: JSON, or the lines of many requests.

        Raises `EngineUnreachableError`, `EngineTimeoutError`, `DiskFullError`, `EngineFailedError`.
        """
        seconds = seconds or self.seconds
        plain = {name: str(value).lower() if isinstance(value, bool) else value for name, value in parameters.items()}
        sent = body if body is None or isinstance(body, bytes) else orjson.dumps(body)
        try:
            answer = self._transport.ask(method, f"{path}?{urlencode(plain)}" if plain else path, sent, _JSON, seconds)
        except TooLateError:
            raise EngineTimeoutError("engine-timeout", location=self.location, seconds=round(seconds)) from None
        except NotReachedError as error:
            raise self._unreachable(_last_words(error)) from None
        told = _read(answer.body)
        if answer.status >= 300:
            raise self._refused(answer.status, _reason(told))
        if not isinstance(told, dict):  # a page of a proxy
            reason = "it does not answer as OpenSearch does"
            raise EngineFailedError("engine-failed", location=self.location, status="-", reason=reason)
        return told

    def search(self, index: str, body: dict[str, Any] | bytes, **parameters: object) -> dict[str, Any]:
        """The answer of all shards of an index: one of some would be wrong. Raises what `ask` does."""
        found = self.ask("POST", f"/{index}/_search", body, None, **self._whole, **parameters)
        if not _is_whole(found):
            raise self._unreachable("some of its shards did not answer")
        return found

    def search_all(
        self, index: str, searches: Sequence[tuple[bytes, dict[str, object]]]
    ) -> list[dict[str, Any] | None]:
        """The answers of several searches (body, parameters) at once; None where one failed. Raises what `ask` does."""
        lines = (b"%b\n%b\n" % (orjson.dumps(self._whole | parameters), body) for body, parameters in searches)
        told = self.ask("POST", f"/{index}/_msearch", b"".join(lines))["responses"]
        return [one if "error" not in one and _is_whole(one) else None for one in told]

    def get(self, index: str, ids: list[str], field: str, seconds: float | None = None) -> dict[str, Any]:
        """The stored field of those of these rows that are there, by their ids. Raises what `ask` does."""
        told = self.ask("POST", f"/{index}/_mget", {"ids": ids}, seconds, stored_fields=field, realtime=False)["docs"]
        if any("error" in one for one in told):  # of a shard that is nowhere; the others answer
            raise self._unreachable("some of its shards did not answer")
        return {one["_id"]: one["fields"][field][0] for one in told if one["found"]}

    def version(self, seconds: float | None = None) -> str:
        """The version that the cluster runs."""
        return str(self.ask("GET", "/", None, seconds)["version"]["number"])

    def close(self) -> None:
        """Lets go of the connections."""
        self._transport.close()

    def _unreachable(self, reason: str) -> EngineUnreachableError:
        return EngineUnreachableError("engine-unreachable", location=self.location, reason=reason)

    def _refused(self, status: int, reason: str) -> BahithError:
        if any(words in reason for words in FULL):
            return DiskFullError("cluster-full", location=self.location)
        if status == 401 or (status == 403 and "security" in reason):
            return EngineUnreachableError("engine-denied", location=self.location, user=self._user or "-")
        if status in BUSY:
            return self._unreachable(reason)
        kind = {404: ClusterMissingError, 409: ClusterConflictError}.get(status, EngineFailedError)
        return kind("engine-failed", location=self.location, status=status, reason=reason)


def _authorization(settings: ClusterSettings) -> Mapping[str, str]:
    if not settings.user:
        return {}
    pair = f"{settings.user}:{settings.password}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def _read(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _is_whole(found: dict[str, Any]) -> bool:
    return not (found["timed_out"] or found["_shards"]["failed"])


def _reason(told: Any) -> str:
    """What the cluster says first of the cause, in one line."""
    error = told.get("error") if isinstance(told, dict) else None
    if not isinstance(error, dict):
        return str(error or "no reason")
    causes = [error, *error.get("root_cause", ())]
    return "; ".join(dict.fromkeys(f"{cause.get('type')}: {cause.get('reason')}" for cause in causes))[:500]


def _last_words(error: object) -> str:
    """Why no connection was made: what the system said, which libraries have wrapped."""
    return str(error).rsplit(": ", 1)[-1].strip(" <>()'") or type(error).__name__
