"""Requests to a cluster: any of its nodes, time-outs of seconds, and what it says turned into our errors."""

from __future__ import annotations

import logging
import warnings
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NotReachedError
from opensearchpy.exceptions import ConnectionTimeout, OpenSearchWarning, SerializationError, TransportError

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
_RETRIES = 5  # each of the nodes in turn; a node that hangs is passed over once it has let one request wait
# What is said of disks that are full: of one, and of all, when the cluster blocks new indexes by itself.
FULL = ("flood", "disk usage exceeded", "create-index blocked")
_BUSY = (502, 503, 504, 429)
_CONNECTIONS = 32  # to each node, kept open
# What fails is an error of ours; the library's log would repeat it, with what was sent.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", category=OpenSearchWarning)  # of settings that a later version will lack


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
        self._client = OpenSearch(
            hosts=list(settings.addresses),
            headers=_authorization(settings),
            ca_certs=str(settings.ca) if settings.ca else None,
            timeout=settings.timeout,
            max_retries=retries,
            retry_on_timeout=True,
            retry_on_status=_BUSY,
            pool_maxsize=_CONNECTIONS,
        )

    def ask(
        self, method: str, path: str, body: Any = None, seconds: float | None = None, **parameters: object
    ) -> dict[str, Any]:
        """What the cluster answers; `body` is an object, or the lines of a bulk request.

        Raises `EngineUnreachableError`, `EngineTimeoutError`, `DiskFullError`, `EngineFailedError`.
        """
        seconds = seconds or self.seconds
        plain = {name: str(value).lower() if isinstance(value, bool) else value for name, value in parameters.items()}
        try:
            found = self._client.transport.perform_request(method, path, params=plain, body=body, timeout=seconds)
        except ConnectionTimeout:
            raise EngineTimeoutError("engine-timeout", location=self.location, seconds=round(seconds)) from None
        except NotReachedError as error:
            raise self._unreachable(_last_words(error.info)) from None
        except TransportError as error:
            raise self._refused(error) from None
        except SerializationError:
            found = None
        if not isinstance(found, dict):  # a page of a proxy
            reason = "it does not answer as OpenSearch does"
            raise EngineFailedError("engine-failed", location=self.location, status="-", reason=reason)
        return found

    def search(self, index: str, body: dict[str, Any], **parameters: object) -> dict[str, Any]:
        """The answer of all shards of an index: one of some would be wrong. Raises what `ask` does."""
        whole: dict[str, Any] = {
            "allow_partial_search_results": False,
            "cancel_after_time_interval": f"{round(2 * self.seconds) + 1}s",
            **parameters,
        }
        found = self.ask("POST", f"/{index}/_search", body, **whole)
        if found["timed_out"] or found["_shards"]["failed"]:
            raise self._unreachable("some of its shards did not answer")
        return found

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
        self._client.close()

    def _unreachable(self, reason: str) -> EngineUnreachableError:
        return EngineUnreachableError("engine-unreachable", location=self.location, reason=reason)

    def _refused(self, error: TransportError) -> BahithError:
        status, reason = error.status_code, _reason(error)
        if any(words in reason for words in FULL):
            return DiskFullError("cluster-full", location=self.location)
        if status == 401 or (status == 403 and "security" in reason):
            return EngineUnreachableError("engine-denied", location=self.location, user=self._user or "-")
        if status in _BUSY:
            return self._unreachable(reason)
        kind = {404: ClusterMissingError, 409: ClusterConflictError}.get(int(status), EngineFailedError)
        return kind("engine-failed", location=self.location, status=status, reason=reason)


def _authorization(settings: ClusterSettings) -> Mapping[str, str]:
    if not settings.user:
        return {}
    pair = f"{settings.user}:{settings.password}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def _reason(error: TransportError) -> str:
    """What the cluster says first of the cause, in one line."""
    told = error.info.get("error") if isinstance(error.info, dict) else None
    if not isinstance(told, dict):
        return str(told or error.error)
    causes = [told, *told.get("root_cause", ())]
    return "; ".join(dict.fromkeys(f"{cause.get('type')}: {cause.get('reason')}" for cause in causes))[:500]


def _last_words(error: object) -> str:
    """Why no connection was made: what the system said, which libraries have wrapped."""
    return str(error).rsplit(": ", 1)[-1].strip(" <>()'") or type(error).__name__
