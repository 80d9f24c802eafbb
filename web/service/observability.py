"""What the service says of itself: a name for each request, where its time went, counts, and a line in the log."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_bytes, token_hex
from typing import Any

from flask import Flask, Response, g, request

from search.model.schema import SCHEMA
from search.settings import Service
from web.contract.operations import Operation, operations
from web.current import globals_now
from web.service.log import REQUESTS
from web.service.metrics import Metrics
from web.service.response_cache import CachedResponse

REPEATABLE = "bahith.repeatable"  # in the environment of WSGI: a `Repeatable` of an answer that may be given again
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")  # of a request, as a proxy gives it


@dataclass(frozen=True, slots=True)
class Repeatable:
    """What is told again of an answer that is given again: `fields` are those of the log."""

    generation: str
    outcome: str
    fields: dict[str, Any]


class Observability:
    """Watches every request of an app, first and last of all hooks."""

    def __init__(self, app: Flask, service: Service) -> None:
        self.metrics = Metrics(dict.fromkeys(operation.path for operation in operations(SCHEMA)))
        self._queries = service.log_queries
        self._logs = service.log_requests or self._queries
        self._salt = token_bytes(16)
        app.before_request(self.begin)
        app.after_request(self.end)

    def begin(self) -> None:
        """Starts the clock."""
        kept = globals_now()
        kept.started = time.perf_counter()
        kept.request_id = _name(request.headers.get("X-Request-Id", ""))

    def end(self, response: Response) -> Response:
        """Counts and logs the request; says how long it took."""
        kept = globals_now()
        seconds = time.perf_counter() - kept.started
        operation: Operation | None = kept.get("operation")
        timings = {**kept.get("timings", {}), "total": seconds * 1000}
        response.headers["Server-Timing"] = ", ".join(f"{name};dur={ms:.2f}" for name, ms in timings.items())
        response.headers["X-Request-Id"] = kept.request_id
        route = operation.path if operation else ""
        from_cache = "kept" in kept.get("log_fields", ())
        self.metrics.request(route, response.status_code, seconds, kept.get("outcome", ""), from_cache)
        line = self._line(response, route, seconds) if self._logs else {"route": route}
        if self._logs:
            REQUESTS.info("request", extra={"fields": line})
        if "repeatable" in kept and response.status_code == 200:
            request.environ[REPEATABLE] = Repeatable(kept.repeatable, kept.outcome, line)
        return response

    def tell_again(self, known: CachedResponse, given: str, started: float) -> tuple[tuple[str, str], ...]:
        """Counts and logs a response of the cache that the app does not see; gives the headers of its own.

        `given` is the name of the request that came with it.
        """
        seconds, name = time.perf_counter() - started, _name(given)
        self.metrics.request(known.log_fields["route"], 200, seconds, known.outcome, from_cache=True)
        if self._logs:
            own = {"request_id": name, "ms": round(seconds * 1000, 2), "kept": True}
            REQUESTS.info("request", extra={"fields": known.log_fields | own})
        ms = seconds * 1000
        return ("Server-Timing", f"kept;dur={ms:.2f}, total;dur={ms:.2f}"), ("X-Request-Id", name)

    def _line(self, response: Response, route: str, seconds: float) -> dict[str, Any]:
        line = {
            "request_id": g.request_id,
            "method": request.method,
            "route": route or None,
            "status": response.status_code,
            "ms": round(seconds * 1000, 2),
            "bytes": response.content_length,
            "key": g.key.name if g.get("key") else None,
            **g.get("log_fields", {}),
        }
        query = g.get("log_query") or request.args.get("q") or request.args.get("text")
        if query is not None:
            # Equal queries can be told apart from others until the service is started again, and not read.
            line["query_hash"] = blake2b(query.encode("utf-8", "replace"), key=self._salt, digest_size=6).hexdigest()
        if self._queries and query is not None:
            line["query"] = query
        elif "repaired" in line:
            line["repaired"] = True
        return line


def _name(given: str) -> str:
    """The name of a request: the one that came with it, or a new one."""
    return given if _NAME.fullmatch(given) else token_hex(8)
