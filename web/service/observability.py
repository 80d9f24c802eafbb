"""What the service says of itself: a name for each request, where its time went, counts, and a line in the log."""

from __future__ import annotations

import re
import time
from hashlib import blake2b
from secrets import token_bytes, token_hex
from typing import Any

from flask import Flask, Response, g, request

from search.model.schema import SCHEMA
from search.settings import Service
from web.contract.operations import Operation, operations
from web.service.log import REQUESTS
from web.service.metrics import Metrics

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")  # of a request, as a proxy gives it


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
        g.started = time.perf_counter()
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _NAME.fullmatch(given) else token_hex(8)

    def end(self, response: Response) -> Response:
        """Counts and logs the request; says how long it took."""
        seconds = time.perf_counter() - g.started
        operation: Operation | None = g.get("operation")
        timings = {**g.get("timings", {}), "total": seconds * 1000}
        response.headers["Server-Timing"] = ", ".join(f"{name};dur={ms:.2f}" for name, ms in timings.items())
        response.headers["X-Request-Id"] = g.request_id
        route = operation.path if operation else ""
        from_cache = "kept" in g.get("log_fields", ())
        self.metrics.request(route, response.status_code, seconds, g.get("outcome", ""), from_cache)
        if self._logs:
            REQUESTS.info("request", extra={"fields": self._line(response, route, seconds)})
        return response

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
