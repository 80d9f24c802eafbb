"""The last errors of all processes of a service, in memory that they share: what its page of state shows."""

from __future__ import annotations

import json
import logging
import mmap
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from web.service.shared_numbers import SharedNumbers

KEPT = 20
_SHOWN = 500  # characters of a message
_BYTES = 12 * _SHOWN + 200  # of one, each letter as JSON escapes it at worst


@dataclass(frozen=True, slots=True)
class LoggedError:
    """An error as it was logged; `request_id` is that of the request that met it, where one did."""

    time: str
    message: str
    request_id: str | None = None


class LastErrors(logging.Handler):
    """Keeps the last errors; to be made before the processes are that share it.

    >>> errors = LastErrors()
    >>> errors.emit(logging.LogRecord("bahith", logging.ERROR, "", 0, "a disk is full", (), None))
    >>> [one.message for one in errors.last()]
    ['a disk is full']
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._count = SharedNumbers(1)
        self._lines = mmap.mmap(-1, KEPT * _BYTES)

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a record in the place of the oldest one."""
        fields: dict[str, Any] = getattr(record, "fields", {})
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        told = {"time": time, "message": record.getMessage()[:_SHOWN], "request_id": fields.get("request_id")}
        line = json.dumps(told).encode()
        with self._count:
            at = int(self._count.cells[0]) % KEPT * _BYTES
            self._lines[at : at + _BYTES] = line.ljust(_BYTES, b"\0")
            self._count.cells[0] += 1

    def last(self) -> tuple[LoggedError, ...]:
        """The errors, the newest first."""
        with self._count:
            count, lines = int(self._count.cells[0]), bytes(self._lines)
        places = (number % KEPT * _BYTES for number in range(count - 1, max(-1, count - 1 - KEPT), -1))
        return tuple(LoggedError(**json.loads(lines[at : at + _BYTES].rstrip(b"\0"))) for at in places)
