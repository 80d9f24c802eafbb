"""The log, a line for each thing: what was asked of the service, what went wrong; no query unless told to."""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from typing import Any

from search.settings import Service
from web.service.last_errors import LastErrors

REQUESTS = logging.getLogger("bahith.requests")


class JsonLines(logging.Formatter):
    """A record as one JSON object; the dict given as its `fields` comes with it.

    >>> record = logging.LogRecord("bahith", logging.WARNING, "", 0, "odd", (), None)
    >>> sorted(json.loads(JsonLines().format(record)))
    ['level', 'logger', 'message', 'time']
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower(), "logger": record.name}
        line["message"] = record.getMessage()
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """A record for a person; what comes with it stands behind it as name=value, as JSON where it holds a blank.

    >>> record = logging.LogRecord("bahith", logging.WARNING, "", 0, "odd", (), None)
    >>> record.fields = {"status": 200, "query": "كوريا الشمالية"}
    >>> TextLines().format(record).split(" ", 1)[1]
    'WARNING odd status=200 query="كوريا الشمالية"'
    """

    def format(self, record: logging.LogRecord) -> str:
        given = {name: value for name, value in getattr(record, "fields", {}).items() if value is not None}
        fields = "".join(f" {name}={_shown(value)}" for name, value in given.items())
        text = f"{_time(record)} {record.levelname} {record.getMessage()}{fields}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


def begin(service: Service) -> LastErrors:
    """Sends the log of this process and its workers to stderr or its file: warnings, and requests if they are logged.

    Gives what keeps the last errors.
    """
    errors = LastErrors()
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if service.log_file:  # opened again where a program that turns logs over has put another in its place
        handler = logging.handlers.WatchedFileHandler(service.log_file, encoding="utf-8")
    handler.setFormatter(JsonLines() if service.log_format == "json" else TextLines())
    logging.basicConfig(handlers=[handler, errors], level=logging.WARNING)
    REQUESTS.setLevel(logging.INFO)
    return errors


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _shown(value: Any) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if " " in text or '"' in text or "\n" in text else text
